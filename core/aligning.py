"""Which parts two sequences have in common: the base of comparing texts, of merging them, of saying who wrote what.

Patience (the library's ``unique_lcs``) finds what occurs once on both sides; between two such places the same is
done again, and ``difflib`` does small rests. The library's own recursion ends in an exception (in its Rust version
a panic, which no ``except Exception`` catches) where elements repeat a lot, as words do; this one ends in a coarser
answer instead, and always in bounded time.
"""

import difflib
import re
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar

from patiencediff import unique_lcs

# Elements that may be looked at within one `one_effort`, all in all: less than a second at worst.
EFFORT = 3_000_000
# What it takes to weigh one pair of texts in `pairs`, in the same measure.
PAIR = 60
_pool = ContextVar("effort", default=None)
# The product of two lengths that difflib, whose time grows with it, may be given.
SMALL = 40_000
# Pairs that `pairs` may weigh.
MOST_PAIRS = 2_500
ALIKE = 0.4
# The share of a passage that has to be left for it not to count as written anew, asked of passages up to so many words.
LITTLE = 0.2
MOST_WEIGHED = 2_000

# A word with its accents, a line's end, other blanks, or one sign.
TOKEN = re.compile(r"[\w\u0300-\u036f]+(?:[’'-][\w\u0300-\u036f]+)*|\n|[^\S\n]+|[^\w\s]")


def tokens(text):
    """The words, blanks and signs of ``text``; joined they are ``text`` again."""
    return TOKEN.findall(text)


def is_word(token):
    """Whether a token is a word or number, and no blank or sign."""
    return token[:1].isalnum() or token[:1] == "_"


@contextmanager
def one_effort():
    """All that is compared inside shares one EFFORT, also of several texts; the rest is compared coarsely.

    A decorator too. Inside another one it begins none of its own. Without any, each `matches` has its own.
    """
    if _pool.get() is not None:
        yield
        return
    token = _pool.set([EFFORT])
    try:
        yield
    finally:
        _pool.reset(token)


def matches(a, b):
    """[(i, j, length)] of the parts that ``a`` and ``b`` have in common, in order, without gaps left between
    neighbours that touch. Elements must be hashable. Never raises, whatever repeats.
    """
    a, b = list(a), list(b)
    pool = _pool.get() or [EFFORT]
    found, todo = [], [(0, len(a), 0, len(b))]
    while todo:
        alo, ahi, blo, bhi = todo.pop()
        start = _common(a, b, alo, ahi, blo, bhi)
        if start:
            found.append((alo, blo, start))
            alo, blo = alo + start, blo + start
        end = _common_end(a, b, alo, ahi, blo, bhi)
        if end:
            ahi, bhi = ahi - end, bhi - end
            found.append((ahi, bhi, end))
        if alo == ahi or blo == bhi:
            continue
        wide, high = ahi - alo, bhi - blo
        pool[0] -= wide + high
        if pool[0] < 0:
            continue
        left, right = a[alo:ahi], b[blo:bhi]
        anchors = unique_lcs(left, right)
        if anchors:
            last_a, last_b = alo, blo
            for i, j in anchors:
                i, j = i + alo, j + blo
                found.append((i, j, 1))
                todo.append((last_a, i, last_b, j))
                last_a, last_b = i + 1, j + 1
            todo.append((last_a, ahi, last_b, bhi))
        elif wide * high <= min(SMALL, pool[0] // 4):
            pool[0] -= 4 * wide * high
            rest = difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
            found += [(i + alo, j + blo, size) for i, j, size in rest if size]
    return _joined(sorted(found))


def _common(a, b, alo, ahi, blo, bhi):
    size, most = 0, min(ahi - alo, bhi - blo)
    while size < most and a[alo + size] == b[blo + size]:
        size += 1
    return size


def _common_end(a, b, alo, ahi, blo, bhi):
    size, most = 0, min(ahi - alo, bhi - blo)
    while size < most and a[ahi - size - 1] == b[bhi - size - 1]:
        size += 1
    return size


def _joined(found):
    joined = []
    for i, j, size in found:
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + size)
        else:
            joined.append((i, j, size))
    return joined


