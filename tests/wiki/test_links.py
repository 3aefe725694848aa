"""[[Links]] lead to pages of the same group and language, or to where they can be written."""

import time

import pytest

from tests.factories import make_page, wiki_root
from wiki import links
from wiki.editing import save_page
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db


def test_titles_lead_to_pages_of_the_same_wiki_in_one_query(metadata, listed, django_assert_num_queries):
    target = make_page(metadata, title="Crosswalk to PREMIS")
    only_there = make_page(metadata, title="Seulement ici", language="fr")
    make_page(listed, title="Of another group")
    body = "[[Crosswalk to PREMIS]] [[crosswalk to premis|so]] [[Seulement ici]] [[Of another group]]"
    page = make_page(metadata, title="Start", body=body)
    with django_assert_num_queries(1):
        html, _headings = links.show(page)
    assert html.count(f'href="{target.url_path}"') == 2
    assert f'href="{only_there.url_path}" hreflang="fr"' in html
    assert html.count('<span class="to-write">') == 1
    assert "/board/" not in html and "programme" not in html


def test_a_page_is_found_by_the_title_it_had(metadata, amina):
    target = make_page(metadata, title="Old name")
    save_page(target, author=amina, title="New name", body="x", base=target.latest_revision_id)
    page = make_page(metadata, title="Start")
    assert links.find(page, ["Old name", "New name"]) == {
        "Old name": target.url_path,
        "New name": target.url_path,
    }


def test_an_exact_title_comes_before_an_address(metadata, amina):
    first = make_page(metadata, title="Guide")
    save_page(first, author=amina, title="Manual", body="x", base=first.latest_revision_id)
    second = make_page(metadata, title="Guide")
    assert links.find(second, ["Guide"]) == {"Guide": second.url_path}


def test_a_page_not_yet_written_can_be_by_who_may(metadata, amina, client):
    page = make_page(metadata, title="Start", body="[[What is “next” & new?]]")
    link = f"{page.url_path}new/?title=What+is+%E2%80%9Cnext%E2%80%9D+%26+new%3F"
    assert link not in client.get(page.url_path).content.decode()
    client.force_login(amina)
    assert link in client.get(page.url_path).content.decode()
    form = client.get(link).context["form"]
    assert form["title"].value() == "What is “next” & new?"


def test_a_page_that_is_no_longer_live_is_not_linked(metadata):
    target = make_page(metadata, title="Gone")
    WikiPage.objects.filter(pk=target.pk).update(live=False)
    assert links.find(make_page(metadata, title="Start"), ["Gone"]) == {}


def test_very_many_links_are_no_trouble(metadata, client):
    """As many as a text may hold before it is shown as it was typed."""
    body = "\n\n".join(f"[[board:Page number {n}#part]]" for n in range(10_000))
    page = make_page(metadata, title="Start", body=body)
    client.get(wiki_root(metadata).url_path)
    begun = time.process_time()
    answer = client.get(page.url_path)
    assert answer.status_code == 200
    assert answer.content.decode().count("to-write") == 10_000
    # Of this process alone, and with room: the machine of the tests does other things at once.
    assert time.process_time() - begun < 5
