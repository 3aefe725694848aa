"""Very many save one page of the running site at once: each is saved, joined or told, and no word is lost."""

import random
import re
from collections import Counter

import pytest

from groups.models import Membership
from tests.factories import make_member, make_page
from tests.served import Browser, served, together
from wiki.models import Draft, Edit, WikiPage

SAVES, CLIENTS = 200, 10


@pytest.fixture
def crowd(metadata):
    """Ten members of the group Metadata."""
    people = [make_member(f"Member{n} of Metadata") for n in range(CLIENTS)]
    for member in people:
        Membership.objects.create(group=metadata, member=member)
    return people


def paragraphs(count):
    return "\n\n".join(f"Paragraph {n} says something of its own." for n in range(count)) + "\n"


def texts_kept(page):
    """Every text of the page's history, and every draft of it."""
    bodies = [edit.revision.content["body"] for edit in page.edits.select_related("revision")]
    return bodies + list(Draft.objects.filter(page=page).values_list("body", flat=True))


def what_became(answer, page):
    status, body, location = answer
    if status == 302 and location.endswith(page.url_path):
        return "saved"
    if status == 409 and "Nothing is lost." in body:
        return "conflict"
    return f"{status} {location}"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_saves_at_once_none_is_lost(metadata, amina, crowd):
    page = make_page(metadata, author=amina, title="The page", body=paragraphs(50))
    base = page.latest_revision_id
    # A third write the same line as others; the rest a line of their own in one of fifty paragraphs.
    bodies = []
    for n in range(SAVES):
        lines = page.body.split("\n\n")
        place = 0 if n % 3 == 0 else n % 50
        lines[place] = f"What sender {n} wrote instead."
        bodies.append("\n\n".join(lines))
    with served() as address:
        browsers = [Browser(address, member) for member in crowd]

        def send(n):
            fields = {"title": page.title, "base": base, "body": bodies[n], "summary": f"save {n}"}
            return lambda: browsers[n % CLIENTS].post(f"{page.url_path}edit/", fields)

        answers = together([send(n) for n in range(SAVES)], threads=CLIENTS)
    became = Counter(what_became(answer, page) for answer in answers)
    assert set(became) == {"saved", "conflict"}, became
    assert sum(became.values()) == SAVES
    kept = "\n".join(texts_kept(page))
    assert [n for n in range(SAVES) if f"What sender {n} wrote instead." not in kept] == []
    # Each that was told has its whole text as a draft; each that was saved is an Edit with a text of its own.
    told = [bodies[n] for n in range(SAVES) if what_became(answers[n], page) == "conflict"]
    assert sorted(told) == sorted(Draft.objects.filter(page=page, lost=True).values_list("body", flat=True))
    numbers = list(Edit.objects.filter(page=page).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, became["saved"] + 2))
    page.refresh_from_db()
    assert page.latest_revision == page.live_revision == page.edits.first().revision
    assert page.latest_revision.content["body"] == page.body


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_edits_of_different_paragraphs_are_joined_by_themselves(metadata, amina, crowd):
    """A thousand edits by ten clients that each hold a text for a while before they save it."""
    edits, places = 1000, 200
    page = make_page(metadata, author=amina, title="The page", body=paragraphs(places))
    chance = random.Random(4)
    answers, expected = [], {}
    with served() as address:
        browsers = [Browser(address, member) for member in crowd]
        for turn in range(edits // CLIENTS):
            # All ten read the same text; then they save at once, each in a paragraph of their own.
            page.refresh_from_db()
            here = chance.sample(range(places), CLIENTS)
            deeds = []
            for client, place in enumerate(here):
                lines = page.body.split("\n\n")
                words = f"Paragraph {place} as client {client} has it in turn {turn}."
                lines[place] = words + ("\n" if lines[place].endswith("\n") else "")
                expected[place] = words
                fields = {"title": page.title, "base": page.latest_revision_id, "body": "\n\n".join(lines)}
                deeds.append(
                    lambda client=client, fields=fields: browsers[client].post(
                        f"{page.url_path}edit/", fields
                    )
                )
            answers += together(deeds, threads=CLIENTS)
    became = Counter(what_became(answer, page) for answer in answers)
    assert set(became) <= {"saved", "conflict"}, became
    assert became["saved"] >= edits * 0.95, became
    page.refresh_from_db()
    missing = [place for place, words in expected.items() if words not in page.body]
    assert len(missing) <= became["conflict"], missing
    assert page.edits.count() == became["saved"] + 1
    assert len(re.findall(r"^Paragraph", page.body, re.M)) == places


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twenty_times_at_once_is_one_revision(guide, amina):
    with served() as address:
        browser = Browser(address, amina)
        _status, html, _location = browser.get(f"{guide.url_path}edit/")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
        fields = {
            "title": guide.title,
            "base": hidden["base"],
            "form": hidden["form"],
            "mark": hidden["mark"],
            "body": "Words that were sent often.\n",
            "summary": "once",
        }

        def send():
            return browser.post(f"{guide.url_path}edit/", fields)

        answers = together([send] * 20, threads=20)
        # Back in the browser, and the same button again.
        answers.append(send())
        _status, after, _location = browser.get(guide.url_path)
        # Back again, and on with the writing: it goes on from what was saved, without a conflict.
        more = browser.post(f"{guide.url_path}edit/", {**fields, "body": "Words that were sent, and more.\n"})
    assert {(status, location) for status, _body, location in answers} == {(302, guide.url_path)}
    assert "The page is saved." in after
    assert more[0] == 302
    page = WikiPage.objects.get(pk=guide.pk)
    assert page.edits.count() == 3
    assert page.body == "Words that were sent, and more.\n"
    assert not Draft.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_form_of_a_new_page_sent_twenty_times_at_once_is_one_page(guide, amina):
    with served() as address:
        browser = Browser(address, amina)
        _status, html, _location = browser.get(f"{guide.url_path}new/")
        form = re.search(r'name="form" value="([0-9a-f]{32})"', html)[1]
        fields = {"title": "A new page", "body": "Its words.\n", "form": form}
        answers = together([lambda: browser.post(f"{guide.url_path}new/", fields)] * 20, threads=20)
    page = WikiPage.objects.get(title="A new page")
    assert {(status, location) for status, _body, location in answers} == {(302, page.url_path)}
    assert page.edits.count() == 1
