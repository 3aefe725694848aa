"""In a group that reviews its wiki, a newcomer's change waits for a steward; nothing of it is lost, nothing shown."""

import re

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core.markdown import PAGE_LIMIT
from groups import membership
from groups.access import NEWCOMER_EDITS, access
from groups.changes import in_words
from groups.models import Group
from home import erasure
from tests.factories import belong, make_member, make_page, wiki_root
from tests.groups.conftest import text_of
from tests.groups.test_settings import as_form
from wiki import needs_work, reviewing, reviewing_views
from wiki.editing import Meanwhile, save_page
from wiki.models import Draft, Edit, ProposedEdit, WikiPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(metadata):
    """Metadata, where changes by newcomers wait. Benoît is one, Amina is a steward."""
    metadata.reviews_newcomers = True
    metadata.save()
    return metadata


@pytest.fixture
def guide(reviewed, amina):
    return make_page(reviewed, author=amina, title="The guide", body="First.\n\nSecond.\n\nThird.\n")


def change(page, author, body="First.\n\nSecond, better.\n\nThird.\n", **more):
    words = {"title": page.title, "summary": "Better", "base": page.latest_revision_id, **more}
    return reviewing.propose(page=page, author=author, body=body, **words)


def address(row, language="en"):
    return {
        "en": f"/en/group/{row.group.key}/wiki/waiting/{row.pk}/",
        "fr": f"/fr/groupe/{row.group.key}/wiki/en-attente/{row.pk}/",
    }[language]


def now(page):
    return WikiPage.objects.get(pk=page.pk)


# Who is a newcomer


def test_three_accepted_edits_make_a_newcomer_one_no_longer(reviewed, guide, benoit):
    for number in range(NEWCOMER_EDITS):
        assert reviewing.must_wait(access(benoit, reviewed)), number
        make_page(reviewed, author=benoit, title=f"Page {number}")
    assert not reviewing.must_wait(access(benoit, reviewed))


def test_who_never_waits(reviewed, metadata, listed, amina, admin, benoit, chloe):
    for member in (amina, admin):
        assert not reviewing.must_wait(access(member, reviewed))
    for member in (None, chloe):  # they do not write at all
        assert not reviewing.must_wait(access(member, reviewed))
    found = access(benoit, listed)
    with CaptureQueriesContext(connection) as queries:
        assert not reviewing.must_wait(found)
    assert not queries, "a group that does not review asks nothing"


def test_edits_in_other_groups_do_not_count_and_one_query_is_asked(reviewed, listed, benoit):
    for number in range(5):
        make_page(listed, author=benoit, title=f"Page {number}")
    found = access(benoit, reviewed)
    with CaptureQueriesContext(connection) as queries:
        assert reviewing.must_wait(found)
    assert len(queries) == 1


def test_where_everyone_may_write_an_outsider_is_a_newcomer(reviewed, chloe):
    Group.objects.filter(pk=reviewed.pk).update(who_writes="everyone")
    reviewed.refresh_from_db()
    assert reviewing.must_wait(access(chloe, reviewed))


def test_a_steward_switches_it_on_and_the_log_says_so(metadata, amina, as_member):
    client = as_member(amina)
    page = text_of(client.get("/en/group/metadata/settings/"))
    assert "Changes to the wiki by newcomers wait for a steward" in page
    assert "fewer than 3 changes" in page and 'name="reviews_newcomers" checked' not in page
    assert (
        client.post("/en/group/metadata/settings/", as_form(metadata, reviews_newcomers="on")).status_code
        == 302
    )
    metadata.refresh_from_db()
    assert metadata.reviews_newcomers
    words = in_words(metadata.log.get(deed="settings"))
    assert words == "changes to the wiki by newcomers wait for a steward: no before, yes now"
    page = client.get("/en/group/metadata/settings/").content.decode()
    assert re.search(r'name="reviews_newcomers"[^>]* checked', page)


# Putting one forward


def sent(member, page, fields, **more):
    """The answer of what writing.py calls in place of a save."""
    request = RequestFactory().post(f"{page.url_path}edit/", fields)
    request.user, request.session = member, {}
    request._messages = FallbackStorage(request)
    request.htmx = False
    answer = reviewing_views.put_forward(request, page, access(member, page.group), fields, **more)
    return answer, [str(message) for message in request._messages]


