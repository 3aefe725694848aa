"""From the parser's tokens to what this site shows: headings with anchors, tables that scroll, task
lists, pictures of this site only; and to plain text. ``core.markdown`` is the interface.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.common.normalize_url import normalizeLink, normalizeLinkText
from markdown_it.token import Token

from core.markdown_callouts import with_colon

RESERVED_IDS = {"main"}  # ids of the site's own page frame, never given to a heading
ALIGNMENT = {"text-align:right": "num", "text-align:center": "mid"}
CELLS_IN_LABEL = 3
LONGEST_LABEL = 120  # of a long heading over a thousand tables there would be a thousand copies
TASK = re.compile(r"\[([ xX])\][ \t]+")
LANGUAGE = re.compile(r"[\w+#.-]{1,30}")
BARE_URL = re.compile(r"(?<![\w/])https?://[^\s<>«»\"`]{1,2000}", re.IGNORECASE)
EXTERNAL = re.compile(r"https?:|//", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…][\"'’”»)]*(?=\s)")
TEXT_TYPES = {"text", "text_special", "code_inline"}


@dataclass(frozen=True)
class Heading:
    """A heading of a text; ``level`` is that of its HTML tag, 2 to 6."""

    level: int
    text: str
    anchor: str


@dataclass
class Shaped:
    """The tokens as this site shows them, and what was found in them, in the order of the text.

    ``targets`` of the wiki links; ``pictures`` of this site, and those of them without alternative text.
    """

    tokens: list[Token] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    missing_alt: list[str] = field(default_factory=list)


def slug(text: str) -> str:
    """GitHub's anchor for a heading: lower case, punctuation removed, spaces to hyphens, accents kept.

    Letters, marks, decimal digits and connectors such as "_" stay. May be empty.
    """
    return "".join(char for char in text.lower() if _stays_in_slug(char)).replace(" ", "-")


def unique(name: str, taken: dict[str, int]) -> str:
    """``name``, or with the first free of -1, -2… as on GitHub; remembers the result in ``taken``."""
    free, number = name, taken.get(name, 0)
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(free, 0)
    return free


def depth(tokens: Sequence[Token]) -> int:
    """How deeply the blocks, and the marks in their lines, nest."""
    deepest = level = 0
    for token in tokens:
        level += token.nesting
        deepest = max(deepest, level + (depth(token.children) if token.children else 0))
    return deepest


def shape(tokens: Sequence[Token]) -> Shaped:
    """The tokens of the parser as this site shows them."""
    found = Shaped()
    shaped, headings = found.tokens, found.headings
    taken = dict.fromkeys(RESERVED_IDS, 0)
    labels: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if _is_empty_heading(tokens, index):
            continue
        if token.type == "inline":
            _shape_task(shaped, token)
            token.children = _shape_inline(token.children or [], found)
        elif token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, int(token.tag[1]))}"
            if token.type == "heading_open":
                headings.append(_heading(token, tokens[index + 1], taken))
        elif token.type == "table_open":
            shaped.append(_table_region(tokens, index, headings, labels))
        elif token.type in ("th_open", "td_open"):
            _shape_cell(token, tokens[index + 1])
        elif token.type == "th_close":
            token.tag = "th" if tokens[index - 1].content else "td"
        elif token.type == "fence":
            # One plain class at most, whatever stands after the fence.
            language = LANGUAGE.match(token.info.strip())
            token.info = language[0] if language else ""
        shaped.append(token)
        if token.type == "table_close":
            shaped.append(_token("div_close", "div", -1))
    return found


def plain(children: Sequence[Token] | None, *, pictures: bool = True) -> str:
    """The words of an inline token, without its marks; ``pictures`` includes their alternative text."""
    words = []
    for token in children or []:
        if token.type in TEXT_TYPES:
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image" and pictures:
            words.append(plain(token.children))
    return "".join(words)


def text_blocks(tokens: Sequence[Token], *, with_addresses: bool) -> Iterator[str]:
    """The text block by block, each with the line breaks that belong after it."""
    lists: list[int | None] = []  # for each open list the next number, or None for bullets
    marker, in_cell, row = "", False, []
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            yield "" if lists else "\n"
        elif token.type == "list_item_open":
            indent = "  " * (len(lists) - 1)
            number = lists[-1]
            marker = f"{indent}- " if number is None else f"{indent}{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type == "footnote_open":
            marker = f"[{token.meta['id'] + 1}] "
        elif token.type == "callout_name":
            marker += f"{with_colon(token.content)} "
            if tokens[index + 1].type != "paragraph_open":
                yield f"{marker.rstrip(' ')}\n"
                marker = ""
        elif token.type in ("fence", "code_block"):
            yield f"{token.content}\n"
        elif token.type in ("td_open", "th_open", "tr_close"):
            in_cell = token.nesting == 1
            if not in_cell:
                yield " | ".join(row) + "\n"
                row = []
        elif token.type == "table_close":
            yield "\n"
        elif token.type == "inline" and in_cell:
            row.append(_line(token, with_addresses))
        elif token.type == "inline":
            yield f"{marker}{_line(token, with_addresses)}\n" + ("" if lists else "\n")
            marker = ""


def cut(line: str, length: int) -> str:
    """``line`` in at most ``length`` characters: whole sentences if they fill half of that, else words."""
    if len(line) <= length:
        return line
    room = line[: length - 1]
    sentences = [match.end() for match in SENTENCE_END.finditer(line, 0, length)]
    if sentences and length / 2 <= sentences[-1] <= length - 2:
        return f"{line[: sentences[-1]]} …"
    if line[length - 1] != " " and " " in room:
        room = room.rsplit(" ", 1)[0]  # never at the no-break space before a French "!"
    return room.rstrip(" ,;:–—-") + "…"


def _stays_in_slug(char: str) -> bool:
    category = unicodedata.category(char)
    return char in "- " or category[0] in "LM" or category in ("Nd", "Pc")


def _token(kind: str, tag: str = "", nesting: int = 0, content: str = "", **attributes: str) -> Token:
    return Token(kind, tag, nesting, attrs=dict(attributes), content=content, block=tag == "div")


def _is_empty_heading(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is part of a heading without content, which only would mislead."""
    kind = tokens[index].type
    inline = tokens[index - 1] if kind == "heading_close" else None
    if kind == "heading_open":
        inline = tokens[index + 1]
    elif kind == "inline" and tokens[index - 1].type == "heading_open":
        inline = tokens[index]
    return inline is not None and not inline.content


