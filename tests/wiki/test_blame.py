"""Who wrote this passage."""

import pytest

from tests.factories import make_page
from wiki import blame
from wiki.blame import attribute
from wiki.models import WikiPage

from .test_comparing import change

pytestmark = pytest.mark.django_db


def numbers(*versions):
    """Of the last of these texts, the number of the version in which each line came to be."""
    history = list(enumerate(versions, start=1))[::-1]
    return attribute(versions[-1].split("\n"), history)[0]


def test_each_line_came_to_be_in_one_version():
    assert numbers("a\nb\nc", "a\nb\nc\nd", "a\nB\nc\nd") == [1, 3, 1, 2]


def test_what_was_taken_out_and_came_back_is_of_who_brought_it_back():
    assert numbers("a\nb", "a", "a\nb") == [1, 3]


def test_lines_that_moved_down_stay_with_their_author():
    assert numbers("a\nb", "new\na\nb", "new\nnewer\na\nb") == [2, 3, 1, 1]


def test_a_long_history_ends_with_what_was_before(monkeypatch):
    history = [(number, f"old\nline {number}") for number in range(600, 0, -1)]
    found, oldest, finished = attribute(["old", "line 600"], history[:500])
    assert found == [None, 600] and oldest == 101 and not finished
    monkeypatch.setattr(blame, "MOST_SECONDS", -1)
    found, oldest, finished = attribute(["old", "line 600"], history)
    assert found[0] is None and not finished


@pytest.fixture
def page(metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="Written together", body="First.\n\nSecond.\n\nThird.\n")
    page = change(page, benoit, "First.\n\nSecond, by Benoît.\n\nThird.\n")
    return change(page, amina, "First.\n\nSecond, by Benoît.\n\nThird.\n\nFourth.\n")


def test_the_page_names_them_in_order(page, client):
    html = client.get(f"{page.url_path}history/authors/").content.decode()
    assert (
        html.index("First.") < html.index("Benoît Kerjean") < html.index("Second, by") < html.index("Fourth.")
    )
    assert html.count("Benoît Kerjean") == 1 and f"{page.url_path}history/2/" in html
    assert "<dt" in html and "<dd" in html


def test_it_is_kept_by_revision_and_without_names(page, client, benoit, django_assert_max_num_queries):
    client.get(f"{page.url_path}history/authors/")
    with django_assert_max_num_queries(7):
        client.get(f"{page.url_path}history/authors/")
    benoit.name = "Benoît Le Bihan"
    page.edits.filter(author=benoit).update(author_name="")
    html = client.get(f"{page.url_path}history/authors/").content.decode()
    assert "Kerjean" not in html and "former member" in html


def test_a_new_version_is_looked_at_anew(page, client, benoit):
    client.get(f"{page.url_path}history/authors/")
    page = change(page, benoit, page.body.replace("Fourth", "Fifth"))
    html = client.get(f"{page.url_path}history/authors/").content.decode()
    assert "Fifth" in html and "history/4/" in html


def test_an_empty_page(metadata, amina, client):
    page = make_page(metadata, author=amina, title="Empty", body="")
    assert "no words yet" in client.get(f"{page.url_path}history/authors/").content.decode()


def test_the_passages_are_the_text(page):
    page = WikiPage.objects.get(pk=page.pk)
    together = "".join(passage.text for passage in blame.passages(page))
    assert together.replace("\n", "") == page.body.replace("\n", "")
