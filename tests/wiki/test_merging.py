"""Three texts into one: what two people changed in different places is joined, to the byte; the rest is asked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.merging import BOTH, MINE, SAME, THEIRS, Passage, merge

BASE = "# Title\n\nOne two three.\n\n* a\n* b\n\nLast words, without an end"


def test_edits_of_different_paragraphs_are_joined():
    mine, theirs = BASE.replace("two", "2"), BASE.replace("Last", "Final")
    assert merge(BASE, mine, theirs).text == BASE.replace("two", "2").replace("Last", "Final")


def test_edits_of_different_words_of_one_line_are_joined():
    mine, theirs = BASE.replace("One", "1"), BASE.replace("three", "3")
    merged = merge(BASE, mine, theirs)
    assert merged.text == BASE.replace("One", "1").replace("three", "3")
    assert BOTH in {piece.whose for piece in merged.pieces}


def test_words_changed_side_by_side_are_asked():
    merged = merge("Keep the words.\n", "Keep all the words.\n", "Keep no words.\n")
    assert merged.text is None


def test_the_same_word_changed_by_both_is_a_passage_and_the_rest_is_joined():
    mine = BASE.replace("two", "2").replace("* a", "* A")
    theirs = BASE.replace("two", "II").replace("Last", "Final")
    merged = merge(BASE, mine, theirs)
    assert merged.text is None
    assert merged.passages == [
        Passage("One two three.\n", "One 2 three.\n", "One II three.\n", "One II 2 three.\n")
    ]
    assert [piece.whose for piece in merged.pieces if not isinstance(piece, Passage)] == [
        SAME,
        SAME,
        MINE,
        SAME,
        THEIRS,
    ]


def test_a_line_added_at_the_end_of_a_text_without_a_last_line_feed_is_no_conflict():
    assert merge("a\nb", "a\nb\nc", "A\nb").text == "A\nb\nc"


def test_a_deletion_against_a_change_is_asked():
    merged = merge("a\n\nb\n\nc\n", "a\n\nc\n", "a\n\nB!\n\nc\n")
    assert merged.text is None


def test_both_made_the_same_change():
    assert merge("a\n", "b\n", "b\n").text == "b\n"


lines = st.lists(st.sampled_from(["", "a", "b", "c", "one two", "- x", "é ü", "  "]), max_size=12)
texts = lines.map("\n".join)


def whole(merged, side):
    """The text of one side of a merge, as far as its pieces tell: with that side's words in each passage."""
    return "".join(
        getattr(piece, side) if isinstance(piece, Passage) else piece.text for piece in merged.pieces
    )


@settings(max_examples=400, deadline=None)
@given(texts, texts, texts)
def test_no_word_of_either_is_lost(base, mine, theirs):
    merged = merge(base, mine, theirs)
    if mine == base:
        assert merged.text == theirs
    if theirs == base or mine == theirs:
        assert merged.text == mine
    assert merged.text == merge(base, theirs, mine).text
    was = set(base.split())
    for word in (set(mine.split()) | set(theirs.split())) - was:
        sides = whole(merged, "mine") + whole(merged, "theirs")
        assert word in sides
    # A proposal has no word that nobody wrote.
    said = {token for text in (base, mine, theirs) for token in text.split()}
    for passage in merged.passages:
        assert passage.mine != passage.theirs
        assert set(passage.proposal.split()) <= said


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("abc é\t", max_size=8), min_size=1, max_size=8), st.data())
def test_changes_to_lines_apart_are_always_joined_to_the_byte(paragraphs, data):
    """Each has lines of their own that the other leaves alone, with a line in between that nobody touches."""
    base = [f"{n} {words}" for n, words in enumerate(paragraphs)]
    mine, theirs, both = list(base), list(base), list(base)
    for n in range(0, len(base), 2):
        who = data.draw(st.sampled_from(["mine", "theirs", "nobody"]))
        if who != "nobody":
            (mine if who == "mine" else theirs)[n] = both[n] = f"{n} {who} wrote this"
    ending = data.draw(st.sampled_from(["", "\n", "\n\n"]))
    joined = ["\n\n".join(text) + ending for text in (base, mine, theirs, both)]
    assert merge(*joined[:3]).text == joined[3]


def test_hostile_texts_are_merged_in_time():
    # Work, not minutes: other tests run beside this one.
    from time import process_time

    for text in ("same\n" * 100_000, "word " * 200_000, "\n" * 1_000_000, "a\nb\n" * 200_000):
        began = process_time()
        merged = merge(text, "mine\n" + text, text + "theirs\n")
        assert merged.text is not None or merged.passages
        assert process_time() - began < 2


def test_many_hostile_runs_of_words_share_one_measure():
    from time import process_time

    texts = [
        "\n".join(f"line {n}\n{signs}" for n in range(200)) for signs in (".," * 99, ",.." * 66, "..," * 66)
    ]
    began = process_time()
    assert merge(*texts).passages
    assert process_time() - began < 2
