"""Notes that a page needs work: on the page and in a list, until somebody says that it is done."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page
from tests.groups.conftest import text_of
from tests.wiki.test_reading import BUDGET
from wiki import needs_work
from wiki.models import NeedsWork, WikiPage

pytestmark = pytest.mark.django_db
LIST = {"en": "/en/group/metadata/wiki/to-do/", "fr": "/fr/groupe/metadata/wiki/a-faire/"}


def test_a_page_is_marked_says_it_and_is_done(guide, amina, benoit, as_member):
    client = as_member(benoit)
    assert f"{guide.url_path}needs-work/" in client.get(guide.url_path).content.decode()
    form = text_of(client.get(f"{guide.url_path}needs-work/"))
    assert "What is to be done?" in form and "at most 500 characters" in form
    answer = client.post(f"{guide.url_path}needs-work/", {"note": "  Add an\r\nexample. "}, follow=True)
    page = text_of(answer)
    assert "The page is marked as needing work." in page and "This page needs work." in page
    assert "Add an example." in page and "Benoît Kerjean" in page
    note = NeedsWork.objects.get()
    assert (note.by, note.by_name, note.note) == (benoit, "Benoît Kerjean", "Add an example.")
    needs_work.add(guide, amina, "And a picture.")
    page = text_of(as_member(amina).get(guide.url_path))
    assert "And a picture." in page and page.count("It is done") == 2
    done = f"{guide.url_path}needs-work/{note.pk}/done/"
    assert "Noted: it is done." in text_of(as_member(amina).post(done, follow=True))
    assert "Somebody has done that already." in text_of(as_member(amina).post(done, follow=True))
    note.refresh_from_db()
    assert note.done_by == amina and note.done_at
    page = text_of(client.get(guide.url_path))
    assert "Add an example." not in page and "And a picture." in page


def test_readers_see_the_note_without_the_button(guide, benoit, chloe, as_member):
    needs_work.add(guide, benoit, "Add an example.")
    for client in (as_member(), as_member(chloe)):
        page = text_of(client.get(guide.url_path))
        assert "Add an example." in page and "It is done" not in page and "needs-work" not in page
        assert client.post(f"{guide.url_path}needs-work/", {"note": "x"}).status_code in (302, 403)
    assert NeedsWork.objects.count() == 1


def test_a_note_of_another_page_is_not_done_from_here(guide, metadata, amina, benoit, as_member):
    other = make_page(metadata, author=amina, title="Other")
    note = needs_work.add(other, benoit, "Elsewhere.")
    assert as_member(amina).post(f"{guide.url_path}needs-work/{note.pk}/done/").status_code == 404
    assert as_member(amina).post(f"{guide.url_path}needs-work/{'9' * 40}/done/").status_code == 404
    assert NeedsWork.objects.get().done_at is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_list_has_both_languages_and_marks_them(guide, guide_fr, benoit, as_member, language):
    needs_work.add(guide, benoit, "Add an example.")
    needs_work.add(guide_fr, benoit, "Ajouter un exemple.")
    page = as_member().get(LIST[language]).content.decode()
    assert "Add an example." in page and "Ajouter un exemple." in page
    other = {"en": "fr", "fr": "en"}[language]
    assert len(re.findall(rf'<p class="excerpt" lang="{other}">', page)) == 1
    assert {"en": "in French", "fr": "en anglais"}[language] in page
    assert (
        LIST[language]
        in as_member().get(guide.url_path if language == "en" else guide_fr.url_path).content.decode()
    )


def test_pages_in_the_bin_leave_the_list(guide, benoit, as_member):
    needs_work.add(guide, benoit, "Add an example.")
    WikiPage.objects.filter(pk=guide.pk).update(live=False)
    assert "No page is marked as needing work." in text_of(as_member().get(LIST["en"]))
    with pytest.raises(WikiPage.DoesNotExist):
        needs_work.add(guide, benoit, "More.")


def test_the_list_of_a_private_group_is_not_there_for_others(listed, amina, benoit, chloe, as_member):
    page = make_page(listed, author=amina, title="Quiet")
    needs_work.add(page, benoit, "Add an example.")
    address = "/en/group/programme/wiki/to-do/"
    for client in (as_member(), as_member(chloe)):
        assert (
            client.get(address).status_code
            == client.get(address.replace("programme", "nobody")).status_code
            == 404
        )
    assert "Add an example." in text_of(as_member(benoit).get(address))


def test_one_query_for_any_number_of_notes(guide, metadata, amina, benoit, as_member):
    client = as_member(amina)

    def count(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200
        return len(queries), answer

    without, _answer = count(guide.url_path)
    empty_list, _answer = count(LIST["en"])
    for number in range(120):
        needs_work.add(guide, benoit, f"Note {number}.")
    many, answer = count(guide.url_path)
    assert many == without <= BUDGET
    page = text_of(answer)
    assert "Note 9." in page and "Note 10." not in page and "There are more notes" in page
    full_list, answer = count(LIST["en"])
    assert full_list <= empty_list + 1 <= BUDGET
    assert text_of(answer).count('class="excerpt"') == 50
    for odd in ("3", "999", "-1", "x", "9" * 40):
        assert client.get(LIST["en"], {"page": odd}).status_code == 200


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "Please say what is to be done"),
        ("  \n ", "Please say what is to be done"),
        ("y" * 10_000, "This has 10000 characters; there is room for 500."),
        ("a\x00b", ""),
    ],
)
def test_a_bad_note_is_answered_in_a_sentence_and_kept(guide, benoit, as_member, note, sentence):
    answer = as_member(benoit).post(f"{guide.url_path}needs-work/", {"note": note})
    page = text_of(answer).replace("10,000", "10000")
    assert answer.status_code == 422 and sentence in page
    assert note.strip().replace("\x00", "") in page.replace("\x00", "")
    assert not NeedsWork.objects.exists()


def test_a_note_survives_signing_in(guide, benoit, as_member):
    client = as_member()
    assert client.post(f"{guide.url_path}needs-work/", {"note": "A long thought."}).status_code == 302
    client.force_login(benoit)
    assert "A long thought." in text_of(client.get(f"{guide.url_path}needs-work/"))
