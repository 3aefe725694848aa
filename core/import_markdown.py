"""A Markdown file written for another place, such as a GitHub README, becomes a page of this site.

Its HTML becomes Markdown, because pages hold none; its pictures become links, because pages load nothing
from elsewhere. What is plain Markdown stays byte for byte. ``core.import_html`` does the fragments.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.import_html import HEADINGS, PROTECTED, attributes, block_to_markdown, inline_to_markdown
from core.markdown import PAGE_LIMIT, render
from core.markdown_limits import TooTangled, is_too_much, new_parser
from core.markdown_parser import PARSER
from core.markdown_tokens import plain, slug, unique
from core.words import one_line

IN_PAGE_LINK = re.compile(r"(?P<before>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)#(?P<anchor>[^\s)>]+)", re.M)
TOP = "top"  # a browser knows "#top" on every page


class Unreadable(ValueError):
    """The file cannot become a page: empty, over PAGE_LIMIT, not UTF-8, with NUL or too many marks."""


@dataclass(frozen=True)
class Imported:
    """A page's title (empty if the file has no heading) and its body in Markdown without HTML."""

    title: str
    body: str


@dataclass(frozen=True)
class _Anchor:
    """What leads to a heading of the source: GitHub's anchor, and names set in HTML before it."""

    slug: str
    names: tuple[str, ...]


