"""A Markdown text cut into its blocks and sections, line by line as it was typed: nothing is printed anew.

Every block and section is a run of whole lines, and what lies between them is white space. So the text comes
back byte for byte from the blocks and the gaps between them (``gaps``), and a section can be replaced in it
(``Section.start`` and ``end`` are lines, as ``lines`` cuts them).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from core.markdown_limits import MAX_NESTING, TooTangled, is_too_much, many_objects, new_parser
from core.markdown_parser import add_wiki_links, clean, parse
from core.markdown_tokens import plain, shape

# As the parser ends lines; str.splitlines knows more ends than it does.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "blockquote_open": "quote",
    "fence": "code",
    "code_block": "code",
    "hr": "rule",
    "footnote_reference_open": "footnote",
}


@dataclass(frozen=True)
class Block:
    """A run of lines: ``start`` to ``end``, which is the first line behind it; both count from 0.

    ``kind`` is one of heading, paragraph, list, table, quote (callouts too), code, rule, footnote, definition
    (of links' addresses), or plain for a whole text that is too much to be cut. ``source`` are the lines
    exactly, but for the end of the last. ``heading_path`` holds the words of the headings it stands under, the
    highest first; a heading does not stand under itself.
    """

    kind: str
    start: int
    end: int
    source: str
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with all that stands under it, headings of lower levels and their text included.

    ``anchor`` is the heading's on the page; ``level`` is that of the source, 1 to 6; lines and ``source`` are
    as a Block's.
    """

    anchor: str
    heading: str
    level: int
    start: int
    end: int
    source: str


def lines(text: str) -> list[str]:
    """The lines of ``text`` with their ends; together they are the text."""
    return LINE.findall(text)


def blocks(text: str) -> list[Block]:
    """The blocks of ``text`` in order; none for white space. Never raises."""
    all_lines = lines(text)
    try:
        found = _top_level(_parse(text))
    except (TooTangled, RecursionError):
        found = [("plain", 0, len(all_lines), 0, "")]
    cut: list[Block] = []
    path: list[tuple[int, str]] = []
    done = 0

    def add(kind: str, start: int, end: int) -> None:
        nonlocal done
        start, end = _trimmed(all_lines, max(start, done), end)
        if start < end:
            words = tuple(words for _level, words in path)
            cut.append(Block(kind, start, end, _source(all_lines, start, end), words))
            done = end

    for kind, start, end, level, words in found:
        _add_definitions(all_lines, done, start, add)
        if level:
            path = [above for above in path if above[0] < level]
        add(kind, start, end)
        if words:
            path.append((level, words))
    _add_definitions(all_lines, done, len(all_lines), add)
    return cut


def gaps(text: str, cut: Sequence[Block]) -> list[str]:
    """What lies before, between and behind the blocks of ``text``: one more than there are blocks.

    ``gaps[0] + blocks[0].source + gaps[1] + …`` is the text.
    """
    all_lines = lines(text)
    found, done = [], 0
    ending = ""
    for block in cut:
        found.append(ending + "".join(all_lines[done : block.start]))
        last = all_lines[block.end - 1]
        ending, done = last[len(last.rstrip("\r\n")) :], block.end
    return [*found, ending + "".join(all_lines[done:])]


def sections(text: str) -> list[Section]:
    """The sections of ``text`` in order; a heading within a list or quotation begins none. Never raises."""
    try:
        found = shape(parse(text))
    except (TooTangled, RecursionError):
        return []
    all_lines = lines(text)
    openings = [token for token in found.tokens if token.type == "heading_open"]
    heads = [
        (token.map[0], len(token.markup) if token.markup[0] == "#" else "=-".index(token.markup) + 1, heading)
        for token, heading in zip(openings, found.headings, strict=True)
        if token.level == 0 and token.map
    ]
    # Headings in footnotes are at the end of the tokens, wherever they stand in the text.
    heads.sort(key=lambda head: head[0])
    ends = _ends([(start, level) for start, level, _heading in heads], len(all_lines))
    cut = []
    for (start, level, heading), end in zip(heads, ends, strict=True):
        start, end = _trimmed(all_lines, start, end)
        cut.append(Section(heading.anchor, heading.text, level, start, end, _source(all_lines, start, end)))
    return cut


def section(text: str, anchor: str) -> Section | None:
    """The section of ``text`` whose heading has this anchor, if there is one."""
    return next((one for one in sections(text) if one.anchor == anchor), None)


def _parse(text: str) -> list[Token]:
    if is_too_much(text):
        raise TooTangled
    with many_objects():
        return PARSER.parse(clean(text), {})


def _headings_only(state: StateCore) -> None:
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open" and token.level == 0:
            inline = state.tokens[index + 1]
            inline.children = []
            state.md.inline.parse(inline.content, state.md, state.env, inline.children)


def _top_level(tokens: Sequence[Token]) -> list[tuple[str, int, int, int, str]]:
    """(kind, first line, line behind, level of a heading or 0, its words) of each block."""
    found = []
    for index, token in enumerate(tokens):
        if token.level >= MAX_NESTING - 1:
            raise TooTangled
        if token.level == 0 and token.map and token.type in KINDS:
            is_heading = token.type == "heading_open"
            words = plain(tokens[index + 1].children).strip() if is_heading else ""
            level = int(token.tag[1]) if is_heading else 0
            found.append((KINDS[token.type], *token.map, level, words))
    return found


def _add_definitions(all_lines: Sequence[str], start: int, end: int, add) -> None:
    """The parser keeps no token of a link's definition: it is what is left between blocks."""
    for line in range(start, end + 1):
        blank = line == end or not all_lines[line].strip()
        if blank and start < line:
            add("definition", start, line)
        if blank:
            start = line + 1


def _ends(heads: Sequence[tuple[int, int]], end: int) -> list[int]:
    """For each (line, level) the line of the next heading that is not below it."""
    ends = [end] * len(heads)
    open_ones: list[int] = []
    for index, (line, level) in enumerate(heads):
        while open_ones and heads[open_ones[-1]][1] >= level:
            ends[open_ones.pop()] = line
        open_ones.append(index)
    return ends


def _trimmed(all_lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    while start < end and not all_lines[start].strip():
        start += 1
    while start < end and not all_lines[end - 1].strip():
        end -= 1
    return start, end


def _source(all_lines: Sequence[str], start: int, end: int) -> str:
    return "".join(all_lines[start:end]).rstrip("\r\n") if start < end else ""


def _make_parser():
    parser = new_parser(limit=MAX_NESTING)
    add_wiki_links(parser)
    parser.core.ruler.at("inline", _headings_only)
    parser.disable(["footnote_tail", "text_join"])
    return parser


PARSER = _make_parser()
