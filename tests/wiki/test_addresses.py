"""An old address leads to its page, or says that it is gone; to who may not read, it never was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page
from wiki import binning, moving
from wiki.models import OldAddress, WikiPage
from wiki.sent import mark

pytestmark = pytest.mark.django_db
WIKI = "/en/groups/metadata/wiki/"


def fresh(page):
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


@pytest.fixture
def moved(guide, amina):
    """The guide, now called handbook, with a page below it."""
    make_page(guide.group, author=amina, title="Part", parent=guide)
    moving.move_page(guide, by=amina, slug="handbook")
    return fresh(guide)


def plain(answer):
    return answer.status_code, answer.content, dict(answer.headers)


@pytest.mark.parametrize(
    "old, new",
    [
        ("the-guide/", "handbook/"),
        ("the-guide/?a=1&b=%C3%A9", "handbook/?a=1&b=%C3%A9"),
        ("the-guide/history/1/", "handbook/history/1/"),
        ("the-guide/part/", "handbook/part/"),
        ("the-guide/part/edit/?draft=3", "handbook/part/edit/?draft=3"),
    ],
)
def test_an_old_address_leads_to_the_new_one(moved, client, old, new):
    for method in (client.get, client.head):
        answer = method(WIKI + old)
        assert (answer.status_code, answer.url) == (302, WIKI + new)


def test_addresses_do_not_form_chains(moved, amina, client):
    moving.move_page(moved, by=amina, slug="manual")
    moving.move_page(moved, by=amina, slug="book")
    for slug in ("the-guide", "handbook", "manual"):
        assert client.get(f"{WIKI}{slug}/").url == WIKI + "book/"
    moving.move_page(moved, by=amina, slug="the-guide")
    assert client.get(WIKI + "the-guide/").status_code == 200
    assert client.get(WIKI + "book/").url == WIKI + "the-guide/"


def test_a_live_page_at_an_old_address_comes_first(moved, amina, client):
    page = make_page(moved.group, author=amina, title="The guide", body="Another.")
    assert page.url_path == WIKI + "the-guide/"
    answer = client.get(page.url_path)
    assert answer.status_code == 200 and b"Another." in answer.content
    # What never stood below the new page, and did below the old one, is still found.
    assert client.get(WIKI + "the-guide/part/").url == WIKI + "handbook/part/"
    assert client.get(WIKI + "the-guide/nothing/").status_code == 404
    # The last one who had an address has it.
    moving.move_page(page, by=amina, slug="second")
    assert client.get(WIKI + "the-guide/").url == WIKI + "second/"


def test_a_form_that_was_open_while_its_page_moved_is_saved(guide, amina, benoit, as_member):
    client = as_member(benoit)
    form = client.get(guide.url_path + "edit/").context["form"]
    fields = {bound.name: bound.value() or "" for bound in form} | {
        "body": "Long and dear words.",
        "mark": mark(guide),
    }
    moving.move_page(guide, by=amina, slug="handbook")
    answer = client.post(guide.url_path + "edit/", fields)
    assert answer.url == WIKI + "handbook/"
    assert fresh(guide).body == "Long and dear words."


def test_a_form_below_an_old_address_writes_below_the_new_one(moved, benoit, as_member):
    answer = as_member(benoit).post(WIKI + "the-guide/new/", {"title": "More", "body": "Words."})
    assert answer.url == WIKI + "handbook/more/"


def test_what_is_in_the_bin_says_so_at_every_address_it_had(moved, amina, benoit, client, as_member):
    binning.delete_page(moved, by=amina, reason="Not for readers to know")
    for address in (
        "handbook/",
        "the-guide/",
        "handbook/part/",
        "the-guide/part/edit/",
        "handbook/anything/",
    ):
        answer = client.get(WIKI + address)
        assert answer.status_code == 410, address
        html = answer.content.decode()
        assert "was deleted by Amina Bello" in html and "Not for readers" not in html
        assert "/wiki/bin/" not in html
    assert "/wiki/bin/" in as_member(amina).get(WIKI + "handbook/").content.decode()
    assert "/wiki/bin/" not in as_member(benoit).get(WIKI + "handbook/").content.decode()


def test_what_is_gone_for_good_says_so(moved, amina, client, settings):
    binning.delete_page(moved, by=amina)
    binning.empty(moved.binned.at + binning.KEPT_FOR)
    assert not WikiPage.objects.filter(pk=moved.pk).exists()
    for address in ("handbook/", "the-guide/", "handbook/part/", "the-guide/part/history/"):
        assert client.get(WIKI + address).status_code == 410, address
    assert client.get(WIKI + "handbook-2/").status_code == 404
    page = make_page(moved.group, author=amina, title="Handbook")
    assert client.get(page.url_path).status_code == 200
    assert client.get(WIKI + "the-guide/").status_code == 410


@pytest.mark.parametrize("state", ["moved", "in the bin", "gone"])
def test_to_outsiders_of_a_hidden_group_it_never_was(hidden, amina, chloe, as_member, state):
    page = make_page(hidden, author=amina, title="Secret plan")
    moving.move_page(page, by=amina, slug="secret")
    if state != "moved":
        binning.delete_page(page, by=amina)
    if state == "gone":
        binning.empty(page.binned.at + binning.KEPT_FOR)
    for reader in (None, chloe):
        client = as_member(reader)
        for end in ("", "edit/", "history/1/", "nothing/"):
            for slug in ("secret-plan", "secret"):
                for method in (client.get, client.head, client.post):
                    there = method(f"/en/groups/board/wiki/{slug}/{end}", {"body": "Words"})
                    never = method(f"/en/groups/board/wiki/nowhere/{end}", {"body": "Words"})
                    assert there.status_code == never.status_code == 404
                    for name in (slug, "nowhere"):
                        there.content = there.content.replace(name.encode(), b"x")
                        never.content = never.content.replace(name.encode(), b"x")
                    assert there.content == never.content
    insider = as_member(amina).get("/en/groups/board/wiki/secret-plan/")
    assert insider.status_code == (302 if state == "moved" else 410)


def test_a_form_to_a_page_in_the_bin_gives_the_words_back(guide, amina, benoit, chloe, as_member):
    binning.delete_page(guide, by=amina)
    fields = {"title": "T", "body": "Long and dear words.", "mark": mark(guide)}
    for reader in (benoit, None, chloe):
        answer = as_member(reader).post(guide.url_path + "edit/", fields)
        assert answer.status_code == 404
        assert "Long and dear words." in answer.content.decode()


def test_a_form_to_a_page_that_is_gone_gives_the_words_back_to_readers(guide, amina, benoit, as_member):
    fields = {"title": "T", "body": "Long and dear words.", "mark": mark(guide)}
    binning.delete_page(guide, by=amina)
    binning.empty(guide.binned.at + binning.KEPT_FOR)
    answer = as_member(benoit).post(guide.url_path + "edit/", fields)
    assert "Long and dear words." in answer.content.decode()


def test_what_was_never_there_costs_two_queries_more(metadata, client):
    def count(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 404
        return len(queries)

    elsewhere = count("/en/nowhere/at/all/")
    assert count(WIKI + "nowhere/") <= elsewhere + 2
    assert not OldAddress.objects.exists()
