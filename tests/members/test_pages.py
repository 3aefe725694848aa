"""Every account page and every error page, in both languages, for a visitor and for a member."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from core.mail import compose
from tests.factories import make_member

pytestmark = pytest.mark.django_db

# Words that only an English sentence has.
ENGLISH = re.compile(
    r"\b(the|your|you|with|please|address|sign|password|account|this|of|not|mail|and)\b", re.I
)

OF_ALLAUTH = ("account_", "mfa_", "usersessions_", "socialaccount_")
# name of the address: answer to a visitor, answer to a member; a redirect is named by its target.
ANSWERS = {
    "account_login": (200, "home"),
    "account_logout": ("home", 200),
    "account_inactive": (200, 200),
    "account_signup": (200, "home"),
    "account_reauthenticate": ("account_login", 200),
    "account_email": ("account_login", 200),
    "account_email_verification_sent": (200, 200),
    "account_change_password": ("account_login", 200),
    "account_set_password": ("account_login", "account_change_password"),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_confirm_email": (200, 200),
    "account_request_login_code": (200, "home"),
    "account_confirm_login_code": ("account_request_login_code", "home"),
    "mfa_index": ("account_login", 200),
    "mfa_authenticate": ("account_login", "home"),
    "mfa_reauthenticate": ("account_login", "account_reauthenticate"),
    "mfa_activate_totp": ("account_login", "account_reauthenticate"),
    "mfa_deactivate_totp": ("account_login", 404),
    "mfa_view_recovery_codes": ("account_login", 404),
    "mfa_generate_recovery_codes": ("account_login", "account_reauthenticate"),
    "mfa_list_webauthn": ("mfa_index", "mfa_index"),
    "mfa_add_webauthn": ("account_login", "account_reauthenticate"),
    "mfa_login_webauthn": ("account_login", "home"),
    "mfa_reauthenticate_webauthn": ("account_login", "account_reauthenticate"),
    "mfa_edit_webauthn": ("account_login", "account_reauthenticate"),
    "mfa_remove_webauthn": ("account_login", "account_reauthenticate"),
    "usersessions_list": ("account_login", 200),
    "socialaccount_connections": (404, 404),
    "socialaccount_signup": (404, 404),
    "socialaccount_login_cancelled": (404, 404),
    "socialaccount_login_error": (404, 404),
    "members:profile": ("account_login", 200),
}
ARGUMENTS = {
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nonsense"},
    "account_confirm_email": {"key": "nonsense"},
}


def words_of(text):
    """What a person reads on a page or in a mail: no tags, no addresses, no name of the other language."""
    text = re.sub(r"<(head|script|style|select|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r'<a [^>]*lang="en"[^>]*>.*?</a>', " ", text, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"\S*[/@]\S*", " ", text)


def english_in(text):
    return sorted(set(ENGLISH.findall(words_of(text).lower())))


def test_every_address_of_the_accounts_is_listed():
    urls = get_resolver().reverse_dict
    with translation.override("en"):
        known = {name for name in urls if isinstance(name, str) and name.startswith(OF_ALLAUTH)}
    assert known == {name for name in ANSWERS if name.startswith(OF_ALLAUTH)}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_address_answers_well(site, name):
    member = Client()
    member.force_login(make_member("Benoît Kerjean", email="benoit@demo.example", language="fr"))
    for client, answer in zip((Client(), member), ANSWERS[name], strict=True):
        with translation.override("fr"):
            response = client.get(reverse(name, kwargs=ARGUMENTS.get(name)))
            if isinstance(answer, int):
                assert response.status_code == answer
                text = response.content.decode()
                assert '<html lang="fr"' in text
                assert english_in(text) == []
                assert "<script>" not in text and " style=" not in text
            else:
                assert response.status_code == 302
                assert response.url.partition("?")[0] == reverse(answer)


def test_a_visitor_reads_english_too(client, site):
    for name, (to_visitor, _to_member) in ANSWERS.items():
        if to_visitor == 200:
            with translation.override("en"):
                text = client.get(reverse(name, kwargs=ARGUMENTS.get(name))).content.decode()
            assert '<html lang="en"' in text and english_in(text)


def test_the_other_language_of_a_page_is_one_step_away(client, site):
    assert 'href="/en/account/signup/"' in client.get("/fr/account/signup/").content.decode()


PAGES_THAT_NEED_MORE = [
    "account/base_confirm_code.html",
    "account/confirm_email_verification_code.html",
    "account/confirm_password_reset_code.html",
    "account/email.html",
    "account/signup_closed.html",
    "account/verified_email_required.html",
    "429.html",
]


@pytest.mark.parametrize("template", PAGES_THAT_NEED_MORE)
def test_pages_that_are_not_in_use_are_ready(template, rf):
    from allauth.account.forms import BaseConfirmCodeForm

    from members.forms import AddEmailForm, OurWords

    class CodeForm(OurWords, BaseConfirmCodeForm):
        pass

    context = {
        "email": "a@example.org",
        "verify_form": CodeForm(),
        "form": AddEmailForm(),
        "can_resend": True,
    }
    with translation.override("fr"):
        text = render_to_string(template, context, request=rf.get("/fr/account/"))
    assert "<h1>" in text and english_in(text) == []


MAILS = [
    "account_already_exists",
    "account_closed",
    "account_connected",
    "account_deleted",
    "account_disconnected",
    "account_unconfirmed",
    "email_changed",
    "email_confirmation",
    "email_confirmation_signup",
    "email_deleted",
    "login_code",
    "password_changed",
    "password_reset",
    "password_reset_code",
    "password_reset_key",
    "password_set",
    "recovery_codes_generated",
    "totp_activated",
    "totp_deactivated",
    "unknown_account",
    "webauthn_added",
    "webauthn_removed",
]


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mail_in_both_languages(name, language, benoit):
    context = {
        "link": f"https://tandem.example/{language}/account/?a=1&b=2",
        "code": "ABCD-1234",
        "from_email": "old@example.org",
        "to_email": "new@example.org",
        "deleted_email": "new@example.org",
        "service": "ORCID",
    }
    mail = compose(
        f"account/{name}", context, to="a@example.org", language=language, time_zone=benoit.zone,
        message_id="<1@localhost>",
    )  # fmt: skip
    html = mail.alternatives[0].content
    assert mail.subject and "\n" not in mail.subject and not mail.subject.startswith("[")
    assert "&" not in mail.body.replace("a=1&b=2", "")
    assert f'<html lang="{language}"' in html and f"/{language}/" in mail.body
    other = {"en": "/fr/", "fr": "/en/"}[language]
    assert other not in mail.body + html
    for text in (mail.subject, mail.body, html):
        assert bool(english_in(text)) is (language == "en")
    if name not in (
        "login_code",
        "password_reset_code",
        "email_changed",
        "account_closed",
        "account_deleted",
    ):
        assert context["link"] in mail.body and "a=1&amp;b=2" in html


def test_all_mails_are_in_that_list(settings):
    folder = settings.BASE_DIR / "templates" / "mail" / "account"
    assert {path.name.partition(".")[0] for path in folder.iterdir()} == {*MAILS, "base"}


# What one sees on the way to a second factor, and in between


def test_the_pages_of_a_second_factor_speak_french(client, site, prove, totp, settings):
    member = make_member("Benoît Kerjean", email="benoit@demo.example", language="fr")
    client.force_login(member)
    own = "/fr/account/second-factor/"
    seen = [prove(own + "app/activate/")]
    key = seen[0].context["form"].secret
    seen.append(client.post(own + "app/activate/", {"code": "000000"}))
    seen.append(client.post(own + "app/activate/", {"code": totp(key, -1)}, follow=True))
    seen += [client.post(own + "recovery-codes/"), client.get(own + "recovery-codes/"), client.get(own)]
    seen += [client.get(own + "recovery-codes/generate/"), client.get(own + "app/deactivate/")]
    seen += [client.get(own + "reauthenticate/"), client.get(own + "passkeys/add/")]
    seen.append(client.post(own + "passkeys/add/", {"name": "x"}))
    passkey = Authenticator.objects.create(user=member, type="webauthn", data={"name": "Téléphone"})
    seen += [client.get(f"{own}passkeys/{passkey.pk}/{deed}/") for deed in ("edit", "remove")]
    passkey.delete()
    client.logout()
    client.post("/fr/account/login/", {"login": member.email, "password": "demo"})
    seen += [client.get(own + "authenticate/"), client.post(own + "authenticate/", {"code": "0"})]
    for page in seen:
        text = page.content.decode()
        assert page.status_code == 200 and "<h1>" in text
        assert english_in(text) == [], page.request["PATH_INFO"]
        assert "<script>" not in text and " style=" not in text and "data:" not in text


def test_a_file_of_recovery_codes_speaks_french(rf):
    with translation.override("fr"):
        text = render_to_string("mfa/recovery_codes/download.txt", {"codes": ["1"]}, request=rf.get("/fr/"))
    assert english_in(text) == [] and "Chacun sert une fois." in text


@pytest.mark.parametrize("folder", ["account", "mfa", "usersessions", "socialaccount"])
def test_every_message_of_allauth_is_ours_and_in_french(settings, folder):
    theirs = files("allauth") / "templates" / folder / "messages"
    ours = settings.BASE_DIR / "templates" / folder / "messages"
    names = {path.name for path in theirs.iterdir() if not path.name.startswith("phone_")}
    assert names <= {path.name for path in ours.iterdir()}
    for name in names:
        with translation.override("fr"):
            assert english_in(render_to_string(f"{folder}/messages/{name}", {"email": "a@example.org"})) == []


@pytest.mark.parametrize("folder", ["account", "mfa", "usersessions", "socialaccount"])
def test_every_page_of_allauth_that_can_show_is_ours(settings, folder):
    """Theirs extend their own layouts, which are of another house."""
    theirs = files("allauth") / "templates" / folder
    switched_off = {
        "trust", "signup_by_passkey", "signup_form", "login_redirect", "phone_change", "base",
        "confirm_phone_verification_code", "base_manage", "base_entrance", "base_reauthenticate",
        "base_manage_email", "base_manage_password", "base_manage_phone", "base_confirm_code", "login",
        "authenticator_list",
    }  # fmt: skip
    for path in sorted(Path(str(theirs)).rglob("*.html")):
        name = path.relative_to(str(theirs))
        if "snippets" in name.parts or path.stem in switched_off:
            continue
        assert (settings.BASE_DIR / "templates" / folder / name).exists(), name


# When something is wrong


@pytest.mark.parametrize(
    "template, number", [("400.html", 400), ("403.html", 403), ("404.html", 404), ("429.html", 429)]
)
@pytest.mark.parametrize("language, error", [("en", "Error"), ("fr", "Erreur")])
def test_error_pages_speak_the_language_of_the_interface(rf, template, number, language, error):
    with translation.override(language):
        text = render_to_string(template, request=rf.get("/somewhere/else"))
    assert f"{error} {number}." in text
    assert f'<html lang="{language}"' in text and f'href="/{language}/"' in text
    assert bool(english_in(text)) is (language == "en")


def test_a_missing_page_outside_the_languages_follows_the_browser(client, site):
    response = client.get("/nowhere", headers={"accept-language": "fr"}, follow=True)
    assert response.status_code == 404
    assert "Cette page n’existe pas, ou ne vous est pas ouverte" in response.content.decode()


def test_a_member_who_meets_a_missing_page_is_not_told_to_sign_in(client, benoit):
    assert "/account/login/" in client.get("/fr/rien/").content.decode()
    client.force_login(benoit)
    response = client.get("/fr/rien/")
    assert response.status_code == 404 and "/account/login/" not in response.content.decode()


def test_an_address_that_is_not_ours_is_a_400(client, site, settings):
    settings.ALLOWED_HOSTS = ["tandem.example"]
    response = client.get("/fr/account/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


def test_a_form_that_is_too_large_is_a_400(client, site, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/fr/account/signup/", {"name": "n" * 2000})
    assert response.status_code == 400
    assert "Nous n’avons pas pu lire cet envoi" in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        bare = render_to_string("500.html")
    assert "Something went wrong on our side" in bare and "Une erreur est survenue" in bare
    assert "<script" not in bare and 'href="/static/tandem.css"' in bare


def test_our_own_faults_are_answered_even_without_a_database(monkeypatch):
    from members import views

    def break_down(request):
        raise RuntimeError

    monkeypatch.setattr(views.ProfileForm, "__init__", break_down)
    client = Client(raise_request_exception=False)
    client.force_login(make_member("Ruth Adeyemi"))
    response = client.get("/fr/account/")
    assert response.status_code == 500 and "Une erreur est survenue" in response.content.decode()


def test_too_many_requests_are_told(client, site, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    client.post("/fr/account/signup/", {})
    response = client.post("/fr/account/signup/", {})
    assert response.status_code == 429
    assert "Attendez quelques minutes" in response.content.decode()
