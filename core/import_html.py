"""Fragments of HTML, as they stand in Markdown files, to Markdown. ``core.import_markdown`` uses it."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Comment, Tag
from markdown_it.common.utils import normalizeReference
from markdownify import MarkdownConverter

from core.words import one_line

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MARKS = {"b": "**", "strong": "**", "summary": "**", "i": "*", "em": "*"}
MARKS |= {"s": "~~", "strike": "~~", "del": "~~"}
SOURCES = ("iframe", "video", "audio", "embed", "source")
# Names outside this list, as in "clone <address>", are an author's words and are kept.
DROPPED = frozenset(
    """a abbr acronym address article aside b bdi bdo big blockquote body button caption center cite code
    col colgroup data dd del details dfn dir div dl dt em embed fieldset figcaption figure font footer form
    h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map
    mark menu meta nav nobr noscript object ol optgroup option output p param picture pre progress q rp rt
    ruby s samp script section select small source span strike strong style sub summary sup svg table tbody
    td template textarea tfoot th thead time title tr track tt u ul var video wbr audio""".split()  # noqa: SIM905
)
SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SUPERSCRIPT = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
# What an entity stands for is written itself, unless it could be read as Markdown.
MARKDOWN_CHARACTERS = frozenset("<>&*_`[]()\\#|~!-+=.:\"' \t\n")

ALT = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*"
ADDRESS = r"<[^<>\n]*>|(?:[^\s()\\<]|\\.|\((?:[^\s()\\]|\\.)*\))*"
TITLE = r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?"""
ATTRIBUTE = r"""\s+[a-zA-Z_:][\w:.-]*(?:\s*=\s*(?:[^"'=<>`\s]+|'[^']*'|"[^"]*"))?"""


def _destination(name: str) -> str:
    return rf"(?:\(\s*(?P<{name}>{ADDRESS}){TITLE}\s*\)|\[(?P<{name}_label>[^\[\]]*)\])"


CODE_SPAN = r"(?<![`\\])(?P<ticks>`+)(?!`)[\s\S]*?(?<!`)(?P=ticks)(?!`)"
PROTECTED = re.compile(r"((?<![`\\])`(?:[^`]+)`(?!`)|(?<![`\\])``(?:[^`]|`(?!`))+``(?!`))")
# CommonMark 6: what an inline text consists of, as far as it matters here.
PIECE = re.compile(
    rf"""(?P<kept>\\[\s\S]|{CODE_SPAN}|<[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]*>|<[^\s<>@]+@[^\s<>]+>)
    |(?P<dropped><!--[\s\S]*?-->|<\?[\s\S]*?\?>|<![A-Za-z][^>]*>|<!\[CDATA\[[\s\S]*?\]\]>)
    |(?P<code><(?P<code_tag>code|kbd|samp|tt)(?:{ATTRIBUTE})*\s*>(?P<code_text>[\s\S]*?)</(?P=code_tag)\s*>)
    |(?P<script><su(?P<kind>[bp])>\s*(?P<digits>[0-9+=()-]+)\s*</su(?P=kind)>)
    |(?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:{ATTRIBUTE})*\s*/?>)
    |(?P<linked>\[\s*!\[(?P<linked_alt>{ALT})\]{_destination("inner")}\s*\]{_destination("outer")})
    |(?P<picture>!\[(?P<alt>{ALT})\]{_destination("source")}?)
    |(?P<entity>&(?:\#[xX]?[0-9a-fA-F]{{1,7}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    |(?P<bracket>[\[\]])""",
    re.VERBOSE | re.IGNORECASE,
)
ATTRIBUTE_PARTS = re.compile(r"""\s([a-zA-Z_:][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^"'=<>`\s]+)""")
MARKERS = re.compile(r"[<`\[]")
BUDGET = 10**8  # each mark may look for its end through the whole text
EMPTY_LINK = re.compile(rf"(?<![!\]\\])\[\s*\]\(\s*({ADDRESS}){TITLE}\s*\)")
LINE_MARKER = re.compile(r"^(\s*\d*)([-+#.)](?=\s)|>)", re.MULTILINE)


def link(words: str, url: str) -> str:
    """A Markdown link; without words it shows its address."""
    words = one_line(words) or _escaped(url)
    return f"[{words}]({_address(url)})"


