"""What a group's home and the digest say of the wiki."""

import pytest
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import make_page
from wiki.digest import first_paragraph
from wiki.editing import save_page
from wiki.models import Edit, Weight

pytestmark = pytest.mark.django_db


def latest_pages(group, member, language="en"):
    request = RequestFactory().get("/")
    request.user = member
    template = engines["django"].from_string("{% load wiki_tags %}{% latest_pages group 100 %}")
    with translation.override(language), CaptureQueriesContext(connection) as queries:
        return template.render({"group": group}, request), len(queries)


def test_the_latest_pages_once_each_in_constant_queries(metadata, guide, guide_fr, benoit):
    make_page(metadata, title="Only in English")
    html, few = latest_pages(metadata, benoit)
    assert "The guide" in html and "Only in English" in html and "Le guide" not in html
    assert "pair-fr-missing" in html
    french, _queries = latest_pages(metadata, benoit, "fr")
    assert "Le guide" in french and "The guide" not in french
    assert 'lang="en">Only in English' in french
    for number in range(20):
        make_page(metadata, title=f"Page {number}", silent=True)
    assert latest_pages(metadata, benoit)[1] == few <= 3


def test_pages_of_a_hidden_group_are_not_listed_for_others(hidden, benoit, chloe):
    make_page(hidden, title="Secret")
    assert "Secret" in latest_pages(hidden, benoit)[0]
    assert "Secret" not in latest_pages(hidden, chloe)[0]


def test_the_digest_tells_of_a_change_by_its_summary(guide, guide_fr, amina, benoit):
    edit = save_page(
        guide, author=amina, title=guide.title, body="Secretly long body", summary="who checks, and when",
        weight=Weight.MAJOR, base=guide.latest_revision_id,
    )  # fmt: skip
    (entry,) = Edit.digest_entries([edit.pk], benoit, "en")
    assert (entry.title, entry.title_language, entry.url) == (guide.title, "en", guide.url_path)
    assert entry.facts == ["The French text is out of date."]
    (passage,) = entry.passages
    assert passage.note == "Amina Bello changed this page: “who checks, and when”"
    assert passage.text == ""
    assert entry.at == passage.at == edit.created_at


def test_the_digest_quotes_the_first_paragraph_of_a_new_page(metadata, amina, benoit):
    page = make_page(
        metadata, author=amina, title="New", body="# Title\n\n| a |\n|---|\n\nThe *first* words.\n\nMore."
    )
    (entry,) = Edit.digest_entries([page.edits.get().pk], benoit, "en")
    assert [passage.text for passage in entry.passages] == ["The first words."]


def test_two_edits_of_a_page_are_one_entry(guide, amina, benoit):
    save_page(guide, author=amina, title=guide.title, body="Second", base=guide.latest_revision_id)
    (entry,) = Edit.digest_entries(list(guide.edits.values_list("pk", flat=True)), benoit, "en")
    assert len(entry.passages) == 2


def test_the_digest_says_nothing_of_what_a_member_may_not_read(hidden, amina, chloe):
    page = make_page(hidden, author=amina, title="Secret")
    assert Edit.digest_entries([page.edits.get().pk], chloe, "en") == []


@pytest.mark.parametrize(
    "body, said", [("", ""), ("# Only a title", ""), ("a\nb\n\nc", "a b"), ("```\ncode\n```", "")]
)
def test_first_paragraphs(body, said):
    assert first_paragraph(body) == said
