"""Recent changes of a group and of all that a reader may see."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_page
from wiki.editing import save_page
from wiki.models import Edit, Weight

pytestmark = pytest.mark.django_db
OF_A_GROUP, OF_ALL = "/en/group/metadata/wiki/changes/", "/en/changes/"


def test_what_was_changed_by_whom_and_why_with_the_comparison(guide, guide_fr, amina, as_member):
    save_page(
        guide, author=amina, title="The guide", body="First words, and more.\n", summary="Two words",
        weight=Weight.MINOR, base=guide.latest_revision_id,
    )  # fmt: skip
    html = as_member().get(OF_A_GROUP).content.decode()
    for words in ("Amina Bello", "“Two words”", "10 characters more", "only spelling or layout", "Le guide"):
        assert words in html
    assert f"{guide.url_path}history/compare/?from=1&amp;to=2" in html
    assert f"{guide.url_path}history/1/" in html
    assert 'class="lang-mark">in French' in html
    assert html.index("Two words") < html.index("New page")
    french = as_member().get("/fr/groupe/metadata/wiki/modifications/").content.decode()
    assert "10 caractères de plus" in french and 'class="lang-mark">en anglais' in french


def test_all_that_one_may_see_and_nothing_else(metadata, listed, hidden, amina, chloe, as_member, site):
    make_page(metadata, author=amina, title="Open page")

    def seen_outside():
        pages = [as_member(reader).get(OF_ALL).content.decode() for reader in (None, chloe)]
        return [re.sub("<time.*?</time>", "", page) for page in pages]

    before = seen_outside()
    make_page(listed, author=amina, title="Closed page")
    make_page(hidden, author=amina, title="Secret page")
    html = as_member(amina).get(OF_ALL).content.decode()
    for words in ("Open page", "Closed page", "Secret page", "Programme", "Board"):
        assert words in html
    assert seen_outside() == before
    assert "Open page" in before[0]


def test_by_language_and_by_day(guide, guide_fr, as_member):
    html = as_member().get(OF_A_GROUP + "?language=fr").content.decode()
    assert "Le guide" in html and "The guide" not in html
    for odd in ("?language=xx", "?language=%00", "?page=9999999999999999999999", "?page=x"):
        assert "The guide" in as_member().get(OF_A_GROUP + odd).content.decode()
    long_ago = timezone.now() - datetime.timedelta(days=40)
    Edit.objects.filter(page=guide_fr).update(created_at=long_ago)
    days = as_member().get(OF_A_GROUP).context["days"]
    assert [edits[-1].page.title for _day, edits in days][-1] == "Le guide"
    assert len(days) == 2


@pytest.mark.parametrize("address", [OF_A_GROUP, OF_ALL])
def test_it_costs_the_same_for_5_edits_and_for_120(metadata, amina, as_member, address):
    client, counts = as_member(amina), []
    for start, end in ((0, 5), (5, 120)):
        for n in range(start, end):
            make_page(metadata, author=amina, title=f"P {n}", silent=True)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(address).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert html.count('<p class="title">') == 50