def block_to_markdown(fragment: str) -> str:
    """A block of HTML, complete or not, as Markdown."""
    soup = BeautifulSoup(fragment, "html.parser")
    for unwanted in soup.find_all(["script", "style", "template", "svg"]):
        unwanted.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for numbered in soup.find_all("ol"):
        start = str(numbered.get("start") or "")
        items = numbered.find_all("li", recursive=False)
        for number, item in enumerate(items, int(start) if start.isdecimal() else 1):
            item["value"] = number
    for bullet in soup.find_all("li", value=True):
        if not bullet.parent or bullet.parent.name != "ol":
            del bullet["value"]
    for heading in soup.find_all(HEADINGS):
        _move_pictures_below(soup, heading)
    try:
        return re.sub(r"\n{3,}", "\n\n", CONVERTER.convert_soup(soup)).strip()
    except RecursionError:
        return _escaped(soup.get_text(" ", strip=True))


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an opening tag as it is written (CommonMark 6.6)."""
    return {
        match[1].lower(): html.unescape(_unquoted(match[2]))
        for match in ATTRIBUTE_PARTS.finditer(tag)
        if match[2]
    }


def inline_to_markdown(
    text: str,
    references: Mapping,
    *,
    heading: bool = False,
    table: bool = False,
    line_prefix: str = "",
) -> tuple[str, str]:
    """``text`` with its HTML and pictures as Markdown, and what goes below a heading: its pictures.

    ``references`` are the parser's; ``line_prefix`` begins a line made by ``<br>``. A text so full of
    marks that it would take minutes stays as it is.
    """
    if len(text) * len(MARKERS.findall(text)) > BUDGET:
        return text, ""
    inline = _Inline(references, heading, table, line_prefix)
    done = 0
    for match in PIECE.finditer(text):
        inline.out.append(text[done : match.start()])
        inline.add(match)
        done = match.end()
    inline.out.append(text[done:])
    words = inline.finish()
    return (one_line(words) if heading else words), " ".join(inline.below)


@dataclass
class _Inline:
    """The state of ``inline_to_markdown``: words so far, open tags, depth of Markdown's own brackets."""

    references: Mapping
    heading: bool
    table: bool
    line_prefix: str
    out: list[str] = field(default_factory=list)
    opened: list[tuple[str, int, str]] = field(default_factory=list)  # name, place in out, href
    pictures: list[str] = field(default_factory=list)  # of a heading, within the open <a>
    below: list[str] = field(default_factory=list)
    brackets: int = 0

    def add(self, match: re.Match) -> None:
        kind = next(name for name in KINDS if match[name] is not None)
        if kind == "bracket":
            self.brackets = max(0, self.brackets + (1 if match[0] == "[" else -1))
            self.out.append(match[0])
        elif kind == "tag":
            self.add_tag(match[0])
        elif kind == "linked":
            self.add_linked_picture(match)
        elif kind == "picture":
            self.add_picture(_unescaped(match["alt"]), self.address(match, "source", match["alt"]), match[0])
        elif kind == "code":
            words = re.sub(r"<[^>]*>", "", match["code_text"])
            code = _code_span(html.unescape(words.replace("\\|", "|") if self.table else words))
            self.out.append(code.replace("|", "\\|") if self.table else code)
        elif kind == "script":
            digits = SUBSCRIPT if match["kind"].lower() == "b" else SUPERSCRIPT
            self.out.append(match["digits"].translate(digits))
        elif kind == "entity":
            self.out.append(_entity(match))
        elif kind == "kept":
            self.out.append(match[0])

    def add_tag(self, source: str) -> None:
        name = re.match(r"</?([A-Za-z0-9-]+)", source)[1].lower()
        if name == "br":
            self.out.append(" " if self.heading or self.table else f"\\\n{self.line_prefix}")
        elif name not in DROPPED:
            self.out.append(f"\\{source}")
        elif source.startswith("</"):
            self.close(name)
        else:
            tag = attributes(source)
            if name == "img":
                self.add_picture(_attribute(tag, "alt"), _attribute(tag, "src"))
            elif name in SOURCES and _attribute(tag, "src"):
                self.out.append(link(_escaped(_attribute(tag, "title")), _attribute(tag, "src")))
            elif name in MARKS or name == "a":
                self.opened.append((name, len(self.out), _attribute(tag, "href")))

    def close(self, name: str) -> None:
        place = next((i for i in reversed(range(len(self.opened))) if self.opened[i][0] == name), None)
        if place is None:
            return
        _, start, href = self.opened[place]
        del self.opened[place:]
        words = "".join(self.out[start:])
        inner = words.strip()
        before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        if name != "a":
            inner = f"{MARKS[name]}{inner}{MARKS[name]}" if inner else ""
        elif href and not self.brackets:
            if self.heading and not inner:
                self.below.append(link(" ".join(self.pictures), href))
            else:
                inner = link(inner, href)
        if name == "a":
            self.pictures = []
        self.out[start:] = [before, inner, after if inner else ""]

    def add_picture(self, alt: str, source: str, written: str = "") -> None:
        words = _escaped(alt)
        words = words.replace("|", "\\|") if self.table else words
        if any(name == "a" and href for name, _, href in self.opened):
            (self.pictures if self.heading else self.out).append(words)
        elif self.brackets:
            self.out.append(words)
        else:
            shown = _picture(words, source) if source else written
            (self.below if self.heading and source else self.out).append(shown)

    def add_linked_picture(self, match: re.Match) -> None:
        url = self.address(match, "outer", "")
        if not url or self.brackets:
            self.out.append(match[0])
            return
        shown = link(_escaped(_unescaped(match["linked_alt"])), url)
        (self.below if self.heading else self.out).append(shown.replace("|", "\\|") if self.table else shown)

    def address(self, match: re.Match, name: str, words: str) -> str:
        """The address in the match's group ``name``, or the one its reference has; empty if none."""
        if match[name] is not None:
            return _unescaped(match[name].strip("<>"))
        reference = self.references.get(normalizeReference(match[f"{name}_label"] or words))
        return str(reference["href"]) if reference else ""

    def finish(self) -> str:
        while self.opened:
            if self.opened[-1][0] == "a":
                self.close("a")
            else:
                self.opened.pop()  # a mark never closed marks nothing
        text = re.sub(r"(?:\\\n[>\s]*)+$", "", "".join(self.out))  # a break before nothing
        text = re.sub(r"\\\n([>\s]*)\n", r"\\\n", text)
        return EMPTY_LINK.sub(lambda match: link("", _unescaped(match[1].strip("<>"))), text)


