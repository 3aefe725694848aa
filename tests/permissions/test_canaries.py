"""Words that stand only in a listed or hidden group are found by nobody outside it, wherever they look."""

import pytest
from django.utils import timezone

from notices.delivery import deliver_due
from notices.models import DigestSchedule
from notices.planning import plan
from tests.factories import make_page

from .table import OF_A_GROUP, OF_THE_SITE
from .world import OUTSIDE, VISIBILITIES, english

pytestmark = pytest.mark.django_db

FRENCH = ["/fr/", "/fr/groupes/", "/fr/groupes/canari-hidden/", "/fr/groupes/canari-listed/"]


def addresses(worlds, visibility):
    """Every address of the tables, for one world; its people's own pages too."""
    w = worlds[visibility]
    yield from FRENCH
    for find, *_answers in OF_A_GROUP.values():
        yield find(w)
    for name, (args, *_answers) in OF_THE_SITE.items():
        yield english(name, *args(worlds["site"]))
    for person in (w.shy, w.banned, w.asked.member):
        yield english("groups:person", person.pk)
    for query in (f"?q={w.word[:4]}", f"?group={w.group.key}", f"?group={w.group.pk}"):
        yield english("groups:people") + query


def said(answer, address):
    """All that an answer says: its body, and every header, the ETag and the redirect among them."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = f"{answer.status_code} {headers} {answer.reason_phrase} {body.decode(errors='replace')}"
    return text.replace(address, "").lower()


@pytest.mark.parametrize("person", OUTSIDE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_outside_finds_a_word_of_a_hidden_group(worlds, ask, person, method):
    # A page that everybody reads links to pages they may not read, by title and by number.
    hidden = worlds["hidden"]
    quiet = make_page(hidden.group, author=hidden.shy, title="Quiet words", body="Xiphias, whispered.")
    public = worlds["public"]
    steward = public.people["steward"]
    make_page(public.group, author=steward, title="Open page", body=f"[[Quiet words]] [[{quiet.pk}]]")
    for visibility in VISIBILITIES:
        for address in addresses(worlds, visibility):
            text = said(ask(person, method, address), address)
            assert "xiphias" not in text, f"{method} {address}"
            assert "canary-hidden" not in text and "canari-hidden" not in text, f"{method} {address}"


@pytest.mark.parametrize("person", OUTSIDE)
def test_of_a_listed_group_only_its_name_is_known_outside(worlds, ask, person):
    """Its title is known; its pages, their files, discussions and members are not."""
    words = " page| text| thread| opens|berg| file| bytes| drawn"
    for visibility in VISIBILITIES:
        for address in addresses(worlds, visibility):
            text = said(ask(person, "get", address), address)
            for word in words.split("|"):
                assert f"quetzal{word}" not in text, address


@pytest.mark.parametrize("word, person", [("xiphias", "member"), ("quetzal thread", "steward")])
def test_those_inside_find_them(worlds, ask, word, person):
    """So that the tests above can fail."""
    w = worlds["hidden" if word == "xiphias" else "listed"]
    assert word in said(ask(person, "get", w.forum), w.forum)


@pytest.mark.parametrize("word", ["Quetzal", "Xiphias"])
def test_those_inside_get_the_files(worlds, ask, word):
    w = worlds["listed" if word == "Quetzal" else "hidden"]
    file = w.url("wiki_files:attachment", w.key, "x.txt")
    assert f"{word} bytes".lower() in said(ask("member", "get", file), file)
    listed = said(ask("member", "get", w.page.url_path + "files/"), "")
    assert f"{word} file.txt".lower() in listed and f"{word} drawn".lower() in listed


@pytest.mark.parametrize("person", ["outsider", "former", "member"])
def test_no_digest_tells_it_outside(worlds, person, mailoutbox):
    """Everybody's digest of all that happened; the member's shows that the words would be in it."""
    member = worlds["public"].people[person]
    now = timezone.now()
    long_ago = now - timezone.timedelta(days=20)
    DigestSchedule.objects.update_or_create(
        member=member, defaults={"covered_until": long_ago, "next_after": long_ago, "rhythm": "daily"}
    )
    plan(now + timezone.timedelta(days=1), [member])
    deliver_due(now=now + timezone.timedelta(days=1))
    text = "".join(
        f"{mail.subject}{mail.body}{mail.alternatives}" for mail in mailoutbox if member.email in mail.to
    ).lower()
    assert ("xiphias" in text) is (person == "member")
    assert ("quetzal thread" in text) is (person == "member")


@pytest.mark.parametrize("person", [*OUTSIDE, "member"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_text_that_waits_or_was_refused_is_nowhere_for_others(worlds, ask, person, method):
    for visibility in VISIBILITIES:
        for address in addresses(worlds, visibility):
            text = said(ask(person, method, address), address)
            assert "coelacanth" not in text and "axolotl" not in text, f"{method} {address}"


def test_for_stewards_it_is_where_they_answer_and_nowhere_else(worlds, ask):
    w = worlds["hidden"]
    places = {w.url("wiki:waiting", w.group.key), w.url("wiki:proposed", w.group.key, w.proposed.pk)}
    found = {
        address
        for address in addresses(worlds, "hidden")
        if "coelacanth" in said(ask("steward", "get", address), address)
    }
    assert found == places


def test_no_digest_tells_a_text_that_waits(worlds, mailoutbox):
    people = worlds["public"].people
    readers = [people["member"], people["former"], people["outsider"]]
    now = timezone.now()
    long_ago = now - timezone.timedelta(days=20)
    for member in readers:
        DigestSchedule.objects.update_or_create(
            member=member, defaults={"covered_until": long_ago, "next_after": long_ago, "rhythm": "daily"}
        )
    plan(now + timezone.timedelta(days=1), readers)
    deliver_due(now=now + timezone.timedelta(days=1))
    told = {}
    for mail in mailoutbox:
        told[mail.to[0]] = told.get(mail.to[0], "") + f"{mail.subject}{mail.body}{mail.alternatives}".lower()
    assert "coelacanth" in told.pop(people["steward"].email), "the stewards are told of it"
    assert told and not any("coelacanth" in text or "axolotl" in text for text in told.values())


def test_an_administrator_in_a_private_group_is_logged_once_a_day(worlds, browsers):
    w = worlds["hidden"]
    browsers["administrator"].get(w.page.url_path)
    browsers["administrator"].get(w.thread.address(w.forum))
    assert w.group.log.filter(deed="entered", actor=w.people["administrator"]).count() == 1
