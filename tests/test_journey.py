"""The main job in a browser, with JavaScript and without: sign in, edit, reply, change language, read the digest."""

import datetime

import pytest
from django.utils import timezone

from notices.delivery import deliver_due
from notices.models import DigestSchedule
from notices.planning import plan
from tests.factories import make_page, make_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, email):
    page.goto("/en/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "demo")
    page.click("main button[type=submit]")
    page.wait_for_selector("a[href$='/account/logout/']")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_main_job(visit, metadata, amina, benoit, javascript, settings):
    settings.EMAIL_BACKEND = "home.mailbox.Backend"
    wiki_page = make_page(
        metadata, author=benoit, title="Shared bibliography", body="First words.", silent=True
    )
    thread = make_thread(metadata, author=benoit, title="Which fields do we need?", silent=True)
    address = thread.address("/en/groups/metadata/discussions/")

    page = visit("/", javascript=javascript)
    sign_in(page, "amina@demo.example")

    page.goto(wiki_page.url_path)
    page.click("a[href$='/edit/']")
    if javascript:
        page.click("button[data-mode=markdown]")
    page.fill("textarea[name=body]", "First words.\n\n## A new heading\n\nAnd *more* words.")
    page.click("button[name=preview]")
    page.wait_for_selector(".preview em")
    page.fill("input[name=summary]", "Adds a heading")
    page.click(".savebar button:not([name=preview])")
    page.wait_for_selector(".prose h2#a-new-heading")

    page.goto(address)
    page.fill("textarea[name=text]", "Three of them: **model, date, person**.")
    page.click(
        "form button[type=submit]:not([name]):has-text('Post'), form button.btn:not(.btn-2):has-text('Post')"
    )
    page.wait_for_selector(".post .prose strong")

    page.click(".langs a[lang=fr]")
    page.wait_for_url(f"**{thread.address('/fr/groupes/metadonnees/discussions/')}*")
    assert page.get_attribute("html", "lang") == "fr"
    assert page.locator(".post [lang=en]").count() >= 2

    DigestSchedule.objects.filter(member=benoit).update(
        covered_until=timezone.now() - datetime.timedelta(hours=1)
    )
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    plan(tomorrow)
    deliver_due(tomorrow)
    page.goto("/demo/mail/?to=benoit@demo.example")
    page.click(".entries .title a >> nth=0")
    text = page.inner_text(".mail-text")
    assert "Shared bibliography" in text and "Adds a heading" in text
    assert "Three of them" in text
    assert "Bonjour" in text and "/fr/groupes/metadonnees/" in text and "/en/account" not in text


def test_an_expired_session_loses_nothing(visit, metadata, amina):
    """The session ends while Amina writes; after signing in again, her words are in the form."""
    wiki_page = make_page(metadata, author=amina, title="Long work", body="Old.")
    page = visit("/en/", javascript=False)
    sign_in(page, "amina@demo.example")
    page.goto(wiki_page.url_path + "edit/")
    page.fill("textarea[name=body]", "An hour of work.")
    page.context.clear_cookies(name="sessionid")
    page.click(".savebar button:not([name=preview])")
    page.wait_for_selector("input[name=login]")
    page.fill("input[name=login]", "amina@demo.example")
    page.fill("input[name=password]", "demo")
    page.click("main button[type=submit]")
    page.wait_for_selector("textarea[name=body]")
    assert page.input_value("textarea[name=body]") == "An hour of work."
