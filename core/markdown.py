"""Markdown to safe HTML: CommonMark, with GitHub's tables, strikethrough, task lists, footnotes and
callouts, code in colour, and this site's [[wiki links]].

The parser writes no HTML of the author's, and what it writes goes through an allow-list. Nothing here
knows about our models: a wiki link stays a placeholder until ``place_links`` is told its address.
"""

import hashlib
import re
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.metadata import version

import nh3
from django.core.cache import cache
from django.utils.html import escape
from django.utils.translation import override
from markdown_it.token import Token

from core import markdown_callouts, markdown_code
from core.markdown_limits import PAGE_LIMIT, POST_LIMIT, TooTangled, many_objects
from core.markdown_parser import PARSER, SCHEMES, clean, parse
from core.markdown_places import Rendered, namespaced, place_links
from core.markdown_tokens import ALIGNMENT, Heading, cut, shape, slug, text_blocks
from core.words import one_line

__all__ = [
    "AS_TYPED",
    "PAGE_LIMIT",
    "POST_LIMIT",
    "Heading",
    "Rendered",
    "TooDeep",
    "TooLong",
    "TooMuch",
    "check",
    "namespaced",
    "place_links",
    "render",
    "render_many",
    "slug",
    "to_text",
    "wiki_targets",
]

AS_TYPED = '<pre class="plain"'  # how the HTML begins of a text that is shown as it was typed
EXCERPT_SOURCE = 16_000  # characters from which an excerpt is taken
CACHE_SECONDS = 30 * 24 * 3600
# A new version of a library may change what is safe, so it must not meet old cache entries.
LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "nh3", "pygments")
RENDERER = " ".join(["2", *map(version, LIBRARIES)])


class TooLong(ValueError):
    """The text has more bytes than its limit."""


class TooDeep(ValueError):
    """The text nests quotes, lists or emphasis deeper than MAX_NESTING."""


class TooMuch(TooDeep):
    """The text has more marks (items, cells, links, emphasis) than can be set in a second."""


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


def check(text: str, limit: int) -> None:
    """Raise ``TooLong`` if ``text`` has more than ``limit`` bytes, ``TooDeep`` if it nests too deeply,
    ``TooMuch`` (a ``TooDeep`` too) if it is too tangled for another reason.

    The exceptions carry no words for people: forms translate them.
    """
    if len(text.encode("utf-8", "replace")) > limit:
        raise TooLong
    try:
        parse(text)
    except RecursionError:
        raise TooDeep from None
    except TooTangled:
        raise TooMuch from None


def wiki_targets(text: str) -> list[str]:
    """The targets of the [[links]] of a text, in their order; what stands in code is none. Nothing is cached."""
    try:
        tokens = parse(text)
    except (RecursionError, TooTangled):
        return []
    return [
        child.meta["target"]
        for token in tokens
        for child in token.children or []
        if child.type == "wiki_open"
    ]


def to_text(text: str, length: int | None = None, *, language: str | None = None) -> str:
    """Readable plain text of a Markdown text.

    With ``length`` (in characters, the "…" included): one line for an excerpt, cut at the end of a
    sentence or word. Without: the whole, paragraphs apart, and links followed by their address, so that
    a mail in plain text loses nothing. ``language`` is that of the text, for the names of callouts
    (default: the one that is active).
    """
    tokens = _parse(text if length is None else text[:EXCERPT_SOURCE])
    with override(language) if language else nullcontext():
        blocks = [clean(text)] if tokens is None else text_blocks(tokens, with_addresses=length is None)
        whole = "".join(blocks)
    if length is None:
        return re.sub(r"\n{3,}", "\n\n", whole).strip("\n")
    return cut(one_line(whole), length)


def _cache_key(text: str) -> str:
    digest = hashlib.sha256(f"{RENDERER}\n{text}".encode("utf-8", "replace"))
    return f"markdown:{digest.hexdigest()}"


TAGS = """a blockquote br code div em h2 h3 h4 h5 h6 hr img li ol p pre s section span strong sup
    table tbody td th thead tr ul"""
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
        "div": {"scroll"} | markdown_callouts.CLASSES,
        "li": {"task"},
        "p": {"callout-name"},
        "section": {"footnotes"},
        "span": markdown_code.NAMES,
        "sup": {"footnote-ref"},
        "td": set(ALIGNMENT.values()),
        "th": set(ALIGNMENT.values()),
    },
    url_schemes=SCHEMES | {"wiki"},  # "wiki:" comes from the parser alone, which refuses it as an address
    link_rel=None,
)


def _render(text: str) -> Rendered:
    with many_objects():
        env: dict = {}
        tokens = _parse(text, env)
        if tokens is None:
            plain = f'{AS_TYPED} tabindex="0">{escape(clean(text))}</pre>'
            return Rendered(plain, as_typed=True)
        found = shape(tokens)
        html = CLEANER.clean(PARSER.renderer.render(found.tokens, PARSER.options, env))
    return Rendered(
        html,
        tuple(found.headings),
        tuple(found.targets),
        tuple(dict.fromkeys(found.pictures)),
        tuple(dict.fromkeys(found.missing_alt)),
    )


def _parse(text: str, env: dict | None = None) -> list[Token] | None:
    """The tokens of ``text``, or None if it is longer or deeper or more tangled than what is set."""
    try:
        return parse(text, env)
    except (TooTangled, RecursionError):
        return None
