"""What changed between two rendered texts, marked in the newer one with <ins> and <del>.

Works on the safe HTML that ``core.markdown`` writes, whose attributes are always quoted: it is cut into blocks (which
are put beside each other) and lines of words (which are compared), and written again from the same tags, well nested,
so that nothing can come in that was not in one of the two. ``lxml.html.diff`` writes removed rows outside their table
and an English word beside each changed address, so it is not used.
"""

import re
from dataclasses import dataclass, field
from itertools import groupby, takewhile

from django.utils.html import escape
from django.utils.translation import gettext as _

from .aligning import one_effort, opcodes, pairs, word_changes

PART = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"]*")?)*) ?/?>')
ID = re.compile(r' id="[^"]*"')
WORD = re.compile(r"&#?\w{2,9};|[\w\u0300-\u036f]+(?:[’'-][\w\u0300-\u036f]+)*|\n|[^\S\n]+|[^\w\s]")
HEADING = re.compile(r"<(/?)h[1-6](?: [^<>]*)?>")
CHANGE = re.compile(r"(</?(?:ins|del)>)")
VOID = {"br", "hr", "img", "input"}
BLOCK_NAMES = """address aside blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre
    section summary table tbody td tfoot th thead tr ul"""
BLOCKS = set(BLOCK_NAMES.split())
# Of a changed table only the rows that changed are written, each with so many before it.
ROWS_AROUND = 1
# Where rows are left out; no text that was rendered has this character.
LEFT_OUT = "\0"
# A paragraph alone in a list item may stand there without its tag.
PARAGRAPHS = {"", "p"}


@dataclass
class Node:
    """An element; without a name, a run of words and inline marks between blocks."""

    name: str
    opening: str = ""
    children: list = field(default_factory=list)

    @property
    def closing(self):
        return f"</{self.name}>" if self.opening and self.name not in VOID else ""

    @property
    def is_block(self):
        return self.name in BLOCKS


@one_effort()
def mark_changes(old, new):
    """Safe HTML of ``new`` (safe HTML) with what came in <ins> and what went, from ``old``, in <del>.

    A change of form alone (bold, the address of a link) marks the words it is about. Ids are left out, and links
    within the text, because half of it may be missing.
    """
    return _compare(blocks_in(tree(old)), blocks_in(tree(new)))


def mark_all(html, kind):
    """Safe HTML with all of its words in <ins> or <del> (``kind``)."""
    return "".join(_marked(node, kind) for node in blocks_in(tree(html)))


def mark_words(old, new):
    """Safe HTML of two lines of plain text, the words marked."""
    return write(word_changes(WORD.findall(str(escape(old))), WORD.findall(str(escape(new)))))


def write(pieces):
    """Safe HTML of [(mark, [words that are safe HTML])], see ``aligning.word_changes``."""
    return "".join(
        f"<{mark}>{''.join(words)}</{mark}>" if mark else "".join(words) for mark, words in pieces if words
    )


def spoken(html):
    """``html`` with a word for screen readers at the start of each change.

    Once for all that a change takes in: five new cells in a row are added once.
    """
    said = {
        f"<{kind}>": f'<span class="vh">{escape(words)} </span>'
        for kind, words in (("ins", _("added:")), ("del", _("removed:")))
    }
    out, last = [], ""
    for part in CHANGE.split(html):
        out.append(part)
        if part in said:
            if part != last:
                out.append(said[part])
        elif part in ("</ins>", "</del>"):
            last = part.replace("/", "")
        elif PART.sub("", part).strip():
            last = ""
    return "".join(out)


def tree(html):
    """The Node over all of a text's safe HTML, its ids and its links to itself left out."""
    root, end = Node("root"), 0
    stack = [root]
    for match in PART.finditer(html):
        if match.start() > end:
            stack[-1].children.append(html[end : match.start()])
        end = match.end()
        name = match[2]
        if not match[1]:
            # The way back from a footnote leads nowhere here, so its sign is left out with it.
            back = name == "a" and "footnote-back" in match[0]
            within = name == "a" and ' href="#' in match[0]
            node = Node(name, "" if within else ID.sub("", match[0]))
            if not back:
                stack[-1].children.append(node)
            if name not in VOID:
                stack.append(node)
        elif any(node.name == name for node in stack[1:]):
            while stack.pop().name != name:
                pass
    if html[end:]:
        stack[-1].children.append(html[end:])
    return root


def is_lines(node):
    """Whether there is no block within `node`, only words."""
    return not any(isinstance(child, Node) and child.is_block for child in node.children)


