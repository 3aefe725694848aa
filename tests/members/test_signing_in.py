"""Signing in and out, and the way back when the password is forgotten or the form is old."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import make_member

pytestmark = pytest.mark.django_db


def sign_in(client, email, password="demo", language="en", **fields):
    return client.post(f"/{language}/account/login/", {"login": email, "password": password, **fields})


@pytest.mark.parametrize("language", ["en", "fr"])
def test_after_signing_in_the_home_page_is_in_the_members_language(client, benoit, language):
    assert sign_in(client, benoit.email, language=language).url == "/fr/"


def test_where_one_was_going_wins(client, benoit):
    assert sign_in(client, benoit.email, next="/en/groups/").url == "/en/groups/"


def test_capitals_in_the_address_do_not_matter(client, benoit):
    assert sign_in(client, benoit.email.upper()).url == "/fr/"


@pytest.mark.parametrize(
    "language, sentence",
    [("en", "do not go together"), ("fr", "ne vont pas ensemble")],
)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, amina, language, sentence):
    wrong = sign_in(client, amina.email, "wrong", language).content.decode()
    unknown = sign_in(client, "nobody@example.org", "wrong", language).content.decode()
    assert sentence in wrong and amina.email in wrong
    assert wrong.split("csrf")[0] == unknown.split("csrf")[0]


def test_too_many_attempts_are_told_to_wait(client, amina):
    for _ in range(5):
        sign_in(client, amina.email, "wrong", "fr")
    text = sign_in(client, amina.email, "demo", "fr").content.decode()
    assert "Attendez cinq minutes" in text
    assert amina.email in text


@pytest.mark.parametrize("fields, lasts", [({"remember": "on"}, True), ({}, False)])
def test_the_session_lasts_only_where_asked(client, amina, fields, lasts):
    sign_in(client, amina.email, **fields)
    assert client.session.get_expire_at_browser_close() is not lasts


def test_a_closed_account_is_told(client, amina):
    amina.is_active = False
    amina.save()
    response = client.get(sign_in(client, amina.email).url)
    assert "This account is closed" in response.content.decode()


def test_signing_out_needs_the_button(client, benoit):
    client.force_login(benoit)
    page = client.get("/fr/account/logout/").content.decode()
    assert "Benoît Kerjean" in page
    assert client.get("/fr/account/").status_code == 200
    assert client.post("/fr/account/logout/").url == "/fr/"
    assert client.get("/fr/account/").status_code == 302
    assert client.get("/fr/account/logout/").url == "/fr/"


# A forgotten password


def ask(client, email, language):
    response = client.post(f"/{language}/account/password/reset/", {"email": email})
    page = client.get(response.url)
    return response.status_code, response.url, page.status_code, page.content.decode()


def test_a_known_address_is_answered_like_an_unknown_one(client, benoit, mailoutbox):
    assert ask(client, benoit.email, "en") == ask(client, "nobody@example.org", "en")
    to_benoit, to_nobody = mailoutbox
    assert (to_benoit.to, to_benoit.subject) == ([benoit.email], "Choisissez un nouveau mot de passe")
    assert to_nobody.to == ["nobody@example.org"]
    assert to_nobody.subject == "There is no account with this address"
    assert "/en/account/signup/" in to_nobody.body and "/password/reset/key/" not in to_nobody.body


def test_a_new_password_by_mail(client, benoit, mailoutbox, link_in):
    ask(client, benoit.email, "en")
    link = link_in(mailoutbox[0])
    assert link.startswith("/fr/account/password/reset/key/")
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert link.rpartition("-")[2] not in address, "the key must not stay in the address bar"
    short = client.post(address, {"password1": "court"})
    assert "trop court" in short.content.decode()
    assert client.post(address, {"password1": "quatre mots bien choisis"}).status_code == 302
    assert sign_in(client, benoit.email).status_code == 200, "the old one is over"
    assert sign_in(client, benoit.email, "quatre mots bien choisis").url == "/fr/"
    assert mailoutbox[1].subject == "Votre mot de passe a changé"
    assert "Ce lien ne fonctionne plus" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("key", ["1-nonsense", "zzzzzzzzzzzzz-nonsense", "0-set-password", "1-set-password"])
def test_a_broken_link_is_told(client, site, key):
    response = client.get(f"/en/account/password/reset/key/{key}/")
    assert response.status_code == 200
    assert "This link does not work any more" in response.content.decode()


# Forms that were open for a long time


def test_what_was_typed_waits_until_one_is_signed_in(client, benoit):
    address = "/fr/account/"
    typed = {"name": "Benoît K.", "language": "en", "languages_read": ["en", "fr"], "theme": "dark"}
    response = client.post(address, {**typed, "time_zone": "America/Montreal"})
    assert response.url == "/fr/account/login/?next=%2Ffr%2Faccount%2F"
    sign_in(client, benoit.email, language="fr", next=address)
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in typed}
    assert shown == typed
    assert form["time_zone"].value() == "America/Montreal"
    benoit.refresh_from_db()
    assert benoit.name == "Benoît Kerjean", "kept, not saved"


def test_one_language_that_was_ticked_waits_too(client, benoit):
    client.post("/fr/account/", {"name": "B", "languages_read": "en"})
    client.force_login(benoit)
    assert client.get("/fr/account/").context["form"]["languages_read"].value() == ["en"]


@pytest.mark.parametrize("path, typed", [
    ("/fr/account/signup/", {"name": "Élodie Ndiaye", "email": "elodie@example.org"}),
    ("/fr/account/login/", {"login": "elodie@example.org"}),
    ("/fr/account/password/reset/", {"email": "elodie@example.org"}),
])  # fmt: skip
def test_a_form_that_is_too_old_comes_back_with_what_was_typed(site, path, typed):
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, {**typed, "password1": "secret words", "password": "secret words"},
                           headers={"origin": "http://testserver"})  # fmt: skip
    assert response.url == path
    text = client.get(path).content.decode()
    assert 'class="notice notice-warn"' in text
    for value in typed.values():
        assert f'value="{value}"' in text
    assert "secret words" not in text
    for value in typed.values():
        assert f'value="{value}"' not in client.get(path).content.decode(), "handed out once"


# Addresses


def test_an_account_made_by_hand_is_asked_to_confirm(client, site, mailoutbox):
    member = make_member("Marie Curie", email="marie@example.org", language="fr")
    EmailAddress.objects.filter(user=member).delete()
    response = sign_in(client, member.email)
    assert response.url == "/en/account/confirm-email/"
    assert mailoutbox[0].subject == "Confirmez votre adresse de courriel"
