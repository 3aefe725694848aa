"""What static/tandem.js adds, and that nothing is missing without it."""

import pytest

from members.models import User
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(site):
    return make_member("Benoît Kerjean", email="benoit@demo.example", language="fr")


def sign_up(page):
    page.fill("#id_name", "Élodie Ndiaye")
    page.fill("#id_email", "elodie@example.org")
    page.fill("#id_password1", "trois mots ensemble")
    page.click("main button[type=submit]")
    page.wait_for_url("**/account/confirm-email/")


@pytest.mark.parametrize("javascript, zone", [(True, "America/Toronto"), (False, "Europe/Paris")])
def test_the_browser_tells_its_time_zone_where_it_can(visit, site, javascript, zone):
    page = visit("/fr/account/signup/", language="fr", javascript=javascript, timezone_id="America/Toronto")
    sign_up(page)
    assert User.objects.get(email="elodie@example.org").time_zone == zone


def sign_in(page):
    page.fill("#id_login", "benoit@demo.example")
    page.fill("#id_password", "demo")
    page.click("main button[type=submit]")
    page.wait_for_url("**/fr/account/")


def test_one_is_asked_before_leaving_an_edited_form(visit, member):
    page = visit("/fr/account/login/?next=/fr/account/")
    sign_in(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == [], "nothing was edited"
    page.fill("#id_name", "Benoît K.")
    page.reload()
    assert asked == ["beforeunload"]
    page.fill("#id_name", "Benoît K.")
    page.click("main form button[type=submit]")
    page.wait_for_selector(".notice-good")
    assert asked == ["beforeunload"], "sending is not leaving"


def test_the_settings_work_without_javascript(visit, member):
    page = visit("/fr/account/login/?next=/fr/account/", javascript=False)
    sign_in(page)
    page.select_option("#id_time_zone", label="Londres")
    page.select_option("#id_language", "en")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/en/account/")
    assert "Saved:" in page.inner_text(".notice-good")
    member.refresh_from_db()
    assert (member.time_zone, member.language) == ("Europe/London", "en")