def _heading(token: Token, inline: Token, taken: dict[str, int]) -> Heading:
    # GitHub makes the anchor of the words alone: a badge in a heading does not count.
    anchor = unique(slug(plain(inline.children, pictures=False)) or "section", taken)
    token.attrSet("id", anchor)
    return Heading(int(token.tag[1]), plain(inline.children).strip(), anchor)


def _table_region(tokens: Sequence[Token], index: int, headings: list[Heading], labels: dict) -> Token:
    """The box in which a wide table scrolls, with a name from the author's own words."""
    label = headings[-1].text if headings else ""
    if not label:
        end = next(i for i in range(index, len(tokens)) if tokens[i].type == "thead_close")
        cells = (plain(token.children) for token in tokens[index:end] if token.type == "inline")
        label = ", ".join([cell for cell in cells if cell][:CELLS_IN_LABEL])
    box = _token("div_open", "div", 1, **{"class": "scroll", "tabindex": "0"})
    label = cut(label, LONGEST_LABEL)
    if label:
        labels[label] = labels.get(label, 0) + 1  # two regions of one name could not be told apart
        box.attrSet("role", "group")  # not a landmark: a page of posts may hold many
        box.attrSet("aria-label", label if labels[label] == 1 else f"{label} ({labels[label]})")
    return box


