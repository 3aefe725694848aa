"""The parser of this site: what is read as a link, a footnote, a callout; and how each is written as HTML."""

import re

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from core.markdown_callouts import callouts_rule, render_name
from core.markdown_code import highlighted
from core.markdown_limits import (
    MAX_NESTING,
    TooTangled,
    has_long_addresses,
    is_too_much,
    many_objects,
    new_parser,
)
from core.markdown_tokens import depth
from core.words import one_line

SCHEMES = {"http", "https", "mailto"}
WIKI_LINK = re.compile(r"\[\[(?!\^)([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,500}))?\]\]")


def clean(text: str) -> str:
    """``text`` without what no page or mail can hold: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def parse(text: str, env: dict | None = None) -> list[Token]:
    """The tokens of ``text``; raises ``TooTangled`` or ``RecursionError`` if it makes too much work.

    ``env`` is where the parser keeps what it knows of the whole text; the renderer is given it again.
    The parser drops what lies at MAX_NESTING; with less than that it dropped nothing.
    """
    text = clean(text)
    if is_too_much(text):
        raise TooTangled
    with many_objects():
        tokens = PARSER.parse(text, {} if env is None else env)
        if has_long_addresses(tokens):
            raise TooTangled
        if depth(tokens) >= MAX_NESTING:
            raise RecursionError
    return tokens


def add_wiki_links(parser: MarkdownIt) -> None:
    """Teach ``parser`` what is a link here, and where an author may lead."""
    # After "link", so that [[1]](https://…) remains the CommonMark link it is.
    parser.inline.ruler.after("link", "wiki", _wiki_rule)
    parser.validateLink = _valid_address


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
    code = highlighted(token.content, token.info, env)
    # Focusable, so that a long line can be scrolled with the keyboard.
    return f'<pre tabindex="0"><code{language}>{code}</code></pre>\n'


def _make_parser() -> MarkdownIt:
    parser = new_parser(limit=MAX_NESTING)
    add_wiki_links(parser)
    parser.core.ruler.push("callouts", callouts_rule)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)
    parser.add_render_rule("callout_name", render_name)
    parser.add_render_rule("footnote_ref", _footnote_ref)
    parser.add_render_rule("footnote_anchor", _footnote_anchor)
    parser.add_render_rule("footnote_block_open", lambda *_: '<section class="footnotes"><ol>\n')
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol></section>\n")
    parser.add_render_rule(
        "footnote_open", lambda self, tokens, i, *_: f'<li id="fn:{tokens[i].meta["id"] + 1}">'
    )
    return parser


PARSER = _make_parser()
