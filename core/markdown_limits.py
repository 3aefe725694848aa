"""How much work one text may make. Parsers built here count what they do and stop before it takes long.

A limit on bytes alone does not help: two hundred kilobytes of list items cost more than a megabyte of prose,
and eighty kilobytes of lines below ninety quotation marks cost fifteen seconds. So each step is counted, in
units of about a microsecond (on a machine of 2026), and the text is given up when they are spent.
"""

import contextlib
import gc
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

POST_LIMIT = 64 * 1024  # bytes in UTF-8
PAGE_LIMIT = 1024 * 1024
MAX_NESTING = 100  # blocks and inline marks together; the sanitiser's time grows with its square
MAX_PIECES = 100_000  # see is_too_much
BUDGET = 1_200_000  # units; a megabyte of ordinary text with lists, tables and links takes 500,000
BLOCK_STEP = 4  # one look at what begins on a line
LINE_STEP = 8  # characters of such a line in a unit: the rules look through them
INLINE_STEP = 5  # one look at what begins at a character
TOKEN = 5  # what becomes of a token later: shaped, written as HTML, sanitised
MAX_ADDRESSES = 2 * PAGE_LIMIT  # characters; one definition of a link may be used ten thousand times

MARK = re.compile(r"[*_~`<\[&:!\\]")
LINE_OR_CELL = re.compile(r"\n(?=[^\n])|\|")
FOOTNOTE = re.compile(r"\[\^[^\s\]]{1,200}\]")
WORK = "work"  # where a parser's environment counts


class TooTangled(Exception):
    """Parsing is given up: the text makes more work than BUDGET."""


def is_too_much(text: str) -> bool:
    """Whether it is not worth trying: the text is over PAGE_LIMIT, or nothing but marks.

    A megabyte of dense lists of links counts 70,000: its marks, and twice its lines and table cells.
    """
    pieces = len(MARK.findall(text)) + 2 * len(LINE_OR_CELL.findall(text))
    return pieces > MAX_PIECES or len(text.encode("utf-8", "replace")) > PAGE_LIMIT


def new_parser(*, html: bool = False, limit: int | None = None) -> MarkdownIt:
    """A parser of CommonMark with tables, strikethrough and footnotes that raises ``TooTangled`` in time.

    ``limit`` is how deep blocks and marks may nest; the parser drops what lies there.
    """
    parser = MarkdownIt("zero")
    parser.inline = _Inline()
    options = {"html": html} | ({"maxNesting": limit} if limit else {})
    parser.configure("commonmark", options_update=options)
    parser.enable(["table", "strikethrough"])
    # Footnotes written inside a line would be parsed recursively, without a limit.
    parser.use(footnote_plugin, inline=False)
    parser.inline.ruler.at("footnote_ref", _short_footnote_ref)
    parser.inline.ruler.at("link", _closed(link))
    parser.inline.ruler.at("image", _closed(image))
    parser.core.ruler.at("inline", _inline)
    asked_first = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    parser.block.ruler.before("table", "count", _count_block, asked_first)
    parser.inline.ruler.before("text", "count", _count_inline)
    return parser


def has_long_addresses(tokens: Sequence[Token]) -> bool:
    """Whether the addresses and titles of links and pictures are together longer than a page may be."""
    total = 0
    for token in tokens:
        for child in token.children or []:
            if child.attrs:
                total += sum(len(str(value)) for value in child.attrs.values())
    return total > MAX_ADDRESSES


@contextlib.contextmanager
def many_objects() -> Iterator[None]:
    """Without the collector of cycles, which a third of the time looks through tokens that are all in use."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def spend(env: dict, units: int) -> None:
    """Count ``units`` of work in a parser's environment; raises ``TooTangled`` when BUDGET is spent."""
    spent = env[WORK] = env.get(WORK, 0) + units
    if spent > BUDGET:
        raise TooTangled


class _Inline(ParserInline):
    def skipToken(self, state: StateInline) -> None:
        # Looking for the end of a link's words: from each "[" again, to the end of the block if it must.
        spend(state.env, 1)
        super().skipToken(state)


def _count_block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    spend(state.env, BLOCK_STEP + (state.eMarks[line] - state.bMarks[line]) // LINE_STEP)
    if state.env[WORK] + TOKEN * len(state.tokens) > BUDGET:
        raise TooTangled
    return False


def _count_inline(state: StateInline, silent: bool) -> bool:
    spend(state.env, INLINE_STEP)
    return False


def _inline(state: StateCore) -> None:
    """Core rule: parse the marks of each block."""
    spend(state.env, TOKEN * len(state.tokens))
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            spend(state.env, TOKEN * len(token.children))


def _closed(rule):
    """``rule`` for what begins with a bracket, asked only where a closing one is left in the block."""

    def asked(state: StateInline, silent: bool) -> bool:
        return state.html_terminator_last("]") > state.pos and rule(state, silent)

    return asked


def _short_footnote_ref(state: StateInline, silent: bool) -> bool:
    # The plugin's own rule looks for the bracket to the end of the block, one character after another.
    if not FOOTNOTE.match(state.src, state.pos, state.posMax):
        return False
    return footnote_ref(state, silent)
