"""What changed between two texts of a page: as the page, block by block, and as it was typed, line by line."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import marking
from core.aligning import is_word, opcodes, pairs, tokens, word_changes

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


def count_words(old, new):
    """(words added, words removed) between two typed texts."""
    added = removed = 0
    for mark, words in _word_runs(old, new):
        if mark == "ins":
            added += sum(map(is_word, words))
        elif mark == "del":
            removed += sum(map(is_word, words))
    return added, removed


def _word_runs(old, new):
    olds, news = old.split("\n"), new.split("\n")
    for tag, i1, i2, j1, j2 in opcodes(olds, news):
        if tag != "equal":
            yield from word_changes(tokens("\n".join(olds[i1:i2])), tokens("\n".join(news[j1:j2])))


# The typed text --------------------------------------------------------------------------------------------


def as_typed(old, new):
    """([Part], whether all is shown) for two typed texts: words marked in runs of lines, the rest folded."""
    olds, news = old.split("\n"), new.split("\n")
    found = []
    for run in _runs(opcodes(olds, news)):
        i1, i2, j1, j2 = run[0][1], run[-1][2], run[0][3], run[-1][4]
        if run[0][0] == "equal":
            label = ngettext("%(count)d line unchanged", "%(count)d lines unchanged", j2 - j1)
            html = escape("\n".join(news[j1:j2]))
            found.append(Part(True, label % {"count": j2 - j1}, html))
        else:
            html = "".join(_typed(olds[a:b], news[c:d], tag) for tag, a, b, c, d in run)
            found.append(Part(False, _lines_label(i1, i2, j1, j2), mark_safe(marking.spoken(html))))  # noqa: S308 escaped
        if len(found) > 2 * MOST_CHANGES:
            return found, False
    return found, True


def _runs(codes):
    """Opcodes in runs: what stayed over more than NEAR lines alone, the rest together."""
    runs = []
    for code in codes:
        far = code[0] == "equal" and code[2] - code[1] > NEAR
        if runs and not far and not _is_far(runs[-1]):
            runs[-1].append(code)
        else:
            runs.append([code])
    # What stays at either end of the text is folded however short it is.
    ends = []
    for run in runs:
        before = [run.pop(0)] if len(run) > 1 and run[0][0] == "equal" else []
        after = [run.pop()] if len(run) > 1 and run[-1][0] == "equal" else []
        ends += [part for part in (before, run, after) if part]
    return ends


def _is_far(run):
    return run[0][0] == "equal" and run[0][2] - run[0][1] > NEAR


def _typed(olds, news, tag):
    """Safe HTML of some lines, each with its end."""
    if tag == "equal":
        return escape("".join(f"{line}\n" for line in news))
    old, new = "".join(f"{line}\n" for line in olds), "".join(f"{line}\n" for line in news)
    pieces = word_changes(tokens(old), tokens(new))
    if len(pieces) > MOST_PIECES:
        pieces = [("del", [old]), ("ins", [new])]
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
            found += [_change(one, other, titled) for one, other in _paired(olds[i1:i2], news[j1:j2])]
        if len(found) > 2 * MOST_CHANGES:
            return found[: 2 * MOST_CHANGES], False
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


def _kind(node):
    if node.name == "div" and any(getattr(child, "name", "") == "table" for child in node.children):
        return "table"
    if node.name == "section" and "footnotes" in node.opening:
        return "footnotes"
    names = {"p": "paragraph", "": "paragraph", "ul": "list", "ol": "list", "table": "table", "pre": "code"}
    names |= {"blockquote": "quotation", **{f"h{level}": "heading" for level in range(1, 7)}}
    return names.get(node.name, "other")


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
    label = _label(block.kind, "changed" if old and new else "added" if new else "removed")
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


def _label(kind, what):
    return {
        ("paragraph", "changed"): _("paragraph %(number)d, changed"),
        ("paragraph", "added"): _("paragraph %(number)d, added"),
        ("paragraph", "removed"): _("paragraph %(number)d, removed"),
        ("heading", "changed"): _("heading, changed"),
        ("heading", "added"): _("heading, added"),
        ("heading", "removed"): _("heading, removed"),
        ("list", "changed"): _("list, changed"),
        ("list", "added"): _("list, added"),
        ("list", "removed"): _("list, removed"),
        ("table", "changed"): _("table, changed"),
        ("table", "added"): _("table, added"),
        ("table", "removed"): _("table, removed"),
        ("code", "changed"): _("code, changed"),
        ("code", "added"): _("code, added"),
        ("code", "removed"): _("code, removed"),
        ("quotation", "changed"): _("quotation, changed"),
        ("quotation", "added"): _("quotation, added"),
        ("quotation", "removed"): _("quotation, removed"),
        ("footnotes", "changed"): _("footnotes, changed"),
        ("footnotes", "added"): _("footnotes, added"),
        ("footnotes", "removed"): _("footnotes, removed"),
        ("other", "changed"): _("passage, changed"),
        ("other", "added"): _("passage, added"),
        ("other", "removed"): _("passage, removed"),
    }[kind, what]
