"""Who changed what, and what the page said before."""

import pytest

from tests.factories import make_page
from wiki.editing import save_page
from wiki.models import Edit, Weight, WikiPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(guide, guide_fr, benoit):
    """The guide with a second version by Benoît."""
    save_page(
        guide, author=benoit, title="The better guide", body="Second *words*.\n", summary="says who checks",
        weight=Weight.MAJOR, base=guide.latest_revision_id,
    )  # fmt: skip
    return WikiPage.objects.get(pk=guide.pk)


def test_the_history_tells_who_when_why_and_how_much(changed, client):
    html = client.get(f"{changed.url_path}history/").content.decode()
    for words in ("Amina Bello", "Benoît Kerjean", "“says who checks”", "warns the readers", "<time"):
        assert words in html
    assert html.index("history/2/") < html.index("history/1/")
    assert "3 characters more" in html


def test_an_old_version_is_shown_whole_and_marked(changed, client):
    html = client.get(f"{changed.url_path}history/1/").content.decode()
    assert "First words." in html and "Second" not in html
    assert "an old one" in html
    assert f'href="{changed.url_path}"' in html


def test_the_current_version_is_not_called_old(changed, client):
    html = client.get(f"{changed.url_path}history/2/").content.decode()
    assert "<em>words</em>" in html
    assert "an old one" not in html


@pytest.mark.parametrize("number", ["0", "3", "9" * 30, "x", "-1"])
def test_versions_that_do_not_exist(changed, client, number):
    assert client.get(f"{changed.url_path}history/{number}/").status_code == 404


def test_a_long_history_is_cut_into_pages_at_a_constant_cost(
    guide, client, amina, django_assert_max_num_queries
):
    first = guide.edits.get()
    for number in range(2, 124):
        revision = guide.save_revision(clean=False)
        Edit.objects.create(page=guide, revision=revision, number=number, author_name="Amina Bello")
    assert first.number == 1
    with django_assert_max_num_queries(10):
        html = client.get(f"{guide.url_path}history/").content.decode()
    assert "history/123/" in html and "history/73/" not in html
    assert "history/73/" in client.get(f"{guide.url_path}history/?page=2").content.decode()
    for page in ("x", "0", "99"):
        assert client.get(f"{guide.url_path}history/?page={page}").status_code == 200


def test_what_a_member_wrote_stays_when_they_leave_the_site(metadata, benoit, client):
    page = make_page(metadata, author=benoit, title="Stays")
    benoit.delete()
    assert "Benoît Kerjean" in client.get(f"{page.url_path}history/").content.decode()
