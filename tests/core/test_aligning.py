"""What two sequences have in common: right on ordinary ones, coarse but quick on hostile ones."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.aligning import Matcher, matches, opcodes, pairs, tokens, word_changes

words = st.lists(st.sampled_from("abcde"), max_size=40)


@given(words, words)
def test_what_is_matched_is_equal_and_in_order(a, b):
    at = (0, 0)
    for i, j, size in matches(a, b):
        assert size and a[i : i + size] == b[j : j + size]
        assert i >= at[0] and j >= at[1]
        at = (i + size, j + size)


@given(words, words)
def test_the_second_follows_from_the_first(a, b):
    made = []
    for tag, i1, i2, j1, j2 in opcodes(a, b):
        assert (tag == "equal") == (a[i1:i2] == b[j1:j2])
        made += a[i1:i2] if tag == "equal" else b[j1:j2]
    assert made == b


@given(st.text(), st.text())
def test_the_pieces_hold_every_sign_of_both_texts(old, new):
    assert "".join(tokens(old)) == old
    pieces = word_changes(tokens(old), tokens(new))
    assert "".join("".join(part) for mark, part in pieces if mark != "ins") == old
    assert "".join("".join(part) for mark, part in pieces if mark != "del") == new


def test_a_sentence_written_anew_is_not_chopped_into_words():
    pieces = word_changes(tokens("Decide on the rate you accept."), tokens("Set a price for it."))
    assert [mark for mark, _part in pieces] == ["del", "ins"] or len(pieces) <= 3


def test_what_belongs_together():
    olds = ["The first paragraph stays nearly as it was.", "This one goes away for good."]
    news = ["A paragraph about something else entirely.", "The first paragraph stays as it was."]
    assert (0, 1) in pairs(olds, news) and (1, None) in pairs(olds, news) and (None, 0) in pairs(olds, news)


def hostile():
    dice = random.Random(4)
    few = [dice.choice("abc") for _ in range(100_000)]
    yield "few words, at random", few, few[::-1]
    yield "one line 100,000 times", ["x"] * 100_000, ["y"] * 5 + ["x"] * 99_999 + ["z"]
    yield "two lines by turns", ["x", "y"] * 50_000, ["y", "x"] * 50_000 + ["z"]
    many = list(range(200_000))
    yield "all different, turned round", many, many[::-1]
    yield "all different, moved", many, many[100_000:] + many[:100_000]
    # Each pass finds one thing that occurs once on both sides, and leaves the rest to the next.
    nested_a = [n for n in range(3000) for _ in range(2)]
    yield "in pairs", nested_a, nested_a[1:] + nested_a[:1]


@pytest.mark.parametrize(("name", "a", "b"), list(hostile()), ids=[row[0] for row in hostile()])
def test_hostile_sequences_are_answered_in_time(name, a, b):
    started = time.process_time()
    opcodes(a, b)
    assert time.process_time() - started < 2


def test_words_that_repeat_do_not_end_the_process():
    """patiencediff's own matcher panics on these; ours is given to merge3 in its place."""
    dice = random.Random(1)
    a = [dice.choice(["the", "archive", "of", "a", "library"]) for _ in range(20_000)]
    b = [word for word in a if dice.random() > 0.05]
    found = Matcher(None, a, b).get_matching_blocks()
    assert found[-1] == (len(a), len(b), 0)