def test_the_newcomer_is_led_to_their_text_and_told_that_it_waits(guide, benoit, as_member):
    fields = {"title": "The guide", "body": "All new.\n", "summary": "New", "base": guide.latest_revision_id}
    answer, told = sent(benoit, guide, fields, new=False)
    row = ProposedEdit.objects.get()
    assert (answer.status_code, answer.url) == (302, address(row))
    assert told == ["Your change waits for a steward. You are told by mail when it is answered."]
    assert now(guide).body == "First.\n\nSecond.\n\nThird.\n"
    page = text_of(as_member(benoit).get(address(row)))
    assert (
        "Until one accepts it, nobody else sees it." in page and "All new." in page and "Take it back" in page
    )
    assert "Accept, and save the page" not in page


def test_a_new_page_and_a_translation_are_put_forward_too(guide, benoit, amina):
    fields = {"title": "Le guide", "body": "Premier.\n"}
    root = wiki_root(guide.group, "fr")
    sent(benoit, root, fields, new=True, source=guide, seen=guide.latest_revision)
    row = ProposedEdit.objects.get()
    assert row.is_new and row.about == "Le guide"
    page = reviewing.accept(row, amina)
    assert (page.language, page.translation_key, page.get_parent().pk) == (
        "fr",
        guide.translation_key,
        root.pk,
    )
    assert page.edits.get().author == benoit


def test_what_changes_nothing_is_not_put_forward(guide, benoit):
    fields = {"title": guide.title, "body": guide.body, "base": guide.latest_revision_id}
    answer, told = sent(benoit, guide, fields, new=False)
    assert answer.url == guide.url_path and told == ["Nothing was changed, so nothing was saved."]
    assert not ProposedEdit.objects.exists()


def test_the_same_sending_twice_is_one_row_also_after_the_answer(guide, benoit, amina):
    first = change(guide, benoit, form="form-1")
    assert change(guide, benoit, form="form-1") == first
    assert change(guide, benoit) == first, "the same text while it waits, without a token too"
    reviewing.refuse(first, amina, "No.")
    assert change(guide, benoit, form="form-1") == first
    assert change(guide, benoit, form="form-2") != first, "another form is another proposal"


def test_the_text_leaves_the_draft_and_other_drafts_stay(guide, reviewed, benoit):
    other = make_page(reviewed, author=None, title="Other")
    Draft.objects.create(author=benoit, page=guide, form="form-1", body="being typed")
    kept = Draft.objects.create(author=benoit, page=other, body="something else")
    change(guide, benoit, form="form-1")
    assert list(Draft.objects.all()) == [kept]


def test_a_page_deleted_or_locked_meanwhile_gives_the_words_back(guide, benoit):
    fields = {"title": "The guide", "body": "Precious.\n", "base": guide.latest_revision_id}
    WikiPage.objects.filter(pk=guide.pk).update(locked=True)
    answer, _told = sent(benoit, guide, fields, new=False)
    assert answer.status_code == 403 and "Precious." in answer.content.decode()
    WikiPage.objects.filter(pk=guide.pk).update(live=False, locked=False)
    answer, _told = sent(benoit, guide, fields, new=False)
    assert answer.status_code == 404 and "Precious." in answer.content.decode()


# Answers


def test_a_steward_accepts_and_the_edit_is_its_authors(guide, benoit, amina, as_member):
    row = change(guide, benoit, weight=3)
    client = as_member(amina)
    page = text_of(client.get(address(row)))
    assert "Second, better." in page and "The page as it is now" in page
    answer = client.post(
        address(row),
        {"deed": "accept", "title": row.title, "body": row.body, "base": row.base_id, "reason": "Thanks!"},
    )
    assert (answer.status_code, answer.url) == (302, guide.url_path)
    edit = guide.edits.first()
    assert (edit.author, edit.author_name, edit.summary, edit.weight) == (
        benoit,
        "Benoît Kerjean",
        "Better",
        3,
    )
    assert now(guide).body == row.body
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.reason, row.told) == ("accepted", amina, "Thanks!", False)
    entry = guide.group.log.get(deed="took edit")
    assert (entry.actor, entry.subject, entry.words) == (amina, benoit, "The guide")


def test_the_steward_may_change_the_text_before(guide, benoit, amina):
    row = change(guide, benoit)
    reviewing.accept(row, amina, title="The guide", body="First.\n\nSecond, much better.\n\nThird.\n")
    assert now(guide).body == "First.\n\nSecond, much better.\n\nThird.\n"
    row.refresh_from_db()
    assert row.body == "First.\n\nSecond, better.\n\nThird.\n", (
        "what its author wrote stays with the proposal"
    )


