"""Nobody learns from the site who has an account: sign-up, reset and signing in answer everybody alike."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.test import Client

from tests.factories import make_member

pytestmark = pytest.mark.django_db

NOBODY = "nobody@example.org"
PASSWORD = "four words well chosen"
REQUESTS = {
    "sign-up": ("signup/", lambda email: {"name": "N. N.", "email": email, "password1": PASSWORD}),
    "reset": ("password/reset/", lambda email: {"email": email}),
    "code": ("login/code/", lambda email: {"email": email}),
    "sign-in": ("login/", lambda email: {"login": email, "password": "not the password"}),
}
# How often each may be sent before one is told to wait.
TIMES = {"sign-up": 2, "reset": 6, "code": 4, "sign-in": 7}


@pytest.fixture(params=["member", "second factor", "no password", "closed", "unconfirmed"])
def known(request, site, client, set_up_app):
    """Somebody who has an account, of each kind."""
    member = make_member("Known Person", email="known1@example.org")
    if request.param == "second factor":
        set_up_app(member)
        client.logout()
    elif request.param == "no password":
        member.set_unusable_password()
        member.save()
    elif request.param == "closed":
        member.is_active = False
        member.save()
    elif request.param == "unconfirmed":
        EmailAddress.objects.filter(user=member).update(verified=False)
    return member


def seen(response, email):
    """All that a visitor gets: status, header fields and body, without the address that they typed."""

    def plain(text):
        text = text.replace(email, "§").replace(email.replace("@", "%40"), "§")
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "token", text)

    # The length is that of the address; the other is the time of day.
    besides = ("Content-Length", "Expires")
    headers = {name: plain(value) for name, value in response.headers.items() if name not in besides}
    cookies = {name: {**cookie, "expires": ""} for name, cookie in response.cookies.items()}
    return response.status_code, headers, cookies, plain(response.content.decode())


def story(kind, email, language, times=1):
    """What one visitor sees who sends the form, looks at the page it leads to, and sends it again."""
    path, fields = REQUESTS[kind]
    # Another network address for each, or the second would be counted with the first.
    visitor = Client(REMOTE_ADDR="10.0.0.1" if email == NOBODY else "10.0.0.2")
    got = []
    for _ in range(times):
        answer = visitor.post(f"/{language}/account/{path}", fields(email))
        got.append(seen(answer, email))
        if answer.status_code == 302:
            got.append(seen(visitor.get(answer.url), email))
        if kind == "code" and answer.status_code == 302:
            got.append(seen(visitor.post(answer.url, {"code": "WRONG"}), email))
            visitor.post(f"/{language}/account/logout/")
    return got


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", REQUESTS)
def test_known_and_unknown_are_answered_alike(known, mailoutbox, kind, language):
    assert story(kind, known.email, language) == story(kind, NOBODY, language)


@pytest.mark.parametrize("kind", REQUESTS)
def test_being_told_to_wait_tells_nothing_either(known, kind):
    told = story(kind, known.email, "en", TIMES[kind])
    assert told == story(kind, NOBODY, "en", TIMES[kind])
    if kind != "sign-up":
        assert "Please wait" in told[-1][3]


@pytest.mark.parametrize("kind", ["sign-up", "reset", "code"])
def test_both_get_a_mail(known, mailoutbox, kind):
    """So that neither the mail server's time nor its silence tells."""
    story(kind, known.email, "en")
    story(kind, NOBODY, "en")
    assert [mail.to for mail in mailoutbox] == [[known.email], [NOBODY]]


@pytest.mark.parametrize("kind", ["sign-in", "sign-up"])
def test_a_password_is_hashed_for_both(known, kind, monkeypatch):
    """What takes time is done whether the account exists or not."""
    hashed = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    counts = []
    for email in (known.email, NOBODY):
        hashed.clear()
        story(kind, email, "en")
        counts.append(len(hashed))
    assert counts[0] == counts[1] >= 1


def test_a_passkey_is_asked_for_without_naming_anybody(client, known):
    answer = client.get("/en/account/second-factor/passkeys/login/", headers={"accept": "application/json"})
    assert not answer.json()["request_options"]["publicKey"].get("allowCredentials")


def test_the_owner_of_a_closed_account_is_told_by_mail(client, site, mailoutbox):
    member = make_member("Closed Person", email="closed@example.org", language="fr", is_active=False)
    for kind in ("reset", "code"):
        story(kind, member.email, "en")
    assert [mail.subject for mail in mailoutbox] == ["Ce compte est fermé"] * 2
    assert "/account/" not in mailoutbox[0].body


def test_only_the_right_password_tells_that_an_account_is_closed(client, site):
    make_member("Closed Person", email="closed@example.org", is_active=False)
    wrong = client.post("/en/account/login/", {"login": "closed@example.org", "password": "wrong"})
    assert "do not go together" in wrong.content.decode()
    right = client.post("/en/account/login/", {"login": "closed@example.org", "password": "demo"})
    assert right.url == "/en/account/inactive/"