def _shape_cell(token: Token, inline: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    if style in ALIGNMENT:
        token.attrSet("class", ALIGNMENT[style])
    if token.type == "th_open":
        token.tag = "th" if inline.content else "td"  # an empty cell heads nothing
        if inline.content:
            token.attrSet("scope", "col")


def _shape_task(shaped: list[Token], inline: Token) -> None:
    """Show "[ ]" and "[x]" at the start of a list item as characters, which need no name of their own."""
    types = [token.type for token in shaped[-2:]]
    first = inline.children[0] if inline.children else None
    if types != ["list_item_open", "paragraph_open"] or not first or first.type != "text":
        return
    if match := TASK.match(first.content):
        shaped[-2].attrSet("class", "task")
        first.content = ("☐ " if match[1] == " " else "☑ ") + first.content[match.end() :]


def _shape_inline(children: Sequence[Token], found: Shaped) -> list[Token]:
    out: list[Token] = []
    opened: int | None = None  # where in ``out`` the open link starts
    for token in children:
        if token.type == "wiki_open":
            token.attrs = {"href": f"wiki:{len(found.targets)}"}
            found.targets.append(token.meta["target"])
            opened = len(out)
        elif token.type == "link_open":
            _mark_external(token)
            opened = len(out)
        elif token.type in ("link_close", "wiki_close") and opened is not None:
            if not _has_words(out[opened + 1 :]):
                out.append(_token("text", content=normalizeLinkText(str(out[opened].attrs["href"]))))
            opened = None
        if token.type == "image":
            out.extend(_shape_picture(token, found, in_link=opened is not None))
        elif token.type == "text" and opened is None:
            out.extend(_link_bare_urls(token))
        else:
            out.append(token)
    return out


def _has_words(tokens: Sequence[Token]) -> bool:
    return any(
        token.content.strip() if token.type in TEXT_TYPES else token.attrGet("alt") for token in tokens
    )


def _mark_external(token: Token) -> None:
    if EXTERNAL.match(str(token.attrs["href"])):
        token.attrSet("rel", "nofollow noopener ugc")


def _link(url: str, words: str) -> list[Token]:
    opening = _token("link_open", "a", 1, href=url)
    _mark_external(opening)
    return [opening, _token("text", content=words), _token("link_close", "a", -1)]


def _shape_picture(token: Token, found: Shaped, *, in_link: bool) -> list[Token]:
    """A picture of this site, or for any other a link: browsers are told to load nothing from elsewhere."""
    source, words = str(token.attrs["src"]), plain(token.children).strip()
    if source and not EXTERNAL.match(source) and not source.lower().startswith("mailto:"):
        token.attrs |= {"alt": words, "loading": "lazy"}
        found.pictures.append(source)
        if not words:
            found.missing_alt.append(source)
        picture = _token("picture", "img")
        picture.attrs = token.attrs
        return [picture]
    if in_link or not source:
        return [_token("text", content=words)]
    return _link(source, words or normalizeLinkText(source))


def _link_bare_urls(token: Token) -> Iterator[Token]:
    """Addresses typed as they are become links (GitHub's extended autolinks, http and https only)."""
    done = 0
    for match in BARE_URL.finditer(token.content):
        url = match[0].rstrip("?!.,:;*_~'’”")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip("?!.,:;*_~'’”")
        yield _token("text", content=token.content[done : match.start()])
        yield from _link(normalizeLink(url), url)
        done = match.start() + len(url)
    yield _token("text", content=token.content[done:]) if done else token


def _line(inline: Token, with_addresses: bool) -> str:
    """The words of a line of text; links followed by their address if it says more than their words."""
    words: list[str] = []
    links: list[tuple[str, int]] = []
    for token in inline.children or []:
        if token.type == "link_open":
            links.append((str(token.attrs["href"]), len(words)))
        elif token.type == "link_close" and links:
            url, start = links.pop()
            shown = "".join(words[start:])
            if not shown or (with_addresses and EXTERNAL.match(url) and normalizeLink(shown) != url):
                words.append(f" ({url})" if shown else url)
        elif token.type == "image":
            words.append(plain(token.children))
        elif token.type == "footnote_ref":
            words.append(f"[{token.meta['id'] + 1}]" if with_addresses else "")
        elif token.type == "hardbreak":
            words.append("\n")
        else:
            words.append(plain([token]))
    return re.sub(" {2,}", " ", "".join(words)).strip()
