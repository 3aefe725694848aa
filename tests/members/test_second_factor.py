"""Codes from an app and recovery codes: set up, asked for, used once, lost, removed. No JavaScript anywhere."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from members.second_factor import SecondFactorAdapter

pytestmark = pytest.mark.django_db

INDEX = "/en/account/second-factor/"
ACTIVATE = INDEX + "app/activate/"
DEACTIVATE = INDEX + "app/deactivate/"
CODES = INDEX + "recovery-codes/"
STEP = INDEX + "authenticate/"


def sign_in(client, member, password="demo", **fields):
    return client.post("/en/account/login/", {"login": member.email, "password": password, **fields})


def rows():
    return list(Authenticator.objects.order_by("pk").values())


def codes_of(client, prove):
    prove(CODES)
    return client.post(CODES).context["codes"]


def test_an_app_is_set_up_and_asked_for(
    client, benoit, set_up_app, totp, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        key = set_up_app(benoit)
    assert [mail.subject for mail in mailoutbox] == ["Votre compte demande les codes d’une application"]
    assert {row["type"] for row in rows()} == {"totp", "recovery_codes"}
    client.logout()
    assert sign_in(client, benoit, next="/en/groups/").url == STEP
    assert client.get("/en/account/").status_code == 302, "the password alone opens nothing"
    assert "One more step" in client.get(STEP).content.decode()
    assert client.post(STEP, {"code": totp(key)}).url == "/en/groups/"
    assert client.get("/en/account/").status_code == 200


def test_the_session_of_two_steps_lasts_only_where_asked(client, benoit, set_up_app, totp):
    key = set_up_app(benoit)
    client.logout()
    sign_in(client, benoit, remember="on")
    client.post(STEP, {"code": totp(key)})
    assert client.session.get_expire_at_browser_close() is False


def test_the_picture_keeps_to_the_content_policy(client, benoit, prove):
    client.force_login(benoit)
    answer = prove(ACTIVATE)
    text, key = answer.content.decode(), answer.context["form"].secret
    [svg] = re.findall(r"<svg viewBox[^>]*width=\"240\".*?</svg>", text)
    assert "style" not in svg and "data:" not in text and " style=" not in text
    assert 'fill="#fff"' in svg, "black on white in the dark too"
    assert " ".join(re.findall("....", key)) in text, "the key can be typed"
    assert f"otpauth://totp/{benoit.email.replace('@', '%40')}?secret={key}&amp;issuer=AI4LAM" in text


def test_the_picture_says_what_the_app_must_know(benoit):
    """The squares of the picture are those of the address, module for module."""
    import qrcode

    svg = SecondFactorAdapter().build_totp_svg("otpauth://totp/a?secret=ABC")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    code = qrcode.QRCode(border=4)
    code.add_data("otpauth://totp/a?secret=ABC")
    matrix = code.get_matrix()
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, on in enumerate(row) if on}


@pytest.mark.parametrize("code", ["000000", "", "abc", "é€", "1" * 500])
def test_a_wrong_code_is_told_and_opens_nothing(client, benoit, set_up_app, code):
    set_up_app(benoit)
    client.logout()
    sign_in(client, benoit)
    answer = client.post(STEP, {"code": code})
    assert 'aria-invalid="true"' in answer.content.decode()
    assert client.get("/en/account/").status_code == 302


def test_a_code_works_once(client, benoit, set_up_app, totp):
    key = set_up_app(benoit)
    code = totp(key)
    for expected in (302, 200):
        client.logout()
        sign_in(client, benoit)
        assert client.post(STEP, {"code": code}).status_code == expected
    # django-allauth remembers it for thirty seconds, while it counts for ninety.
    from django.core.cache import cache

    cache.delete(f"allauth.mfa.totp.used?user={benoit.pk}&code={code}")
    assert "was used already" in client.post(STEP, {"code": code}).content.decode()


def test_guessing_is_stopped(client, benoit, set_up_app, totp):
    key = set_up_app(benoit)
    client.logout()
    sign_in(client, benoit)
    for _ in range(5):
        client.post(STEP, {"code": "000000"})
    answer = client.post(STEP, {"code": totp(key)})
    assert answer.status_code == 200 and "Please wait five minutes" in answer.content.decode()


def test_one_can_stop_and_be_somebody_else(client, benoit, amina, set_up_app):
    set_up_app(benoit)
    client.logout()
    sign_in(client, benoit)
    assert client.post("/en/account/logout/", {"next": "/en/account/login/"}).url == "/en/account/login/"
    assert client.get(STEP).url == "/en/account/login/"
    assert sign_in(client, amina).url == "/en/"


def test_the_password_is_asked_again_before_anything_changes(client, benoit):
    client.force_login(benoit)
    for address in (ACTIVATE, INDEX + "passkeys/add/"):
        for answer in (client.get(address), client.post(address, {"code": "1"})):
            assert answer.url.startswith("/en/account/reauthenticate/?next=")
    assert rows() == []


def test_a_first_password_is_chosen_only_by_who_proves_it_is_their_account(client, benoit, set_up_app):
    """Otherwise a device left open gives a password, and the password opens all that asks for one."""
    set_up_app(benoit)
    benoit.set_unusable_password()
    benoit.save()
    client.force_login(benoit)
    address = "/en/account/password/set/"
    assert client.get(address).url.startswith("/en/account/second-factor/reauthenticate/")
    assert client.post(address, {"password1": "four words well chosen"}).url == address
    assert "four words" not in str(dict(client.session))
    benoit.refresh_from_db()
    assert not benoit.has_usable_password()


def test_an_unconfirmed_address_gets_no_second_factor(client, benoit):
    EmailAddress.objects.filter(user=benoit).update(verified=False)
    client.force_login(benoit)
    answer = client.get(ACTIVATE, follow=True)
    assert answer.redirect_chain[-1][0] == INDEX
    assert "Please confirm your e-mail address first." in answer.content.decode()


# Recovery codes


def test_recovery_codes_are_shown_once_and_looking_changes_nothing(client, benoit, set_up_app, prove):
    set_up_app(benoit)
    before = rows()
    page = prove(CODES)
    assert page.context["codes"] is None and "You see them once" in page.content.decode()
    assert rows() == before
    first = client.post(CODES)
    assert len(first.context["codes"]) == 10 and first["Cache-Control"].count("no-store") == 1
    for again in (client.post(CODES), client.get(CODES), client.post(CODES, {"download": "1"})):
        text = again.content.decode()
        assert "not shown again" in text
        assert not any(code in text for code in first.context["codes"])
    assert "10 codes are left" in client.get(INDEX).content.decode()


def test_recovery_codes_as_a_file(client, benoit, set_up_app, prove):
    set_up_app(benoit)
    prove(CODES)
    answer = client.post(CODES, {"download": "1"})
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert len(re.findall(r"^\d{8}$", answer.content.decode(), re.M)) == 10


def test_a_recovery_code_opens_once(client, benoit, set_up_app, prove):
    set_up_app(benoit)
    code = codes_of(client, prove)[3]
    for expected in (302, 200):
        client.logout()
        sign_in(client, benoit)
        assert client.post(STEP, {"code": code}).status_code == expected
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes().__len__() == 9


def test_new_recovery_codes_end_the_old_ones(
    client, benoit, set_up_app, prove, mailoutbox, django_capture_on_commit_callbacks
):
    set_up_app(benoit)
    old = codes_of(client, prove)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(CODES + "generate/").url == CODES
    assert mailoutbox[-1].subject == "Votre compte a de nouveaux codes de secours"
    assert not set(client.post(CODES).context["codes"]) & set(old)
    client.logout()
    sign_in(client, benoit)
    assert client.post(STEP, {"code": old[0]}).status_code == 200


def test_recovery_codes_stand_in_for_something(client, benoit, prove):
    client.force_login(benoit)
    assert client.get(CODES).status_code == 404
    prove(CODES + "generate/")
    assert "set up an app or a passkey first" in client.post(CODES + "generate/").content.decode()
    assert rows() == []


def test_the_last_second_factor_takes_the_recovery_codes_with_it(client, benoit, set_up_app, mailoutbox):
    set_up_app(benoit)
    assert client.get(DEACTIVATE).status_code == 200 and len(rows()) == 2, "looking removes nothing"
    assert client.post(DEACTIVATE).url == INDEX
    assert rows() == []
    assert mailoutbox[-1].subject == "Votre compte ne demande plus de codes"
    client.logout()
    assert sign_in(client, benoit).url == "/fr/"


# What is kept


def test_a_copy_of_the_database_opens_no_account(client, benoit, set_up_app, settings):
    key = set_up_app(benoit)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert key not in kept
    adapter = SecondFactorAdapter()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert adapter.decrypt(kept) == key
    settings.SECRET_KEY_FALLBACKS = []
    lost = {adapter.decrypt(kept), adapter.decrypt(kept)}
    assert len(lost) == 2 and key not in lost, "never a key that somebody could know"


def test_one_sees_ones_own_only(client, benoit, amina, set_up_app):
    set_up_app(benoit)
    client.force_login(amina)
    assert "In use since" not in client.get(INDEX).content.decode()
    assert client.get(DEACTIVATE).status_code == 404
    assert client.get(CODES).status_code == 404


def test_who_has_lost_everything_is_helped(benoit, client, set_up_app, capsys):
    set_up_app(benoit)
    call_command("remove_second_factor", benoit.email.upper())
    assert rows() == []
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("remove_second_factor", benoit.email)
    with pytest.raises(CommandError, match="No account"):
        call_command("remove_second_factor", "nobody@example.org")


# Administrators

URGED = "You look after this site"


def test_administrators_are_urged(client, admin, benoit, set_up_app):
    for member, urged in ((admin, True), (benoit, False)):
        client.force_login(member)
        for address in ("/en/account/", INDEX):
            assert (URGED in client.get(address).content.decode()) is urged
    set_up_app(admin)
    for address in ("/en/account/", INDEX):
        assert URGED not in client.get(address).content.decode()
