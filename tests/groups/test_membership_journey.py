"""The life of a membership in a real browser, in both languages, with JavaScript and without."""

import re

import pytest
from django.conf import settings as configured

from groups.models import Group, Membership
from members.models import User
from notices.delivery import deliver_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, email):
    page.goto("/en/account/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", "demo")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/(en|fr)/$"))


def link_in(mail, part):
    """The first link of a mail that has `part` in it, as a path."""
    return re.search(re.escape(configured.SITE_URL) + rf"(/\S*{part}\S*)", mail.body)[1]


@pytest.mark.parametrize("javascript", [True, False])
def test_asking_being_let_in_and_leaving(visit, metadata, amina, chloe, mailoutbox, javascript):
    Group.objects.filter(pk=metadata.pk).update(join_policy="request")
    her = visit("/fr/", language="fr", javascript=javascript)
    sign_in(her, chloe.email)
    her.goto("/fr/groupes/metadonnees/")
    her.click("text=Demander à rejoindre >> nth=0")
    her.fill("textarea", "J’aimerais d’abord écouter.")
    her.click("main form button[type=submit]")
    her.wait_for_url("**/fr/groupes/metadonnees/")
    assert "Vous avez demandé" in her.inner_text("main")

    deliver_due()
    told = next(mail for mail in mailoutbox if mail.to == [amina.email])
    assert "J’aimerais d’abord écouter." in told.body
    desk = visit("/en/", javascript=javascript)
    sign_in(desk, amina.email)
    desk.goto(link_in(told, "desk"))
    desk.click("button:has-text('Accept')")
    desk.wait_for_selector(".notice-good")
    assert Membership.objects.filter(group=metadata, member=chloe).exists()

    deliver_due()
    answer = next(mail for mail in mailoutbox if mail.to == [chloe.email])
    assert "/fr/" in answer.body and "/en/" not in answer.body
    her.goto("/fr/groupes/metadonnees/")
    her.click("button:has-text('Quitter')")
    her.wait_for_selector(".notice-good")
    assert not Membership.objects.filter(group=metadata, member=chloe).exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_invitation_to_somebody_without_an_account(visit, metadata, amina, mailoutbox, javascript):
    # One address each: the mails that confirm one are counted.
    address = f"nouvelle{int(javascript)}@example.org"
    desk = visit("/en/", javascript=javascript)
    sign_in(desk, amina.email)
    desk.goto("/en/group/metadata/desk/")
    desk.fill("#id_email", address)
    desk.check("input[name=language][value=fr]")
    desk.click("button:has-text('Send the invitation')")
    desk.wait_for_selector(".notice-good")

    deliver_due()
    invited = next(mail for mail in mailoutbox if mail.to == [address])
    assert "Amina Bello" in invited.body and "Métadonnées" in invited.body
    link = link_in(invited, "invitation")
    newcomer = visit(link, language="fr", javascript=javascript)
    assert "Métadonnées" in newcomer.inner_text("main")
    newcomer.click("main a:has-text('Créer un compte')")
    newcomer.fill("#id_name", "Nadège Nouvelle")
    newcomer.fill("#id_email", address)
    newcomer.fill("#id_password1", "trois mots ensemble")
    newcomer.click("main form button[type=submit]")
    newcomer.wait_for_url("**/account/confirm-email/")
    confirm = next(mail for mail in mailoutbox if "confirm-email" in mail.body)
    newcomer.goto(link_in(confirm, "confirm-email"))
    newcomer.click("main form button[type=submit]")
    newcomer.wait_for_url("**/account/login/**")
    newcomer.fill("#id_login", address)
    newcomer.fill("#id_password", "trois mots ensemble")
    newcomer.click("main form button[type=submit]")
    newcomer.wait_for_url("**/invitation/**")
    newcomer.click("main form button[type=submit]")
    newcomer.wait_for_url("**/fr/groupes/metadonnees/")
    member = User.objects.get(email=address)
    assert Membership.objects.filter(group=metadata, member=member).exists()
    newcomer.goto(link)
    assert not newcomer.query_selector("main form button[type=submit]"), "it works once"


def test_a_list_of_addresses_and_its_report(visit, metadata, amina, tmp_path):
    desk = visit("/fr/")
    sign_in(desk, amina.email)
    desk.goto("/fr/groupe/metadata/bureau/invitations/plusieurs/")
    file = tmp_path / "adresses.csv"
    file.write_bytes(
        "adresse;langue\nélodie@example.org;fr\nune@example.org;fr\npas une adresse;fr\n".encode("latin-1")
    )
    desk.set_input_files("input[type=file]", file)
    desk.click("main form button[type=submit]")
    desk.wait_for_url("**/bureau/invitations/**")
    report = desk.inner_text("main")
    assert "une@example.org" in report and "pas une adresse" in report
    assert metadata.invitations.filter(email="une@example.org", language="fr").exists()