def read(path: Path | str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark; raises ``Unreadable``."""
    with open(path, "rb") as file:
        data = file.read(PAGE_LIMIT + 1)
    if len(data) > PAGE_LIMIT:
        raise Unreadable
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable from error
    _refuse_unreadable(text)
    return text


def convert(source: str) -> Imported:
    """A page from any Markdown text; raises ``Unreadable`` if it is empty, too long or holds NUL.

    The first heading gives the title; it leaves the body if it is of the first level or nothing stands
    before it. Links within the page are led to the anchors that ``core.markdown`` gives.
    """
    _refuse_unreadable(source)
    parser = _github_parser()
    environment: dict = {}
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    tokens = _parse(parser, source, environment)
    anchors = _anchors(tokens)
    cleaned = _without_html(source, tokens, environment.get("references", {}))
    title, body, title_left = _take_title(cleaned)
    body = _lead_links(body, _moved_anchors(anchors, body, title_left))
    return Imported(title, body.strip("\n") + "\n")


def _refuse_unreadable(text: str) -> None:
    if not text.strip() or "\0" in text or is_too_much(text):
        raise Unreadable


def _github_parser() -> MarkdownIt:
    return new_parser(html=True)


def _parse(parser: MarkdownIt, text: str, environment: dict) -> list[Token]:
    try:
        return parser.parse(text, environment)
    except (RecursionError, TooTangled) as error:
        raise Unreadable from error


def _anchors(tokens: Sequence[Token]) -> list[_Anchor]:
    """The headings with words, in order, with every name by which a link may call them."""
    anchors: list[_Anchor] = []
    names: list[str] = []
    taken: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "html_block":
            for tag in BeautifulSoup(token.content, "html.parser").find_all(True):
                names += [str(tag[key]) for key in ("id", "name") if tag.get(key)]
                if tag.name in HEADINGS and tag.get_text().strip():
                    anchors.append(_Anchor(unique(slug(tag.get_text().strip()), taken), tuple(names)))
                    names = []
        elif token.type == "inline":
            for child in token.children or []:
                if child.type == "html_inline":
                    tag = attributes(child.content)
                    names += [tag[key] for key in ("id", "name") if tag.get(key)]
            words = plain(token.children, pictures=False)
            if tokens[index - 1].type == "heading_open" and words.strip():
                anchors.append(_Anchor(unique(slug(words), taken), tuple(names)))
                names = []
    if anchors and names:
        anchors[-1] = _Anchor(anchors[-1].slug, anchors[-1].names + tuple(names))
    return anchors


def _without_html(source: str, tokens: Sequence[Token], references: Mapping) -> str:
    """``source`` with the lines of each block that holds HTML or pictures rewritten."""
    lines = source.split("\n")
    edits: dict[int, tuple[int, str]] = {}
    for index, token in enumerate(tokens):
        if not token.map or token.type not in ("html_block", "inline"):
            continue
        parent = tokens[index - 1]
        heading = token.type == "inline" and parent.type == "heading_open"
        start, end = parent.map if heading else token.map
        raw = "\n".join(lines[start:end])
        first, rest = _marks(lines[start], token.content)
        if token.type == "html_block":
            new = _own_block(block_to_markdown(token.content), lines, start, end, first)
        elif heading:
            words, below = inline_to_markdown(token.content, references, heading=True)
            # Always with hashes: a heading with an underline may have lost all of its words.
            title = f"{'#' * int(parent.tag[1])} {words}" if words else ""
            first = re.sub(r" {0,3}#+[ \t]*$", "", first)
            block = "\n\n".join(filter(None, [title, below]))
            new = raw if words == token.content else _own_block(block, lines, start, end, first)
        elif parent.type in ("th_open", "td_open"):
            new = inline_to_markdown(raw, references, table=True)[0]
        else:
            new = inline_to_markdown(raw, references, line_prefix=rest)[0]
        if new != raw:
            edits[start] = (end, new)
    for start in sorted(edits, reverse=True):
        end, new = edits[start]
        lines[start:end] = new.split("\n")
    return "\n".join(lines)


def _marks(line: str, content: str) -> tuple[str, str]:
    """The quote and list marks before ``content`` on its first line, and those for the lines after."""
    start = content.split("\n", 1)[0].strip()
    first = line[: line.find(start)] if start and start in line else ""
    return first, re.sub(r"[^>\s]", " ", first)


def _own_block(text: str, lines: Sequence[str], start: int, end: int, first: str) -> str:
    """``text`` behind its quote and list marks, with empty lines where a paragraph would join it."""
    rest = re.sub(r"[^>\s]", " ", first)
    marked = [f"{rest}{line}" if line else rest.rstrip() for line in text.split("\n")]
    marked[0] = f"{first}{marked[0][len(rest) :]}" if text else first.rstrip()
    if text and first == rest and start and lines[start - 1].strip("> "):
        marked.insert(0, rest.rstrip())
    if text and end < len(lines) and lines[end].strip("> "):
        marked.append(rest.rstrip())
    return "\n".join(marked)


def _take_title(text: str) -> tuple[str, str, bool]:
    """The title, the body, and whether the title's heading left the body."""
    tokens = _parse(PARSER, text, {})
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            title = one_line(plain(tokens[index + 1].children, pictures=False))
            if not title:
                continue
            if token.level == 0 and (token.tag == "h1" or index == 0):
                lines = text.split("\n")
                del lines[token.map[0] : token.map[1]]
                return title, "\n".join(lines), True
            return title, text, False
    return "", text, False


def _moved_anchors(anchors: Sequence[_Anchor], body: str, title_left: bool) -> dict[str, str]:
    """For each anchor of the source its anchor in ``body``."""
    now = [heading.anchor for heading in render(body).headings if heading.text]
    if title_left:
        now.insert(0, TOP)
    moved: dict[str, str] = {}
    if len(now) == len(anchors):
        for anchor, new in zip(anchors, now, strict=True):
            for old in (anchor.slug, *anchor.names):
                moved.setdefault(old, new)
    return moved


def _lead_links(body: str, moved: Mapping[str, str]) -> str:
    """``body`` with its links to "#old" leading to the anchor it moved to."""

    def lead(match: re.Match) -> str:
        old = unquote(match["anchor"])
        new = moved.get(old, moved.get(old.lower(), old))
        return match[0] if new == old else f"{match['before']}#{new}"

    return outside_code(body, lambda text: IN_PAGE_LINK.sub(lead, text))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """``text`` with ``change`` made everywhere but in code blocks and code spans."""
    lines = text.split("\n")
    done, parts = 0, []
    for token in _parse(PARSER, text, {}):
        if token.type in ("fence", "code_block") and token.map:
            start, end = token.map
            parts += [(True, lines[done:start]), (False, lines[start:end])]
            done = end
    parts.append((True, lines[done:]))
    changed: list[str] = []
    for is_text, block in parts:
        joined = "\n".join(block)
        if is_text:
            pieces = PROTECTED.split(joined)
            joined = "".join(p if PROTECTED.fullmatch(p) else change(p) for p in pieces)
        changed += joined.split("\n") if block else []
    return "\n".join(changed)
