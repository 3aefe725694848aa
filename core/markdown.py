"""Markdown to safe HTML: CommonMark, with GitHub's tables, strikethrough, task lists and footnotes,
and this site's [[wiki links]].

The parser writes no HTML of the author's, and what it writes goes through an allow-list. Nothing here
knows about our models: a wiki link stays a placeholder until ``place_links`` is told its address.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import unquote

import nh3
from django.core.cache import cache
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from core.markdown_tokens import ALIGNMENT, Heading, cut, depth, shape, slug, text_blocks
from core.words import one_line

__all__ = [
    "PAGE_LIMIT",
    "POST_LIMIT",
    "Heading",
    "Rendered",
    "TooDeep",
    "TooLong",
    "check",
    "namespaced",
    "place_links",
    "render",
    "render_many",
    "slug",
    "to_text",
    "wiki_targets",
]

POST_LIMIT = 64 * 1024  # bytes in UTF-8
PAGE_LIMIT = 1024 * 1024
MAX_NESTING = 100  # blocks and inline marks together; the sanitiser's time grows with its square
MAX_PIECES = 100_000  # see is_too_much: about three seconds at worst
BRACKET_BUDGET = 10**8  # see inline_rule: about a second
EXCERPT_SOURCE = 16_000  # characters from which an excerpt is taken
CACHE_SECONDS = 30 * 24 * 3600
# A new version of either library may change what is safe, so it must not meet old cache entries.
RENDERER = f"1 {version('markdown-it-py')} {version('mdit-py-plugins')} {version('nh3')}"

SCHEMES = {"http", "https", "mailto"}
WIKI_LINK = re.compile(r"\[\[(?!\^)([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,500}))?\]\]")
MARK = re.compile(r"[*_~`<\[&:!\\]")
LINE_OR_CELL = re.compile(r"\n(?=[^\n])|\|")
# The sanitiser always writes attributes in double quotes and escapes a quote inside them, and escapes
# "<" in text; so these match real tags only, whatever the author wrote.
PLACEHOLDER = re.compile(r'<a href="wiki:(\d+)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r'<[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*>')
ID = re.compile(r' id="([^"]*)"')
FRAGMENT = re.compile(r' href="#([^"]*)"')


class TooLong(ValueError):
    """The text has more bytes than its limit."""


class TooDeep(ValueError):
    """The text nests quotes, lists or emphasis deeper than MAX_NESTING."""


@dataclass(frozen=True)
class Rendered:
    """Safe HTML whose wiki links are placeholders numbered like ``targets``."""

    html: str
    headings: tuple[Heading, ...]
    targets: tuple[str, ...]


def render(text: str) -> Rendered:
    """The safe HTML of a Markdown text, from the cache when it was rendered before.

    Never raises: a text that is too long or too deeply nested is shown as it was typed. A body's ``#``
    and ``##`` both become ``h2``, because the page's title is its only ``h1``.
    """
    return render_many([text])[0]


def render_many(texts: Sequence[str]) -> list[Rendered]:
    """``render`` for several texts with one reading and at most one writing of the cache."""
    keys = [_cache_key(text) for text in texts]
    known = cache.get_many(set(keys))
    fresh = {
        key: _render(text) for key, text in dict(zip(keys, texts, strict=True)).items() if key not in known
    }
    if fresh:
        cache.set_many(fresh, CACHE_SECONDS)
    known.update(fresh)
    return [known[key] for key in keys]


def forget(texts: Sequence[str]) -> None:
    """Let go of what the cache holds of texts that nobody may read any more."""
    cache.delete_many({_cache_key(text) for text in texts})


def place_links(
    rendered: Rendered,
    urls: Mapping[str, str | None],
    *,
    create_url: Callable[[str], str | None] | None = None,
    prefix: str = "",
) -> SafeString:
    """The HTML with each wiki link pointing to its page.

    ``urls`` maps targets to addresses. For a target without one, ``create_url`` may give the address
    where the page can be written; without that too, only the words are shown. ``prefix`` makes ids
    unique where several texts share a page (see ``namespaced``).
    """

    def link(match: re.Match) -> str:
        target, words = rendered.targets[int(match[1])], match[2]
        if url := urls.get(target):
            # An address may say that its page is in another language than this text (wiki.naming.Address).
            language = getattr(url, "hreflang", "")
            marked = f' hreflang="{escape(language)}"' if language else ""
            return f'<a href="{escape(url)}"{marked}>{words}</a>'
        if create_url and (url := create_url(target)):
            return f'<a class="to-write" href="{escape(url)}">{words}</a>'
        return f'<span class="to-write">{words}</span>'

    # Ids first: an address put in by the site is not one of the author's and keeps its fragment.
    html = namespaced(rendered.html, prefix) if prefix else rendered.html
    return mark_safe(PLACEHOLDER.sub(link, html))  # noqa: S308 - sanitised by _render


def namespaced(html: str, prefix: str) -> str:
    """``html`` (of a ``Rendered``) with ``prefix`` before every id and before links to those ids."""
    ids = {match[1] for tag in TAG.finditer(html) if (match := ID.search(tag[0]))}

    def rename(tag: re.Match) -> str:
        renamed = ID.sub(lambda match: f' id="{prefix}{match[1]}"', tag[0])
        return FRAGMENT.sub(
            lambda match: f' href="#{prefix}{match[1]}"' if unquote(match[1]) in ids else match[0], renamed
        )

    return TAG.sub(rename, html)


def check(text: str, limit: int) -> None:
    """Raise ``TooLong`` if ``text`` has more than ``limit`` bytes, ``TooDeep`` if it nests too deeply.

    The exceptions carry no words for people: forms translate them.
    """
    if len(text.encode("utf-8", "replace")) > limit:
        raise TooLong
    if _parse(text) is None:
        raise TooDeep


def wiki_targets(text: str) -> list[str]:
    """The targets of the [[links]] of a text, in their order; what stands in code is none. Nothing is cached."""
    return [
        child.meta["target"]
        for token in _parse(text) or []
        for child in token.children or []
        if child.type == "wiki_open"
    ]


def to_text(text: str, length: int | None = None) -> str:
    """Readable plain text of a Markdown text.

    With ``length`` (in characters, the "…" included): one line for an excerpt, cut at the end of a
    sentence or word. Without: the whole, paragraphs apart, and links followed by their address, so that
    a mail in plain text loses nothing.
    """
    tokens = _parse(text if length is None else text[:EXCERPT_SOURCE])
    blocks = [_clean(text)] if tokens is None else text_blocks(tokens, with_addresses=length is None)
    whole = "".join(blocks)
    if length is None:
        return re.sub(r"\n{3,}", "\n\n", whole).strip("\n")
    return cut(one_line(whole), length)


def _cache_key(text: str) -> str:
    digest = hashlib.sha256(f"{RENDERER}\n{text}".encode("utf-8", "replace"))
    return f"markdown:{digest.hexdigest()}"


def _wiki_rule(state: StateInline, silent: bool) -> bool:
    """Inline rule for [[Target]] and [[Target|words]]; in a table cell the bar is written ``\\|``."""
    match = WIKI_LINK.match(state.src, state.pos, state.posMax)
    target = one_line(match[1].removesuffix("\\")) if match else ""
    if not target:
        return False
    if not silent:
        state.push("wiki_open", "a", 1).meta = {"target": target}
        state.push("text", "", 0).content = one_line(match[2] or "") or target
        state.push("wiki_close", "a", -1)
    state.pos = match.end()
    return True


def is_too_much(text: str) -> bool:
    """Whether parsing ``text`` would take too long: it is over PAGE_LIMIT, or nothing but marks.

    A megabyte of dense lists of links counts 45,000: its marks, and twice its lines and table cells.
    """
    pieces = len(MARK.findall(text)) + 2 * len(LINE_OR_CELL.findall(text))
    return pieces > MAX_PIECES or len(text.encode("utf-8", "replace")) > PAGE_LIMIT


def inline_rule(state: StateCore) -> None:
    """Core rule: parse the marks of each block, but show a block that would take too long as typed.

    The parser's time for a block grows with its length times its opening brackets.
    """
    budget = BRACKET_BUDGET
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        budget -= (cost := len(token.content) * token.content.count("["))
        if budget < 0:
            budget += cost
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _valid_address(url: str) -> bool:
    """Whether an author may link to ``url``: http, https, mailto and relative addresses only."""
    scheme, colon, _ = re.split(r"[/?#]", url.strip(), maxsplit=1)[0].partition(":")
    return not colon or scheme.lower() in SCHEMES


def _footnote_id(token: Token) -> str:
    # The colon keeps these apart from headings: a slug never contains one.
    again = token.meta.get("subId", 0)
    return f"{token.meta['id'] + 1}:{again}" if again > 0 else str(token.meta["id"] + 1)


def _footnote_ref(self, tokens, index, options, env) -> str:
    note, this = tokens[index].meta["id"] + 1, _footnote_id(tokens[index])
    return f'<sup class="footnote-ref"><a href="#fn:{note}" id="fnref:{this}">[{note}]</a></sup>'


def _footnote_anchor(self, tokens, index, options, env) -> str:
    this = _footnote_id(tokens[index])
    # The number gives each way back its own name, without a word to translate.
    return f' <a href="#fnref:{this}" class="footnote-back">↩\ufe0e [{this}]</a>'


def _code(self, tokens, index, options, env) -> str:
    token = tokens[index]
    language = f' class="language-{escape(token.info)}"' if token.info else ""
    # Focusable, so that a long line can be scrolled with the keyboard.
    return f'<pre tabindex="0"><code{language}>{escape(token.content)}</code></pre>\n'


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    # Footnotes written inside a line would be parsed recursively, without a limit.
    parser.use(footnote_plugin, inline=False)
    # After "link", so that [[1]](https://…) remains the CommonMark link it is.
    parser.inline.ruler.after("link", "wiki", _wiki_rule)
    parser.core.ruler.at("inline", inline_rule)
    parser.validateLink = _valid_address
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)
    parser.add_render_rule("footnote_ref", _footnote_ref)
    parser.add_render_rule("footnote_anchor", _footnote_anchor)
    parser.add_render_rule("footnote_block_open", lambda *_: '<section class="footnotes"><ol>\n')
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol></section>\n")
    parser.add_render_rule(
        "footnote_open", lambda self, tokens, i, *_: f'<li id="fn:{tokens[i].meta["id"] + 1}">'
    )
    return parser


TAGS = """a blockquote br code div em h2 h3 h4 h5 h6 hr img li ol p pre s section strong sup
    table tbody td th thead tr ul"""
PARSER = _make_parser()
CLEANER = nh3.Cleaner(
    tags=set(TAGS.split()),
    attributes={
        "a": {"href", "title", "id", "rel"},
        "code": {"class"},
        "div": {"role", "tabindex", "aria-label"},
        "img": {"src", "alt", "title", "loading"},
        "li": {"id"},
        "ol": {"start"},
        "pre": {"tabindex"},
        "th": {"scope"},
    }
    | {f"h{level}": {"id"} for level in range(2, 7)},
    allowed_classes={
        "a": {"footnote-back"},
        "div": {"scroll"},
        "li": {"task"},
        "section": {"footnotes"},
        "sup": {"footnote-ref"},
        "td": set(ALIGNMENT.values()),
        "th": set(ALIGNMENT.values()),
    },
    url_schemes=SCHEMES | {"wiki"},  # "wiki:" comes from _wiki_rule alone: _valid_address refuses it
    link_rel=None,
)


def _render(text: str) -> Rendered:
    tokens = _parse(text)
    if tokens is None:
        return Rendered(f'<pre class="plain" tabindex="0">{escape(_clean(text))}</pre>', (), ())
    tokens, headings, targets = shape(tokens)
    html = CLEANER.clean(PARSER.renderer.render(tokens, PARSER.options, {}))
    return Rendered(html, tuple(headings), tuple(targets))


def _clean(text: str) -> str:
    """``text`` without what no page or mail can hold: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _parse(text: str) -> list[Token] | None:
    """The tokens of ``text``, or None if it is longer or deeper than what is safe to render."""
    text = _clean(text)
    if is_too_much(text):
        return None
    try:
        tokens = PARSER.parse(text, {})
        # The parser drops what lies at MAX_NESTING; with less than that it dropped nothing.
        return tokens if depth(tokens) < MAX_NESTING else None
    except RecursionError:
        return None