def test_where_both_changed_the_same_the_steward_brings_the_texts_together(guide, benoit, amina, as_member):
    row = change(guide, benoit)
    save_page(
        guide, author=amina, title="The guide", body="First.\n\nSecond, other.\n\nThird.\n", base=row.base_id
    )
    with pytest.raises(Meanwhile):
        reviewing.accept(row, amina)
    client = as_member(amina)
    typed = {"deed": "accept", "title": row.title, "body": row.body, "base": row.base_id, "reason": ""}
    answer = client.post(address(row), typed)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Second, other." in page and "Second, better." in page and "Nothing is lost" in page
    row.refresh_from_db()
    assert row.is_waiting and now(guide).body == "First.\n\nSecond, other.\n\nThird.\n"
    base = re.search(r'name="base" value="(\d+)"', page)[1]
    answer = client.post(address(row), typed | {"base": base, "body": "First.\n\nBoth.\n\nThird.\n"})
    assert answer.status_code == 302
    assert now(guide).body == "First.\n\nBoth.\n\nThird.\n"
    assert guide.edits.first().author == benoit


def test_a_steward_refuses_with_a_reason_and_the_author_keeps_the_text(guide, benoit, amina, as_member):
    row = change(guide, benoit, body="My precious words.\n")
    client = as_member(amina)
    answer = client.post(address(row), {"deed": "refuse", "reason": "  "})
    assert answer.status_code == 422 and "Please give a reason" in text_of(answer)
    answer = client.post(address(row), {"deed": "refuse", "reason": "Not in the guide."})
    assert (answer.status_code, answer.url) == (302, "/en/group/metadata/wiki/waiting/")
    entry = guide.group.log.get(deed="refused edit")
    assert entry.words == "The guide" and "precious" not in entry.words
    page = text_of(as_member(benoit).get(address(row, "fr")))
    assert "My precious words." in page and "Not in the guide." in page
    assert now(guide).edits.count() == 1


def test_a_refused_new_page_leaves_no_word_of_it_in_the_log(guide, benoit, amina):
    row = reviewing.propose(parent=guide, author=benoit, title="Shameful title", body="Words.\n")
    reviewing.refuse(row, amina, "No.")
    assert guide.group.log.get(deed="refused edit").words == ""


def test_the_author_takes_it_back_and_nobody_else_can(guide, benoit, amina, as_member):
    row = change(guide, benoit, body="My second thoughts.\n")
    as_member(amina).post(address(row), {"deed": "withdraw"})
    row.refresh_from_db()
    assert row.is_waiting
    assert as_member(benoit).post(address(row), {"deed": "withdraw"}).status_code == 302
    assert "My second thoughts." in text_of(as_member(benoit).get(address(row)))
    page = text_of(as_member(amina).get(address(row)))
    assert "Its author has taken this change back." in page and "second thoughts" not in page


def test_an_author_cannot_accept_their_own(guide, benoit, as_member):
    row = change(guide, benoit)
    for deed in ("accept", "refuse"):
        answer = as_member(benoit).post(
            address(row), {"deed": deed, "title": "x", "body": "x", "reason": "x"}
        )
        assert answer.status_code == 403
    row.refresh_from_db()
    assert row.is_waiting


def test_the_second_steward_is_told_who_was_first(guide, benoit, amina, admin, as_member):
    row = change(guide, benoit)
    reviewing.refuse(row, amina, "No.")
    client = as_member(admin)
    typed = {"deed": "accept", "title": row.title, "body": row.body, "base": row.base_id}
    page = text_of(client.post(address(row), typed, follow=True))
    assert "Amina Bello has already refused this change. Nothing has been changed." in page
    assert now(guide).edits.count() == 1


def test_what_happened_to_the_page_or_the_group_meanwhile(guide, benoit, amina, as_member):
    row = change(guide, benoit, body="Kept words.\n")
    client = as_member(amina)
    typed = {"deed": "accept", "title": row.title, "body": row.body, "base": row.base_id}

    def refused(*words):
        answer = client.post(address(row), typed)
        page = text_of(answer)
        assert answer.status_code == 422 and "Kept words." in page
        assert all(word in page for word in words), page

    WikiPage.objects.filter(pk=guide.pk).update(locked=True)
    refused("This page was locked meanwhile. Please unlock it first.")
    WikiPage.objects.filter(pk=guide.pk).update(locked=False, live=False)
    refused("This page was deleted meanwhile")
    WikiPage.objects.filter(pk=guide.pk).update(live=True)
    Group.objects.filter(pk=guide.group_id).update(ended="2020-01-01")
    refused("This group is an archive")
    Group.objects.filter(pk=guide.group_id).update(ended=None)
    WikiPage.objects.get(pk=guide.pk).delete()
    refused("This page was deleted meanwhile")
    assert client.post(address(row), {"deed": "refuse", "reason": "It is gone."}).status_code == 302
    assert "Kept words." in text_of(as_member(benoit).get(address(row)))


