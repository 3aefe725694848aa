"""What is being written is kept in the browser, and nobody else's browser or account gets it."""

import json

import pytest
from django.test import Client

from tests.wiki.test_editor import at_end, text, write  # noqa: F401
from wiki.editing import save_page
from wiki.models import WikiPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drafts(tab):
    """{key: body} of the drafts that this browser keeps."""
    kept = tab.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('tandem.draft:'))")
    return {key: json.loads(value)["fields"]["body"] for key, value in kept}


@pytest.fixture
def opened(write):  # noqa: F811
    tab, page = write("Old words.", mode="markdown")
    return tab, page, page.url_path + "edit/"


def test_after_a_crash_the_words_are_offered_and_never_put_in_silently(opened, amina):
    tab, _page, address = opened
    tab.fill("#id_body", "An hour of work.")
    tab.fill("#id_summary", "Why")
    tab.wait_for_timeout(2_000)
    assert list(drafts(tab)) == [f"tandem.draft:{amina.pk}:{address}"]
    tab.goto(address)
    assert "This browser kept a text you have not saved" in tab.inner_text(".kept-draft")
    assert tab.input_value("#id_body") == "Old words."
    # Words written beside the offer are kept beside it.
    tab.fill("#id_body", "Other words.")
    tab.wait_for_timeout(2_000)
    assert sorted(drafts(tab).values()) == ["An hour of work.", "Other words."]
    tab.goto(address)
    assert tab.locator(".kept-draft").count() == 2
    tab.locator(".kept-draft [data-do=put-back]").first.click()
    assert tab.input_value("#id_body") == "An hour of work." and tab.input_value("#id_summary") == "Why"
    tab.click(".kept-draft [data-do=let-go]")
    assert list(drafts(tab).values()) == ["An hour of work."]


def test_saved_words_are_let_go_of(opened):
    tab, page, address = opened
    tab.fill("#id_body", "New words.")
    tab.click(".savebar button:not([name])")
    tab.wait_for_selector(".messages .notice-good")
    assert WikiPage.objects.get(pk=page.pk).body == "New words." and not drafts(tab)
    tab.goto(address)
    assert tab.locator(".kept-draft").count() == 0


def test_a_refused_save_keeps_them(opened):
    tab, _page, address = opened
    tab.fill("#id_body", "New words.")
    tab.fill("#id_title", "")
    tab.click(".savebar button:not([name])")
    tab.wait_for_selector(".error")
    assert tab.input_value("#id_body") == "New words."
    assert list(drafts(tab).values()) == ["New words."]
    tab.goto(address)
    tab.click(".kept-draft [data-do=put-back]")
    assert tab.input_value("#id_body") == "New words."


def test_two_texts_to_bring_together_keep_them(opened, benoit):
    tab, page, address = opened
    base = page.latest_revision_id
    tab.fill("#id_body", "My words.")
    save_page(page, author=benoit, title=page.title, body="His words.", base=base)
    tab.click(".savebar button:not([name])")
    tab.wait_for_selector("text=Nothing is lost.")
    assert "My words." in drafts(tab).values()
    tab.goto(address)
    tab.click(".kept-draft [data-do=put-back]")
    assert tab.input_value("#id_body") == "My words."


def test_an_ended_session_and_too_large_a_form_keep_them(opened):
    tab, _page, address = opened
    tab.fill("#id_body", "My words.")
    tab.route(f"**{address}", lambda route: route.fulfill(status=413, body="Too large"))
    tab.click(".savebar button:not([name])")
    tab.wait_for_selector("text=Too large")
    tab.unroute(f"**{address}")
    tab.goto(address)
    tab.click(".kept-draft [data-do=put-back]")
    assert tab.input_value("#id_body") == "My words."


def test_another_account_is_not_offered_them_and_signing_out_clears_them(opened, benoit, live_server):
    tab, _page, address = opened
    tab.fill("#id_body", "My words.")
    tab.wait_for_timeout(2_000)
    mine = tab.context.cookies()
    client = Client()
    client.force_login(benoit)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    tab.context.add_cookies([session])
    tab.goto(address)
    assert tab.locator(".kept-draft").count() == 0 and drafts(tab)
    tab.context.add_cookies([each for each in mine if each["name"] == "sessionid"])
    tab.goto("/en/account/logout/")
    tab.click("form[data-forget-drafts] button")
    tab.wait_for_selector("a[href*='/account/login/']")
    assert not drafts(tab)


def test_a_full_browser_says_so(opened):
    tab, _page, _address = opened
    tab.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    tab.fill("#id_body", "My words.")
    tab.wait_for_selector(".draft-line:has-text('no room left for a draft')")


def test_the_server_is_sent_the_draft_and_its_answer_is_shown(write):  # noqa: F811
    got = []

    def answer(route):
        got.append(route.request.post_data)
        if len(got) == 3:
            return route.abort()
        words = {
            "kept": "Your draft was kept at 14:02.",
            "others": "Ingrid is also editing this page, since 14:01.",
        }
        return route.fulfill(content_type="application/json", body=json.dumps(words))

    tab, _page = write("Old", routes=[("**/put-draft/", answer)], attributes='data-draft="/put-draft/"')
    tab.wait_for_selector(".draft-line:has-text('Ingrid is also editing')")
    assert "beat=1" in got[0] and "body=" not in got[0]
    at_end(tab)
    tab.keyboard.type(" new")
    tab.wait_for_selector(".draft-line:has-text('kept at 14:02')", timeout=15_000)
    assert "Old+new" in got[1] and "csrfmiddlewaretoken=" in got[1] and "base=" in got[1]
    tab.keyboard.type("er")
    tab.wait_for_selector(".draft-line:has-text('in this browser only')", timeout=15_000)
    assert text(tab) == "Old newer"
