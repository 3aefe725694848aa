"""A page as its readers meet it: what it says, to whom, in how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page, wiki_root
from wiki.editing import save_page
from wiki.models import Weight

pytestmark = pytest.mark.django_db
BUDGET = 12


def count(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_a_page_costs_the_same_among_5_pages_and_among_200(metadata, amina, as_member, guide):
    client, root = as_member(amina), wiki_root(metadata)
    body = "# Part\n\nSee [[Page 1]] and [[Nowhere]].\n"
    busy = make_page(metadata, author=amina, title="Busy", body=body)
    for number in range(5):
        make_page(metadata, author=amina, title=f"Page {number}", parent=busy)
    few, few_at_the_front = count(client, busy.url_path), count(client, root.url_path)
    for number in range(5, 200):
        make_page(
            metadata, author=None, title=f"Page {number}", parent=busy if number % 2 else root, silent=True
        )
    assert count(client, busy.url_path) == few <= BUDGET
    assert count(client, root.url_path) == few_at_the_front <= BUDGET


def test_a_page_costs_the_same_at_every_depth(metadata, amina, as_member):
    client, page, counts = as_member(amina), None, []
    for level in range(5):
        page = make_page(metadata, author=amina, title=f"Level {level}", body="[[Level 0]]", parent=page)
        counts.append(count(client, page.url_path))
    assert len(set(counts)) == 1
    assert counts[0] <= BUDGET


def test_contents_text_and_sub_pages_are_shown(metadata, amina, client):
    page = make_page(metadata, author=amina, title="Parts", body="## One\n\nText\n\n### Below\n\n## Two\n")
    make_page(metadata, author=amina, title="Underneath", parent=page)
    html = client.get(page.url_path).content.decode()
    assert html.count("<h1") == 1
    for link in ('href="#one"', 'href="#below"', 'href="#two"', f'href="{page.url_path}underneath/"'):
        assert link in html
    assert html.index('class="toc') < html.index("<article")
    assert "Amina Bello" in html


def test_what_one_may_not_read_answers_like_what_is_missing(hidden, benoit, chloe, as_member):
    page = make_page(hidden, author=benoit, title="Secret plan")
    ends = ["", "edit/", "new/", "history/", "history/1/"]
    for reader in (None, chloe):
        client = as_member(reader)
        missing = client.get("/en/groups/board/wiki/nothing-here/")
        for end in ends:
            answer = client.get(page.url_path + end)
            assert answer.status_code == 404
            assert b"Secret" not in answer.content
            assert client.post(page.url_path + end, {"title": "x"}).status_code == 404
        assert client.get(f"/fr/wiki/{page.pk}/").status_code == 404
        assert missing.status_code == 404
    client = as_member(benoit)
    assert [client.get(page.url_path + end).status_code for end in ends] == [200] * 5


def test_the_switch_leads_to_the_other_half_and_back(guide, guide_fr, client):
    assert f'href="{guide_fr.url_path}" lang="fr"' in client.get(guide.url_path).content.decode()
    assert f'href="{guide.url_path}" lang="en"' in client.get(guide_fr.url_path).content.decode()
    assert f'href="{guide_fr.url_path}history/"' in client.get(guide.url_path + "history/").content.decode()
    assert client.get(f"/fr/wiki/{guide.pk}/").url == guide_fr.url_path
    assert client.get(f"/en/wiki/{guide.pk}/").url == guide.url_path


def test_a_page_without_a_french_text_says_so_in_french(guide, client, as_member, benoit):
    assert f'href="/fr/wiki/{guide.pk}/" lang="fr"' in client.get(guide.url_path).content.decode()
    answer = client.get(f"/fr/wiki/{guide.pk}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="fr"' in html
    assert 'lang="en">\n  <p>First words.' in html
    assert "translation_of" not in html
    assert (
        f"wiki/new/?translation_of={guide.pk}"
        in as_member(benoit).get(f"/fr/wiki/{guide.pk}/").content.decode()
    )


def test_readers_of_a_text_that_is_out_of_date_are_warned(guide, guide_fr, amina, client):
    warning = "notice-warn"
    assert warning not in client.get(guide_fr.url_path).content.decode()
    save_page(
        guide, author=amina, title=guide.title, body="Quite other words.",
        weight=Weight.MAJOR, base=guide.latest_revision_id,
    )  # fmt: skip
    html = client.get(guide_fr.url_path).content.decode()
    assert warning in html
    assert "pair-fr-out" in html
    assert warning not in client.get(guide.url_path).content.decode()


def test_only_who_may_write_is_offered_to(guide, amina, chloe, as_member):
    assert 'new/"' in as_member(amina).get(guide.url_path).content.decode()
    assert 'edit/"' not in as_member(chloe).get(guide.url_path).content.decode()


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_no_such_page(site, client, pk):
    assert client.get(f"/fr/wiki/{pk}/").status_code == 404


def test_sub_pages_that_only_the_other_language_has_are_listed_with_their_language(
    guide, metadata, benoit, client
):
    html = client.get(wiki_root(metadata, "fr").url_path).content.decode()
    assert f'href="/fr/wiki/{guide.pk}/"' in html
    assert "lang-mark" in html