def test_switching_the_review_off_leaves_what_waits(guide, benoit, amina, as_member):
    row = change(guide, benoit)
    Group.objects.update(reviews_newcomers=False)
    assert "The guide" in text_of(as_member(amina).get("/en/group/metadata/wiki/waiting/"))
    reviewing.accept(row, amina)
    assert now(guide).body == row.body


def test_an_author_who_left_or_was_shut_out_can_still_be_accepted(guide, benoit, amina):
    row = change(guide, benoit)
    membership.ban(benoit, guide.group, amina, "Enough.")
    reviewing.accept(row, amina)
    assert guide.edits.first().author == benoit


def test_the_words_of_a_deleted_account_become_those_of_a_former_member(guide, benoit, amina, as_member):
    row = change(guide, benoit)
    refused = change(guide, benoit, body="Refused words.\n")
    reviewing.refuse(refused, amina, "No.")
    erasure.erase(benoit)
    assert not ProposedEdit.objects.filter(pk=refused.pk).exists(), "nobody is left to read it"
    assert "former member" in text_of(as_member(amina).get(address(row)))
    row.refresh_from_db()
    page = reviewing.accept(row, amina)
    edit = page.edits.first()
    assert (edit.author, edit.author_name, page.body) == (None, "", row.body)


def test_accepting_takes_no_draft_away_from_its_author(guide, benoit, amina):
    row = change(guide, benoit)
    Draft.objects.create(author=benoit, page=guide, body="the next one")
    Draft.objects.create(author=benoit, parent=guide, form="f", body="a new page")
    reviewing.accept(row, amina)
    assert sorted(Draft.objects.values_list("body", flat=True)) == ["a new page", "the next one"]


# Who sees what


def test_only_stewards_and_the_author_see_it(guide, benoit, amina, chloe, as_member):
    row = change(guide, benoit)
    other = belong_somebody(guide.group)
    for member in (chloe, other):
        there, missing = (
            as_member(member).get(address(row)),
            as_member(member).get("/en/group/metadata/wiki/waiting/99/"),
        )
        assert there.status_code == missing.status_code == 404
    assert as_member().get(address(row)).status_code == 302
    assert as_member().get("/en/group/metadata/wiki/waiting/99/").status_code == 302
    assert "The guide" not in text_of(as_member(other).get("/en/group/metadata/wiki/waiting/"))
    assert "The guide" in text_of(as_member(benoit).get("/en/group/metadata/wiki/waiting/"))
    for member in (amina, benoit):
        assert as_member(member).get(address(row)).status_code == 200


def belong_somebody(group):
    other = make_member("Omar Other", email="other@demo.example")
    belong(other, group)
    return other


def test_a_waiting_text_shows_nowhere_and_counts_nowhere(guide, benoit, amina, as_member):
    other = as_member(belong_somebody(guide.group))
    places = [
        guide.url_path,
        f"{guide.url_path}history/",
        "/en/groups/metadata/",
        "/en/",
        guide.get_parent().get_url(),
    ]
    before = [text_of(other.get(place)) for place in places]
    change(guide, benoit, title="Unheard title", body="Unheard words.\n", summary="Unheard summary")
    after = [text_of(other.get(place)) for place in places]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|<time[^>]*>[^<]*</time>')  # "a second ago"
    assert [token.sub("", page) for page in after] == [token.sub("", page) for page in before]
    assert Edit.objects.filter(page=guide).count() == 1


def test_who_lost_the_right_to_answer_gets_their_words_back(guide, benoit, amina, as_member):
    row = change(guide, benoit)
    client = as_member(amina)
    mark = re.search(r'name="mark" value="([^"]+)"', client.get(address(row)).content.decode())[1]
    typed = {"deed": "refuse", "reason": "A careful reason.", "mark": mark}
    Group.objects.filter(pk=guide.group_id).update(visibility="hidden")
    guide.group.memberships.filter(member=amina).delete()
    answer = client.post(address(row), typed)
    assert answer.status_code == 404 and "A careful reason." in text_of(answer)
    assert "careful" not in text_of(client.post(address(row), typed | {"mark": "forged"}))