KINDS = ("kept", "dropped", "code", "script", "tag", "linked", "picture", "entity", "bracket")


class _Converter(MarkdownConverter):
    """markdownify, with this site's links and pictures, and only what its Markdown knows."""

    def escape(self, text, parent_tags):
        if "_noformat" in parent_tags:
            return text
        words = LINE_MARKER.sub(r"\1\\\2", _escaped(text or ""))
        return words.replace("|", "\\|") if parent_tags & {"td", "th"} else words

    def convert_a(self, el, text, parent_tags):
        href = _attribute(el, "href")
        return link(text, href) if href and "_noformat" not in parent_tags else text

    def convert_img(self, el, text, parent_tags):
        words, source = _escaped(_attribute(el, "alt")), _attribute(el, "src")
        return words if "a" in parent_tags or not source else _picture(words, source)

    def convert_video(self, el, text, parent_tags):
        source = _attribute(el, "src")
        return f"\n\n{link(_escaped(_attribute(el, 'title')), source)}\n\n" if source else text

    convert_iframe = convert_audio = convert_embed = convert_video

    def convert_source(self, el, text, parent_tags):
        # Of a <picture>, the <img> is enough.
        return "" if "picture" in parent_tags else self.convert_video(el, text, parent_tags)

    def convert_summary(self, el, text, parent_tags):
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""

    convert_dt = convert_summary

    def convert_li(self, el, text, parent_tags):
        if "value" not in el.attrs:
            return super().convert_li(el, text, parent_tags)
        mark = f"{el['value']}. "
        return mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), (text or "").strip()) + "\n"

    def convert_dd(self, el, text, parent_tags):
        return f"\n\n{text.strip()}\n\n"

    def convert_sub(self, el, text, parent_tags):
        return text.translate(SUBSCRIPT) if set(text) <= set(map(chr, SUBSCRIPT)) else text

    def convert_sup(self, el, text, parent_tags):
        return text.translate(SUPERSCRIPT) if set(text) <= set(map(chr, SUPERSCRIPT)) else text


CONVERTER = _Converter(heading_style="atx", bullets="-", newline_style="backslash", table_infer_header=True)


def _move_pictures_below(soup: BeautifulSoup, heading: Tag) -> None:
    """A heading's name is made of words: its pictures, with their links, go into a paragraph below."""
    below = soup.new_tag("p")
    for picture in heading.find_all("img"):
        parent = picture.find_parent("a")
        moved = parent if parent and not parent.get_text().strip() else picture
        if moved.find_parent(HEADINGS):
            below.append(moved.extract())
    if below.contents:
        heading.insert_after(below)
    if not heading.get_text().strip():
        heading.unwrap()


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value


def _attribute(tag: Mapping | Tag, name: str) -> str:
    return one_line(str(tag.get(name) or ""))


def _picture(words: str, source: str) -> str:
    """A picture elsewhere becomes a link; one beside the file stays what it is."""
    if re.match(r"https?:|//", source, re.IGNORECASE):
        return link(words, source)
    return f"![{words}]({_address(source)})"


def _address(url: str) -> str:
    """``url`` as Markdown takes it between parentheses, in a table too."""
    for char, written in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("|", "%7C")):
        url = url.replace(char, written)
    return url


def _escaped(text: str) -> str:
    """Plain words that Markdown will show as they are."""
    return re.sub(r"([\\`*\[\]<~]|(?<!\w)_|_(?!\w))", r"\\\1", text)


def _unescaped(text: str) -> str:
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


def _code_span(code: str) -> str:
    runs = [len(run) for run in re.findall("`+", code)]
    ticks = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{space}{code}{space}{ticks}" if code.strip() else ""


def _entity(match: re.Match) -> str:
    character = html.unescape(match[0])
    if character == "&":
        after = match.string[match.end() : match.end() + 1]
        return "&" if after in (" ", "\n") else match[0]
    return match[0] if MARKDOWN_CHARACTERS & set(character) or character == match[0] else character
