"""What a save costs, and a page of the size that people write: counted, and the same at any depth."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page
from wiki.models import PageLink

pytestmark = pytest.mark.django_db
SAVE, READ = 40, 12
WORDS = "A sentence of ten words that says something about metadata. " * 25
ARTICLE = "\n\n".join(
    f"## Part {part}\n\n{WORDS}\n\nSee [[Page {part * 10}]]"
    + "".join(f", [[Page {part * 10 + n}]]" for n in range(1, 10))
    + "."
    for part in range(6)
)


def queries(ask, *args):
    with CaptureQueriesContext(
        connection,
    ) as found:
        answer = ask(*args)
    return answer, len(found)


@pytest.fixture
def article(metadata, amina):
    """1,500 words and 60 links, half of them to pages that are there, five levels down."""
    page = None
    for level in range(5):
        page = make_page(metadata, author=amina, title=f"Level {level}", parent=page)
    for number in range(30):
        make_page(metadata, author=None, title=f"Page {number}", silent=True)
    return make_page(metadata, author=amina, title="Article", body=ARTICLE, parent=page)


def test_an_article_of_60_links_far_down(article, amina, benoit, as_member):
    assert len(ARTICLE.split()) > 1500 and PageLink.objects.filter(source=article).count() == 60
    for member in (benoit, amina, None):
        client = as_member(member)
        client.get(article.url_path)
        answer, count = queries(client.get, article.url_path)
        assert answer.status_code == 200
        assert count <= READ, f"{count} for {member}"


def test_a_save_of_it_with_new_links_and_a_french_half(article, metadata, amina, benoit, as_member):
    make_page(
        metadata, author=benoit, title="Article", body="Des mots.", language="fr", translation_of=article
    )
    client = as_member(amina)
    client.get(f"{article.url_path}edit/")
    fields = {
        "title": "Article",
        "base": article.latest_revision_id,
        "body": ARTICLE.replace("Page 1", "Other page 1") + "\n![x](/files/wiki/" + "a" * 32 + "/x.webp)\n",
        "summary": "links",
        "form": "c" * 32,
        "weight": "3",
    }
    answer, count = queries(client.post, f"{article.url_path}edit/", fields)
    assert answer.status_code == 302
    assert count <= SAVE, count


def test_a_save_that_is_joined(article, amina, benoit, as_member):
    from wiki.editing import save_page

    base = article.latest_revision_id
    save_page(article, author=benoit, title="Article", body=f"Hello.\n\n{ARTICLE}", base=base)
    client = as_member(amina)
    client.get(f"{article.url_path}edit/")
    fields = {"title": "Article", "base": base, "body": f"{ARTICLE}\n\nGoodbye.", "form": "d" * 32}
    answer, count = queries(client.post, f"{article.url_path}edit/", fields)
    assert answer.status_code == 302
    assert count <= SAVE, count