def blocks_in(node):
    """The blocks in `node`; words between them become a block without a name."""
    found = []
    runs = groupby(node.children, lambda child: isinstance(child, Node) and child.is_block)
    for is_block, run in runs:
        run = list(run)
        if is_block:
            found += run
        elif any(isinstance(child, Node) or child.strip() for child in run):
            found.append(Node("", "", run))
    return found


def html_of(node):
    """Safe HTML of a node."""
    inner = "".join(child if isinstance(child, str) else html_of(child) for child in node.children)
    return node.opening + inner + node.closing


def words_of(node):
    """The words of a node, to judge likeness by."""
    return " ".join(child if isinstance(child, str) else words_of(child) for child in node.children)


def plain_words(node):
    """The words of a node without their tags, safe HTML on one line."""
    return " ".join(
        "".join(child if isinstance(child, str) else plain_words(child) for child in node.children).split()
    )


def rows_in(node):
    """The rows of a table, as safe HTML."""
    if node.name == "tr":
        return [html_of(node)]
    return [row for child in node.children if isinstance(child, Node) for row in rows_in(child)]


def _compare(olds, news, within=""):
    before, after = [html_of(node) for node in olds], [html_of(node) for node in news]
    out = []
    if within == "tr" and len(olds) == len(news):  # the cells of a row keep their columns
        return "".join(pair(old, new) for old, new in zip(olds, news, strict=True))
    codes = opcodes(before, after)
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal" and within == "tbody" and j2 - j1 > ROWS_AROUND:
            last = number == len(codes) - 1
            out += [LEFT_OUT, *([] if last else after[j2 - ROWS_AROUND : j2])]
        elif tag == "equal":
            out += after[j1:j2]
        else:
            out += _paired(olds[i1:i2], news[j1:j2])
    return "".join(out)


def _paired(olds, news):
    if len(olds) == len(news) == 1:
        return [pair(olds[0], news[0])]
    found = pairs([words_of(node) for node in olds], [words_of(node) for node in news])
    return [pair(None if i is None else olds[i], None if j is None else news[j]) for i, j in found]


def pair(old, new):
    """Safe HTML of a block as it became from `old` to `new`; either may be None."""
    if new is None:
        return _marked(old, "del")
    if old is None:
        return _marked(new, "ins")
    if old.name != new.name and not {old.name, new.name} <= PARAGRAPHS:
        return _marked(old, "del") + _marked(new, "ins")
    if is_lines(old) and is_lines(new):
        pre = new.name == "pre"
        inner = _lines(word_changes(_tokens(old, pre), _tokens(new, pre)))
    else:
        inner = _compare(blocks_in(old), blocks_in(new), within=new.name)
    if new.name == "table" and LEFT_OUT in inner:
        caption = f'<caption class="vh">{escape(_("Rows around the change"))}</caption>'
        inner = caption + inner.replace(LEFT_OUT, "")
    return new.opening + inner + new.closing


def _marked(node, kind):
    if node.name in VOID:
        return node.opening
    if is_lines(node):
        inner = _lines([(kind, _tokens(node, node.name == "pre"))])
    else:
        inner = "".join(_marked(child, kind) for child in blocks_in(node))
    return node.opening + inner + node.closing


def _tokens(node, pre):
    """[(word, the opening tags around it)] of a node without blocks, without blanks at its ends."""
    found = _tokens_in(node, pre, ())
    while not pre and found and found[-1][0].isspace():
        found.pop()
    return found


def _tokens_in(node, pre, around):
    found = []
    for child in node.children:
        if isinstance(child, str):
            found += [(word if pre or not word.isspace() else " ", around) for word in WORD.findall(child)]
        elif child.name in VOID:
            found.append((child.opening, around))
        else:
            found += _tokens_in(child, pre, (*around, child.opening) if child.opening else around)
    return found


def _lines(pieces):
    """Words with their marks, in their tags again; <ins> and <del> lie within these."""
    out, around = [], ()
    for mark, found in pieces:
        for tags, group in groupby(found, lambda token: token[1]):
            same = len(list(takewhile(lambda two: two[0] == two[1], zip(around, tags, strict=False))))
            out += [_closing(tag) for tag in reversed(around[same:])] + list(tags[same:])
            around = tags
            out.append(write([(mark, [word for word, _tags in group])]))
    out += [_closing(tag) for tag in reversed(around)]
    return "".join(out)


def _closing(opening):
    return f"</{PART.match(opening)[2]}>"
