"""Signing in with a code from a mail."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from members.models import User

pytestmark = pytest.mark.django_db

ASK = "/{}/account/login/code/"
CONFIRM = "/{}/account/login/code/confirm/"


def ask(client, email, language="en", **fields):
    return client.post(ASK.format(language), {"email": email, **fields})


def code_in(mail):
    return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail.body, re.M)[1]


def test_a_code_takes_the_place_of_the_password(client, benoit, mailoutbox):
    assert ASK.format("en") in client.get("/en/account/login/").content.decode()
    assert (
        ask(client, benoit.email, next="/en/groups/").url == CONFIRM.format("en") + "?next=%2Fen%2Fgroups%2F"
    )
    [mail] = mailoutbox
    assert mail.to == [benoit.email] and mail.subject == "Votre code de connexion"
    assert client.get("/en/account/").status_code == 302
    answer = client.post(CONFIRM.format("en"), {"code": code_in(mail), "next": "/en/groups/"})
    assert answer.url == "/en/groups/"
    assert client.get("/en/account/").context["user"] == benoit


@pytest.mark.parametrize("fields, lasts", [({"remember": "on"}, True), ({}, False)])
def test_the_session_lasts_only_where_asked(client, benoit, mailoutbox, fields, lasts):
    ask(client, benoit.email, **fields)
    client.post(CONFIRM.format("en"), {"code": code_in(mailoutbox[0])})
    assert client.session.get_expire_at_browser_close() is not lasts


def test_a_code_can_be_typed_as_people_type(client, benoit, mailoutbox):
    ask(client, benoit.email.upper())
    typed = " " + code_in(mailoutbox[0]).lower().replace("-", " ") + " "
    assert client.post(CONFIRM.format("en"), {"code": typed}).url == "/fr/"


def test_a_code_works_once_and_in_one_browser(client, benoit, mailoutbox):
    ask(client, benoit.email)
    code = code_in(mailoutbox[0])
    assert Client().post(CONFIRM.format("en"), {"code": code}).url == ASK.format("en")
    client.post(CONFIRM.format("en"), {"code": code})
    client.logout()
    assert client.post(CONFIRM.format("en"), {"code": code}).url == ASK.format("en")


def test_three_wrong_codes_end_it(client, benoit, mailoutbox):
    ask(client, benoit.email)
    confirm = CONFIRM.format("fr")
    for _ in range(2):
        assert "Ce n’est pas le code du message" in client.post(confirm, {"code": "WRONG"}).content.decode()
    last = client.post(confirm, {"code": "WRONG"}, follow=True)
    assert last.redirect_chain[0][0] == ASK.format("fr")
    assert "trop d’essais" in last.content.decode()
    assert client.post(confirm, {"code": code_in(mailoutbox[0])}).url == ASK.format("fr")


def test_a_code_grows_old(client, benoit, mailoutbox, monkeypatch):
    import time

    ask(client, benoit.email)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert client.post(CONFIRM.format("en"), {"code": code_in(mailoutbox[0])}).url == ASK.format("en")


def test_asking_too_often_is_told(client, benoit):
    for _ in range(3):
        ask(client, benoit.email)
        client.post("/en/account/logout/")
    answer = ask(client, benoit.email)
    assert answer.status_code == 200 and "Please wait five minutes" in answer.content.decode()


def test_the_second_factor_is_asked_for_all_the_same(client, benoit, mailoutbox, set_up_app, totp):
    key = set_up_app(benoit)
    client.logout()
    mailoutbox.clear()
    ask(client, benoit.email)
    step = client.post(CONFIRM.format("en"), {"code": code_in(mailoutbox[0])}).url
    assert step == "/en/account/second-factor/authenticate/"
    assert client.get("/en/account/").status_code == 302
    assert client.post(step, {"code": totp(key)}).url == "/fr/"


def test_a_code_confirms_no_address_for_somebody_else(client, site, mailoutbox):
    """Mallory has signed up with Nora's address. Nora, who finds an account, must not open it to Mallory."""
    mallory = Client()
    mallory.post(
        "/en/account/signup/", {"name": "N", "email": "nora@example.org", "password1": "mallory knows it"}
    )
    mailoutbox.clear()
    ask(client, "nora@example.org")
    assert mailoutbox[0].subject == "This address is not confirmed yet"
    assert re.search(r"^[A-Z0-9]{3,4}-[A-Z0-9]{3,4}$", mailoutbox[0].body, re.M) is None
    client.post(CONFIRM.format("en"), {"code": ""})
    assert not EmailAddress.objects.get(email="nora@example.org").verified
    answer = mallory.post("/en/account/login/", {"login": "nora@example.org", "password": "mallory knows it"})
    assert answer.url == "/en/account/confirm-email/"


def test_an_address_that_waits_to_be_confirmed_opens_no_account(client, benoit, mailoutbox):
    """Benoît has asked to change to an address that may not be his."""
    EmailAddress.objects.create(user=benoit, email="nora@example.org", verified=False)
    ask(client, "nora@example.org")
    assert "code" not in mailoutbox[0].subject.lower()
    assert "login_code" not in str(client.session.items())
    assert User.objects.get(pk=benoit.pk).email == benoit.email


def test_somebody_signed_in_needs_no_code(client, benoit):
    client.force_login(benoit)
    assert client.get(ASK.format("fr")).url == "/fr/"
