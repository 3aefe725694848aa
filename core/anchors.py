"""Links to a section go on leading there when its heading is put in other words.

A heading's anchor is made of its words (``core.markdown``), so new words give it a new one. What it was called
before is kept beside it, and ``core.markdown.place_links`` puts those names at the heading too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from core.markdown import Heading, render
from core.words import folded

LIKE = 0.5  # from here on two headings of different levels are held for one
MOST_PAIRS = 40_000  # compared with one another in a text, all in all; beyond, only their order counts


def carry(old_text: str, new_text: str, aliases: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """{anchor: [older anchors]} of the headings of ``new_text``, from those of ``old_text``.

    A heading is the one with the same anchor before; else, between two such, the one whose place, level and
    words fit best. One that vanished keeps nothing, and a name that is now another heading's own is let go.
    A text too much to be set has no headings that could be compared, so nothing is changed.
    """
    old, new = render(old_text), render(new_text)
    if old.as_typed or new.as_typed:
        return {anchor: list(names) for anchor, names in aliases.items()}
    taken = {heading.anchor for heading in new.headings}
    carried: dict[str, list[str]] = {}
    for before, now in _pairs(old.headings, new.headings):
        names = []
        for name in [*aliases.get(before.anchor, ()), before.anchor]:
            if name not in taken:
                taken.add(name)
                names.append(name)
        if names:
            carried[now.anchor] = names
    return carried


def _pairs(old: Sequence[Heading], new: Sequence[Heading]) -> Iterator[tuple[Heading, Heading]]:
    """The headings that are one, in the order of the new text."""
    place = {heading.anchor: number for number, heading in enumerate(old)}
    same = [(place[heading.anchor], number) for number, heading in enumerate(new) if heading.anchor in place]
    matched = dict(same)
    free_old = [number for number in range(len(old)) if number not in matched]
    free_new = sorted(set(range(len(new))) - set(matched.values()))
    done, left = (-1, -1), MOST_PAIRS
    # Sections that were moved past others mark no place between which something could be looked for.
    for fence in [*_rising(same), (len(old), len(new))]:
        some_old = free_old[bisect_right(free_old, done[0]) : bisect_left(free_old, fence[0])]
        some_new = free_new[bisect_right(free_new, done[1]) : bisect_left(free_new, fence[1])]
        if some_old and some_new:
            fit = _fit([old[number] for number in some_old], [new[number] for number in some_new], left)
            left -= len(some_old) * len(some_new)
            matched |= {some_old[one]: some_new[other] for one, other in fit}
        done = fence
    for before, now in sorted(matched.items(), key=lambda pair: pair[1]):
        yield old[before], new[now]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of ``pairs`` (second numbers rising) whose first numbers rise too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, (first, _second) in enumerate(pairs):
        at = bisect_left(tails, first)
        before.append(ends[at - 1] if at else None)
        if at == len(tails):
            tails.append(first)
            ends.append(index)
        else:
            tails[at], ends[at] = first, index
    run, at = [], ends[-1] if ends else None
    while at is not None:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _fit(old: Sequence[Heading], new: Sequence[Heading], most: int) -> list[tuple[int, int]]:
    """Which of ``old`` became which of ``new``, without crossing: the pairs that fit best together.

    Where there are more than ``most`` pairs, their order alone says which.
    """
    if len(old) * len(new) > most:
        return [
            (number, number)
            for number in range(min(len(old), len(new)))
            if old[number].level == new[number].level
        ]
    old_words, new_words = [_bits(one.text) for one in old], [_bits(one.text) for one in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    worth: dict[tuple[int, int], float] = {}
    for one in range(len(old)):
        for other in range(len(new)):
            like = _likeness(old_words[one], new_words[other])
            same_level = old[one].level == new[other].level
            fit = worth[one, other] = (1 if same_level else 0) + 2 * like if same_level or like >= LIKE else 0
            best[one + 1][other + 1] = max(best[one][other] + fit, best[one][other + 1], best[one + 1][other])
    found, one, other = [], len(old), len(new)
    while one and other:
        if best[one][other] == best[one - 1][other]:
            one -= 1
        elif best[one][other] == best[one][other - 1]:
            other -= 1
        else:
            one, other = one - 1, other - 1
            found.append((one, other))
    return found[::-1]


def _bits(words: str) -> set[str]:
    """The pairs of letters in a heading, without accents and capitals."""
    plain = f" {folded(words)} "
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _likeness(one: set[str], other: set[str]) -> float:
    """From 0, nothing in common, to 1."""
    return 2 * len(one & other) / (len(one) + len(other))
