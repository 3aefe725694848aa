"""How two texts stand to each other after each kind of save."""

import pytest

from tests.factories import make_page, wiki_root
from wiki.editing import AlreadyWritten, create_page, save_page
from wiki.models import Pairing, Weight, WikiPage
from wiki.pairing import pair_state, pair_states

pytestmark = pytest.mark.django_db
MINOR, NORMAL, MAJOR = Weight.MINOR, Weight.NORMAL, Weight.MAJOR


@pytest.fixture
def save(amina):
    """A function: save new words on a page; returns the Edit."""
    words = iter(range(1000))

    def do(page, weight=NORMAL, **options):
        page = WikiPage.objects.get(pk=page.pk)
        return save_page(
            page, author=amina, title=page.title, body=f"Words {next(words)}", weight=weight,
            base=page.latest_revision_id, **options,
        )  # fmt: skip

    return do


def states(*pages):
    return [pair_state(page).state for page in pages]


def test_a_page_alone_has_its_other_text_to_write(guide):
    state = pair_state(guide)
    assert (state.state, state.css, state.url_path) == ("missing", "fr-missing", None)


def test_a_new_translation_agrees(guide, guide_fr):
    assert states(guide, guide_fr) == ["current", "current"]
    assert pair_state(guide).css == ""
    assert pair_state(guide).url_path == guide_fr.url_path


@pytest.mark.parametrize(
    "weight, english, french, css",
    [
        (MINOR, "current", "current", ""),
        (NORMAL, "ahead", "needs_update", "fr-behind"),
        (MAJOR, "ahead", "out_of_date", "fr-out"),
    ],
)
def test_the_weight_of_a_change_decides(guide, guide_fr, save, weight, english, french, css):
    edit = save(guide, weight)
    assert states(guide, guide_fr) == [english, french]
    assert pair_state(guide).css == pair_state(guide_fr).css == css
    assert pair_state(guide_fr).since == (None if weight == MINOR else edit.created_at)


def test_a_change_of_the_french_text_asks_the_english_one(guide, guide_fr, save):
    save(guide_fr, MAJOR)
    assert states(guide, guide_fr) == ["out_of_date", "ahead"]
    assert pair_state(guide).css == pair_state(guide_fr).css == "en-out"


def test_both_have_moved_on(guide, guide_fr, save):
    save(guide)
    save(guide_fr)
    assert states(guide, guide_fr) == ["diverged", "diverged"]
    assert pair_state(guide).css == "diverged"


def test_a_lighter_change_does_not_make_a_heavier_one_forgotten(guide, guide_fr, save):
    save(guide, MAJOR)
    save(guide, NORMAL)
    save(guide, MINOR)
    assert states(guide_fr) == ["out_of_date"]
    save(guide_fr, MINOR)
    assert states(guide_fr) == ["out_of_date"]


def test_bringing_a_text_level_ends_it(guide, guide_fr, save):
    edit = save(guide, MAJOR)
    save(guide_fr, based_on=edit.revision)
    assert states(guide, guide_fr) == ["current", "current"]


def test_bringing_level_with_an_older_revision_leaves_what_came_later(guide, guide_fr, save):
    seen = save(guide, MAJOR)
    later = save(guide, NORMAL)
    save(guide_fr, based_on=seen.revision)
    assert states(guide, guide_fr) == ["ahead", "needs_update"]
    assert pair_state(guide_fr).since == later.created_at


def test_minor_changes_after_the_revision_that_was_seen_ask_for_nothing(guide, guide_fr, save):
    seen = save(guide, NORMAL)
    minor = save(guide, MINOR)
    save(guide_fr, based_on=seen.revision)
    assert states(guide, guide_fr) == ["current", "current"]
    assert Pairing.objects.get(left=guide).left_agreed == minor.revision


def test_an_agreement_is_not_taken_back_by_a_form_that_was_open_for_long(guide, guide_fr, save):
    old, new = save(guide, MAJOR), save(guide, MAJOR)
    save(guide_fr, based_on=new.revision)
    save(guide_fr, based_on=old.revision)
    assert states(guide, guide_fr) == ["current", "current"]


def test_bringing_one_text_level_settles_a_divergence(guide, guide_fr, save):
    save(guide_fr, MAJOR)
    seen = save(guide)
    save(guide_fr, based_on=seen.revision)
    assert states(guide, guide_fr) == ["current", "current"]


def test_level_without_new_words_is_noted(guide, guide_fr, save, amina):
    edit = save(guide)
    nothing = save_page(
        guide_fr, author=amina, title=guide_fr.title, body=guide_fr.body,
        base=guide_fr.latest_revision_id, based_on=edit.revision,
    )  # fmt: skip
    assert nothing is None
    assert states(guide, guide_fr) == ["current", "current"]
    assert guide_fr.edits.count() == 1


def test_minor_changes_move_the_point_where_the_texts_agreed(guide, guide_fr, save):
    edit = save(guide, MINOR)
    row = Pairing.objects.get(left=guide)
    assert row.left_agreed == edit.revision
    moved = save(guide, NORMAL)
    save(guide, MINOR)
    row.refresh_from_db()
    assert row.left_agreed == edit.revision != moved.revision


def test_a_translation_from_an_older_revision_is_behind_at_once(guide, metadata, save, benoit):
    seen = guide.latest_revision
    save(guide, MAJOR)
    french = make_page(
        metadata, author=benoit, title="Le guide", language="fr", translation_of=guide, based_on=seen
    )
    assert states(french) == ["out_of_date"]


def test_a_second_translation_into_the_same_language_is_refused(guide, guide_fr, metadata, benoit):
    with pytest.raises(AlreadyWritten) as there:
        create_page(wiki_root(metadata, "fr"), author=benoit, title="Encore", body="x", translation_of=guide)
    assert there.value.page == guide_fr


def test_a_half_that_is_no_longer_shown_counts_as_missing(guide, guide_fr):
    WikiPage.objects.filter(pk=guide_fr.pk).update(live=False)
    assert states(guide) == ["missing"]


def test_many_states_in_one_query(guide, guide_fr, metadata, save, django_assert_num_queries):
    save(guide)
    alone = make_page(metadata, title="Alone")
    with django_assert_num_queries(2):
        found = pair_states([guide, guide_fr, alone])
    assert [found[page.pk].state for page in (guide, guide_fr, alone)] == ["ahead", "needs_update", "missing"]
    with django_assert_num_queries(1):
        pair_state(guide)