def test_the_desk_says_how_many_wait(guide, benoit, amina, as_member):
    client = as_member(amina)
    assert "to the wiki wait" not in text_of(client.get("/en/group/metadata/desk/"))
    change(guide, benoit)
    assert "1 change to the wiki waits for you." in text_of(client.get("/en/group/metadata/desk/"))
    change(guide, benoit, body="Another.\n")
    assert "2 modifications du wiki" in text_of(client.get("/fr/groupe/metadata/bureau/"))


def test_the_list_asks_the_same_for_few_and_many(guide, benoit, amina, as_member):
    client, counts = as_member(amina), []
    for number in range(60):
        change(guide, benoit, body=f"Text {number}\n")
        if number in (1, 59):
            client.get("/en/group/metadata/wiki/waiting/")
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/en/group/metadata/wiki/waiting/").status_code == 200
            counts.append(len(queries))
    assert counts[1] <= counts[0] <= 12


@pytest.mark.parametrize(
    "typed",
    [
        {"deed": "accept"},
        {"deed": "accept", "title": "x" * 10_000, "body": "x"},
        {"deed": "accept", "title": "x", "body": "\x00", "base": "9" * 40},
        {"deed": "accept", "title": "x", "body": "x" * (PAGE_LIMIT + 1)},
        {"deed": "refuse", "reason": "x" * 10_000},
        {"deed": "refuse", "reason": "a\x00b"},
        {"deed": "nonsense"},
        {},
    ],
)
def test_bad_input_is_answered_in_a_sentence(guide, benoit, amina, as_member, typed):
    row = change(guide, benoit)
    answer = as_member(amina).post(address(row), typed)
    assert answer.status_code == 422
    if typed.get("reason", "").startswith("xx"):
        assert "This has 10000 characters; there is room for 1000." in text_of(answer).replace(",", "")
        assert "x" * 10_000 in text_of(answer)
    assert now(guide).edits.count() == 1


def test_a_proposal_never_shows_a_revision_of_another_page(guide, reviewed, benoit, amina, hidden, as_member):
    """The id of a revision is a number that anyone can type."""
    secret = make_page(hidden, author=amina, title="Xiphias title", body="Xiphias words.")
    client = as_member(benoit)
    fields = {"title": "The guide", "body": "Mine.", "summary": "", "base": secret.latest_revision_id}
    answer = client.post(f"{guide.url_path}edit/", fields, follow=True)
    row = ProposedEdit.objects.get()
    assert row.base is None
    # Rows from before that was asked stay harmless.
    ProposedEdit.objects.filter(pk=row.pk).update(base=secret.latest_revision)
    for shown in (answer, client.get(address(row)), client.get(f"{address(row)}?view=text")):
        assert shown.status_code == 200 and "Xiphias" not in shown.content.decode()


@pytest.mark.parametrize("base", ["99999999", "0", "x", "9" * 40])
def test_a_base_that_is_none_loses_no_word(guide, benoit, as_member, base):
    fields = {"title": "The guide", "body": "Mine.", "base": base}
    answer = as_member(benoit).post(f"{guide.url_path}edit/", fields, follow=True)
    assert answer.status_code == 200 and ProposedEdit.objects.get().body == "Mine."


def test_a_newcomer_has_so_many_waiting_and_no_more(guide, benoit, as_member, monkeypatch):
    monkeypatch.setattr(reviewing, "MOST_WAITING", 2)
    client = as_member(benoit)
    for number in range(3):
        fields = {"title": "The guide", "body": f"Text {number}", "base": guide.latest_revision_id}
        answer = client.post(f"{guide.url_path}edit/", fields)
    assert ProposedEdit.objects.count() == 2
    assert "2 changes waiting" in answer.content.decode() and "Text 2" in answer.content.decode()


def test_newcomers_do_not_arrange_or_mark_pages(guide, reviewed, benoit, amina, as_member):
    other = make_page(reviewed, author=amina, title="Other")
    note = needs_work.add(guide, amina, "Add an example.")
    client, front = as_member(benoit), guide.get_parent().specific
    assert client.get(f"{front.url_path}arrange/").status_code == 403
    assert client.post(f"{front.url_path}arrange/", {"in": other.pk}).status_code == 403
    assert now(other).url_path == other.url_path
    assert client.post(f"{guide.url_path}needs-work/", {"note": "Canary"}).status_code == 403
    assert client.post(f"{guide.url_path}needs-work/{note.pk}/done/").status_code == 403
    note.refresh_from_db()
    assert note.done_at is None and guide.work_notes.count() == 1
