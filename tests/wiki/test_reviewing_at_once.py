"""Two people at one proposed change at the same moment: one answer holds, and the other person is told."""

import pytest

from groups.answering import AlreadyAnswered
from groups.models import LogEntry
from home import erasure
from tests.at_once import at_once
from tests.factories import make_page, make_site
from wiki import needs_work, reviewing
from wiki.models import NeedsWork, ProposedEdit, WikiPage

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "Words of a newcomer.\n"


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def guide(metadata, amina):
    metadata.reviews_newcomers = True
    metadata.save()
    return make_page(metadata, author=amina, title="The guide", body="First words.\n")


def put(guide, benoit, **more):
    return reviewing.propose(
        page=WikiPage.objects.get(pk=guide.pk), author=benoit, title="The guide", body=BODY,
        base=guide.latest_revision_id, **more,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["", "token"])
def test_one_form_sent_eight_times_at_once_is_one_row(guide, benoit, form):
    results = at_once(*[lambda: put(guide, benoit, form=form).pk for _ in range(8)])
    assert len(set(results)) == 1, results
    assert ProposedEdit.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_accepted_refused_and_taken_back_at_once_is_one_answer(guide, benoit, amina, admin, _round):
    row = put(guide, benoit)

    def again():
        return ProposedEdit.objects.get(pk=row.pk)

    results = at_once(
        lambda: reviewing.accept(again(), amina),
        lambda: reviewing.accept(again(), admin),
        lambda: reviewing.refuse(again(), admin, "No."),
        lambda: reviewing.withdraw(again(), benoit),
    )
    told = [result for result in results if isinstance(result, AlreadyAnswered)]
    held = [result for result in results if not isinstance(result, Exception)]
    assert (len(told), len(held)) == (3, 1), results
    assert all(str(reviewing.answered_words(trouble)) for trouble in told)
    row.refresh_from_db()
    page = WikiPage.objects.get(pk=guide.pk)
    assert (page.body == BODY, page.edits.count()) == ((True, 2) if row.state == "accepted" else (False, 1))
    deeds = LogEntry.objects.filter(deed__in=["took edit", "refused edit"]).values_list("deed", flat=True)
    assert list(deeds) == {"accepted": ["took edit"], "refused": ["refused edit"], "withdrawn": []}[row.state]


def test_accepted_while_the_account_is_deleted_the_words_stay_and_the_name_goes(guide, benoit, amina):
    row = put(guide, benoit)
    results = at_once(
        lambda: reviewing.accept(ProposedEdit.objects.get(pk=row.pk), amina), lambda: erasure.erase(benoit)
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    edit = guide.edits.first()
    assert (edit.author, edit.author_name) == (None, "")
    assert WikiPage.objects.get(pk=guide.pk).body == BODY


def test_one_note_sent_eight_times_at_once_is_one_note_and_is_done_once(guide, benoit):
    results = at_once(*[lambda: needs_work.add(guide, benoit, "Add examples.").pk for _ in range(8)])
    assert len(set(results)) == 1, results
    note = NeedsWork.objects.get()
    results = at_once(*[lambda: needs_work.finish(note, benoit) for _ in range(8)])
    assert sorted(results) == [False] * 7 + [True]
