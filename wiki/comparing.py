"""What changed between two texts of a page: as the page, block by block, and as it was typed, line by line."""

from dataclasses import dataclass
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import marking
from core.aligning import is_word, one_effort, opcodes, pairs, tokens, word_changes

# Changes shown on one screen; a text written anew from end to end is easier to read than to compare.
MOST_CHANGES = 400
# Bits into which the words of one run of lines may fall.
MOST_PIECES = 4_000
# Lines between two changes that are shown with them instead of being folded.
NEAR = 2


@dataclass(frozen=True)
class Part:
    """A run of the text that stayed (`same`), or one change: where it is, in words, and its safe HTML."""

    same: bool
    label: str
    html: SafeString
    heading: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines `i1` to `i2` of the old text that became `j1` to `j2` of the new, and the words that changed in them."""

    tag: str  # as in difflib: equal, replace, insert, delete
    i1: int
    i2: int
    j1: int
    j2: int
    pieces: list  # see aligning.word_changes; of equal lines none


@one_effort()
def line_changes(old, new):
    """[Lines] between two typed texts."""
    olds, news = old.split("\n"), new.split("\n")
    found = []
    for tag, i1, i2, j1, j2 in opcodes(olds, news):
        pieces = []
        if tag != "equal":
            pieces = word_changes(tokens(_joined(olds[i1:i2])), tokens(_joined(news[j1:j2])))
        found.append(Lines(tag, i1, i2, j1, j2, pieces))
    return found


def _joined(lines):
    return "".join(f"{line}\n" for line in lines)


def count_words(changes):
    """(words added, words removed) in a list of Lines."""
    counts = {"ins": 0, "del": 0, "": 0}
    for lines in changes:
        for mark, words in lines.pieces:
            counts[mark] += sum(map(is_word, words)) if mark else 0
    return counts["ins"], counts["del"]


# The typed text --------------------------------------------------------------------------------------------


def as_typed(old, new, changes):
    """([Part], whether all is shown) for two typed texts and their `line_changes`.

    Words are marked in runs of lines; what stayed between them is folded.
    """
    olds, news = old.split("\n"), new.split("\n")
    found = []
    for run in _runs(changes):
        first, last = run[0], run[-1]
        if first.tag == "equal":
            size = first.j2 - first.j1
            label = ngettext("%(count)d line unchanged", "%(count)d lines unchanged", size) % {"count": size}
            found.append(Part(True, label, escape("\n".join(news[first.j1 : first.j2]))))
        else:
            html = marking.spoken("".join(_typed(olds, news, lines) for lines in run))
            label = _lines_label(first.i1, last.i2, first.j1, last.j2)
            found.append(Part(False, label, mark_safe(html)))  # noqa: S308 escaped
        if len(found) > 2 * MOST_CHANGES:
            return found, False
    return found, True


def _runs(changes):
    """Lines in runs: what stayed over more than NEAR lines, or at an end of the text, alone; the rest together."""
    runs, joined_alone = [], False
    for number, lines in enumerate(changes):
        at_an_end = number in (0, len(changes) - 1)
        alone = lines.tag == "equal" and (at_an_end or lines.j2 - lines.j1 > NEAR)
        if runs and not alone and not joined_alone:
            runs[-1].append(lines)
        else:
            runs.append([lines])
        joined_alone = alone
    return runs


def _typed(olds, news, lines):
    """Safe HTML of some lines, each with its end."""
    if lines.tag == "equal":
        return escape(_joined(news[lines.j1 : lines.j2]))
    pieces = lines.pieces
    if len(pieces) > MOST_PIECES:
        pieces = [
            ("del", [_joined(olds[lines.i1 : lines.i2])]),
            ("ins", [_joined(news[lines.j1 : lines.j2])]),
        ]
    return marking.write([(mark, _shown("".join(words), mark)) for mark, words in pieces])


def _shown(text, mark):
    """The text as a list of safe HTML; a line's end that came or went is written out, for nobody would see it."""
    if not mark or text.strip("\n"):
        return [str(escape(text))]
    said = ngettext("%(count)d line break", "%(count)d line breaks", len(text)) % {"count": len(text)}
    return [f'<span aria-hidden="true">{"¶" * len(text)}</span><span class="vh">{escape(said)} </span>{text}']


def _lines_label(i1, i2, j1, j2):
    if j1 == j2:
        removed = i2 - i1
        return ngettext(
            "%(count)d line removed before line %(line)d",
            "%(count)d lines removed before line %(line)d",
            removed,
        ) % {"count": removed, "line": j1 + 1}
    if j2 - j1 == 1:
        return (_("Line %(line)d, added") if i1 == i2 else _("Line %(line)d, changed")) % {"line": j1 + 1}
    words = _("Lines %(first)d to %(last)d, added") if i1 == i2 else _("Lines %(first)d to %(last)d, changed")
    return words % {"first": j1 + 1, "last": j2}


# The page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    node: marking.Node
    html: str
    kind: str
    number: int  # among the blocks of its kind under its heading
    heading: str  # the words of the heading above, safe HTML without tags