def opcodes(a, b):
    """As ``difflib.SequenceMatcher.get_opcodes``: [(tag, i1, i2, j1, j2)], from which ``b`` follows from ``a``."""
    codes, i, j = [], 0, 0
    for at, to, size in [*matches(a, b), (len(a), len(b), 0)]:
        if i < at and j < to:
            codes.append(("replace", i, at, j, to))
        elif i < at:
            codes.append(("delete", i, at, j, to))
        elif j < to:
            codes.append(("insert", i, at, j, to))
        if size:
            codes.append(("equal", at, at + size, to, to + size))
        i, j = at + size, to + size
    return codes


class Matcher:
    """The interface of ``difflib.SequenceMatcher`` that ``merge3`` needs."""

    def __init__(self, isjunk=None, a=(), b=(), autojunk=False):
        self.a, self.b = a, b

    def get_matching_blocks(self):
        """[(i, j, length)], the last one empty at both ends."""
        return [*matches(self.a, self.b), (len(self.a), len(self.b), 0)]

    def get_opcodes(self):
        """See ``opcodes``."""
        return opcodes(self.a, self.b)


def word_changes(old, new):
    """[(mark, elements)] with mark "", "del" or "ins", for two lists of tokens (or of tuples that begin with one).

    A blank between two changes belongs to them, so that a sentence written anew is not chopped into words; and
    where next to nothing is in common, all of it was changed.
    """
    codes = opcodes(old, new)
    if len(codes) > 1 and len(old) + len(new) <= MOST_WEIGHED:
        kept = sum(_weight(old[i1:i2]) for tag, i1, i2, _j1, _j2 in codes if tag == "equal")
        if kept < LITTLE * max(_weight(old), _weight(new)):
            codes = [("replace", 0, len(old), 0, len(new))]
    pieces, gone, come = [], [], []

    def close():
        if gone:
            pieces.append(("del", list(gone)))
        if come:
            pieces.append(("ins", list(come)))
        gone.clear()
        come.clear()

    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        between = tag == "equal" and gone and come and number + 1 < len(codes)
        if between and all(_text(element).isspace() and "\n" not in _text(element) for element in old[i1:i2]):
            tag = "replace"
        if tag == "equal":
            close()
            pieces.append(("", new[j1:j2]))
        else:
            gone += old[i1:i2]
            come += new[j1:j2]
    close()
    return pieces


def _text(element):
    return element if isinstance(element, str) else element[0]


def _weight(elements):
    return sum(len(text) for element in elements if is_word(text := _text(element)))


def alike(old, new):
    """How much two Counters of words have in common, 0 to 1."""
    size = old.total() + new.total()
    return 2 * (old & new).total() / size if size else 1.0


def pairs(olds, news):
    """Which of two lists of texts belong together, in order: [(i or None, j or None)].

    The way through the table of likenesses that finds most in common; a removed one comes before what came.
    """
    height, width = len(olds), len(news)
    if not height or not width:
        return [(i, None) for i in range(height)] + [(None, j) for j in range(width)]
    pool = _pool.get() or [EFFORT]
    pool[0] -= PAIR * height * width
    if height * width > MOST_PAIRS or pool[0] < 0:
        both = min(height, width)
        rest = [(i, None) for i in range(both, height)] + [(None, j) for j in range(both, width)]
        return [(i, i) for i in range(both)] + rest
    left = [Counter(filter(is_word, tokens(text))) for text in olds]
    right = [Counter(filter(is_word, tokens(text))) for text in news]
    likeness = [[alike(one, other) for other in right] for one in left]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in reversed(range(height)):
        for j in reversed(range(width)):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else -1
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < height or j < width:
        if (
            i < height
            and j < width
            and likeness[i][j] >= ALIKE
            and (best[i][j] == likeness[i][j] + best[i + 1][j + 1])
        ):
            found.append((i, j))
            i, j = i + 1, j + 1
        elif i < height and (j == width or best[i][j] == best[i + 1][j]):
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    return found
