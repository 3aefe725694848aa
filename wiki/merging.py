"""Three texts into one: what an author started from, what they made of it, and what the page says by now.

Lines first, as merge3 does it; where both changed the same lines, their words. What both changed in the same
place stays a Passage, for a person to decide.
"""

import re
from dataclasses import dataclass

from merge3 import Merge3

from core.aligning import Matcher, one_effort

TOKEN = re.compile(r"\w+|[^\S\n]+|\n|[^\w\s]")
SAME, MINE, THEIRS, BOTH = "same", "mine", "theirs", "both"


@dataclass(frozen=True)
class Piece:
    """Text that nobody disputes, and whose change it is: SAME for nobody's."""

    text: str
    whose: str = SAME


@dataclass(frozen=True)
class Passage:
    """Lines that both changed: as they were, as each made them, and a proposal that has the words of both."""

    base: str
    mine: str
    theirs: str
    proposal: str


@dataclass(frozen=True)
class Merged:
    """Pieces and Passages in their order; together they are the text, to the last byte."""

    pieces: tuple

    @property
    def passages(self):
        return [piece for piece in self.pieces if isinstance(piece, Passage)]

    @property
    def text(self):
        """The text of both, or None where a person has to decide."""
        if self.passages:
            return None
        return "".join(piece.text for piece in self.pieces)


@one_effort()
def merge(base, mine, theirs):
    """What `mine` and `theirs` made of `base`, three texts with line feeds only, as a `Merged`."""
    if mine == theirs:
        return Merged((Piece(mine, BOTH if mine != base else SAME),))
    if mine == base:
        return Merged((Piece(theirs, THEIRS),))
    if theirs == base:
        return Merged((Piece(mine, MINE),))
    lines = [text.split("\n") for text in (base, mine, theirs)]
    pieces = []
    for whose, was, my, their in _regions(*lines):
        if whose:
            pieces.append(Piece(_joined(was or my or their), whose))
        else:
            pieces += _passage(_joined(was), _joined(my), _joined(their))
    return Merged(tuple(_without_last_line_feed(_gathered(pieces))))


def _regions(base, mine, theirs):
    """(whose, base lines, my lines, their lines) of each stretch; `whose` is "" where both changed it."""
    found = Merge3(base, mine, theirs, sequence_matcher=Matcher)
    for what, *at in found.merge_regions():
        if what == "unchanged":
            yield SAME, base[at[0] : at[1]], [], []
        elif what == "same":
            yield BOTH, [], mine[at[0] : at[1]], []
        elif what == "a":
            yield MINE, [], mine[at[0] : at[1]], []
        elif what == "b":
            yield THEIRS, [], [], theirs[at[0] : at[1]]
        else:
            yield "", base[at[0] : at[1]], mine[at[2] : at[3]], theirs[at[4] : at[5]]


def _joined(lines):
    return "".join(line + "\n" for line in lines)


def _passage(base, mine, theirs):
    """The lines that both changed, word by word: Pieces where that settles it, else one Passage."""
    words = [TOKEN.findall(text) for text in (base, mine, theirs)]
    # Where nothing of the old words is there, there is nothing to go by.
    if not base.strip():
        return [Passage(base, mine, theirs, theirs + mine)]
    settled, proposal, last = True, [], SAME
    for whose, was, my, their in _regions(*words):
        if whose:
            proposal += was or my or their
            if {whose, last} == {MINE, THEIRS}:
                # Side by side, with no word between that both kept: together they may mean nothing.
                settled = False
            if whose != SAME or any(map(str.isalnum, was)):
                last = whose
        else:
            settled = False
            # A blank keeps two words apart that were each put in the same place.
            apart = [" "] if their and my and their[-1].strip() and my[0].strip() else []
            proposal += [*their, *apart, *my]
    text = "".join(proposal)
    return [Piece(text, BOTH)] if settled else [Passage(base, mine, theirs, text)]


def _gathered(pieces):
    """The same with neighbours of one kind made one; Passages that touch, too."""
    out = []
    for piece in pieces:
        last = out[-1] if out else None
        if isinstance(piece, Piece):
            if not piece.text:
                continue
            if isinstance(last, Piece) and last.whose == piece.whose:
                out[-1] = Piece(last.text + piece.text, piece.whose)
                continue
        elif isinstance(last, Passage):
            out[-1] = Passage(
                last.base + piece.base,
                last.mine + piece.mine,
                last.theirs + piece.theirs,
                last.proposal + piece.proposal,
            )
            continue
        out.append(piece)
    return out


def _without_last_line_feed(pieces):
    """Lines were ended in `_joined`; the last line of a text is not."""
    if not pieces:
        return []
    last = pieces[-1]
    if isinstance(last, Piece):
        return [*pieces[:-1], Piece(last.text.removesuffix("\n"), last.whose)]
    texts = [text.removesuffix("\n") for text in (last.base, last.mine, last.theirs, last.proposal)]
    # The two may have differed in that line feed alone.
    return [*pieces[:-1], Passage(*texts) if texts[1] != texts[2] else Piece(texts[1], BOTH)]