# Looked up for each change; which language it is in is decided there.
LABELS = {
    ("paragraph", "changed"): gettext_lazy("paragraph %(number)d, changed"),
    ("paragraph", "added"): gettext_lazy("paragraph %(number)d, added"),
    ("paragraph", "removed"): gettext_lazy("paragraph %(number)d, removed"),
    ("heading", "changed"): gettext_lazy("heading, changed"),
    ("heading", "added"): gettext_lazy("heading, added"),
    ("heading", "removed"): gettext_lazy("heading, removed"),
    ("list", "changed"): gettext_lazy("list, changed"),
    ("list", "added"): gettext_lazy("list, added"),
    ("list", "removed"): gettext_lazy("list, removed"),
    ("table", "changed"): gettext_lazy("table, changed"),
    ("table", "added"): gettext_lazy("table, added"),
    ("table", "removed"): gettext_lazy("table, removed"),
    ("code", "changed"): gettext_lazy("code, changed"),
    ("code", "added"): gettext_lazy("code, added"),
    ("code", "removed"): gettext_lazy("code, removed"),
    ("quotation", "changed"): gettext_lazy("quotation, changed"),
    ("quotation", "added"): gettext_lazy("quotation, added"),
    ("quotation", "removed"): gettext_lazy("quotation, removed"),
    ("footnotes", "changed"): gettext_lazy("footnotes, changed"),
    ("footnotes", "added"): gettext_lazy("footnotes, added"),
    ("footnotes", "removed"): gettext_lazy("footnotes, removed"),
    ("other", "changed"): gettext_lazy("passage, changed"),
    ("other", "added"): gettext_lazy("passage, added"),
    ("other", "removed"): gettext_lazy("passage, removed"),
}


@one_effort()
def as_page(old, new):
    """([Part], whether all is shown) for two texts as safe HTML, see `marking.mark_changes`."""
    olds, news = _blocks(old), _blocks(new)
    titled = any(block.kind == "heading" for block in olds + news)
    found = []
    for tag, i1, i2, j1, j2 in opcodes([block.html for block in olds], [block.html for block in news]):
        if tag == "equal":
            html = _plain_headings("".join(block.html for block in news[j1:j2]))
            found.append(Part(True, _unchanged(news[j1:j2]), mark_safe(html)))  # noqa: S308 from safe HTML
        else:
            room = 2 * MOST_CHANGES - len(found) + 1
            for one, other in islice(_paired(olds[i1:i2], news[j1:j2]), room):
                found.append(_change(one, other, titled))
        if len(found) > 2 * MOST_CHANGES:
            return found, False
    return found, True


def _blocks(html):
    blocks, heading, numbers = [], "", {}
    for node in marking.blocks_in(marking.tree(html)):
        kind = _kind(node)
        if kind == "heading":
            numbers = {}
        numbers[kind] = numbers.get(kind, 0) + 1
        above = "" if kind == "footnotes" else heading  # these stand below the whole text
        blocks.append(_Block(node, marking.html_of(node), kind, numbers[kind], above))
        if kind == "heading":
            heading = marking.plain_words(node)
    return blocks


KINDS = {"p": "paragraph", "": "paragraph", "ul": "list", "ol": "list", "table": "table", "pre": "code"}
KINDS |= {"blockquote": "quotation", **{f"h{level}": "heading" for level in range(1, 7)}}


def _kind(node):
    if node.name == "div" and any(getattr(child, "name", "") == "table" for child in node.children):
        return "table"
    if node.name == "section" and "footnotes" in node.opening:
        return "footnotes"
    return KINDS.get(node.name, "other")


def _paired(olds, news):
    """[(block or None, block or None)]; two of different kinds are one that went and one that came."""
    if len(olds) == len(news) == 1:
        found = [(0, 0)]
    else:
        found = pairs(
            [marking.words_of(block.node) for block in olds], [marking.words_of(block.node) for block in news]
        )
    for i, j in found:
        one, other = None if i is None else olds[i], None if j is None else news[j]
        if one and other and one.node.name != other.node.name and one.kind != "heading":
            yield one, None
            yield None, other
        else:
            yield one, other


def _change(old, new, titled):
    block = new or old
    if old and new and old.kind == new.kind == "heading":
        # A heading that moved to another level is still that heading.
        old_node = marking.Node(new.node.name, new.node.opening, old.node.children)
        html = marking.pair(old_node, new.node)
    else:
        html = marking.pair(old and old.node, new and new.node)
    label = LABELS[block.kind, "changed" if old and new else "added" if new else "removed"]
    if block.kind == "table" and old and new:
        label = _rows(old.node, new.node) or label
    heading = block.heading
    if titled and not heading and block.kind not in ("heading", "footnotes"):
        heading = escape(_("Beginning of the page"))
    html = _plain_headings(marking.spoken(html))
    return Part(
        False,
        label % {"number": block.number},
        mark_safe(html),  # noqa: S308 from safe HTML
        mark_safe("" if block.kind == "heading" else heading),  # noqa: S308 from safe HTML
    )


def _plain_headings(html):
    """Headings of the text as paragraphs: on this screen the headings are those of the changes."""
    return marking.HEADING.sub(lambda match: "</p>" if match[1] else '<p class="title">', html)


def _unchanged(blocks):
    paragraphs = sum(block.kind == "paragraph" for block in blocks)
    others = sum(block.kind not in ("paragraph", "heading") for block in blocks)
    if paragraphs and not others:
        return ngettext("%(count)d paragraph unchanged", "%(count)d paragraphs unchanged", paragraphs) % {
            "count": paragraphs
        }
    count = paragraphs + others or len(blocks)
    return ngettext("%(count)d part unchanged", "%(count)d parts unchanged", count) % {"count": count}


def _rows(old, new):
    """The label of a table that only gained or lost rows, else ""."""
    before, after = marking.rows_in(old), marking.rows_in(new)
    codes = [code for code in opcodes(before, after) if code[0] != "equal"]
    come = sum(j2 - j1 for _tag, _i1, _i2, j1, j2 in codes)
    gone = sum(i2 - i1 for _tag, i1, i2, _j1, _j2 in codes)
    if come and not gone:
        return ngettext("table, %(count)d row added", "table, %(count)d rows added", come) % {"count": come}
    if gone and not come:
        return ngettext("table, %(count)d row removed", "table, %(count)d rows removed", gone) % {
            "count": gone
        }
    return ""
