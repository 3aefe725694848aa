"""Callouts, as on GitHub: a quotation that begins with [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION].

What is rendered is cached without a language. So the parser leaves the kind, and the word for it is put in when
the text is shown, in the language of the text.
"""

import re
from collections.abc import Sequence
from contextlib import nullcontext

from django.utils.translation import override, pgettext
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

KINDS = ("note", "tip", "important", "warning", "caution")
CLASSES = {"callout", *(f"callout-{kind}" for kind in KINDS)}
MARKER = re.compile(r"\[!(note|tip|important|warning|caution)\]", re.IGNORECASE)
# The sanitiser lets this class through for the parser's own paragraph alone: an author writes no HTML.
NAME = re.compile(rf'<p class="callout-name">({"|".join(KINDS)})</p>')


def name(kind: str) -> str:
    """The word for a kind of callout, in the language that is active."""
    return {
        "note": pgettext("callout", "Note"),
        "tip": pgettext("callout", "Tip"),
        "important": pgettext("callout", "Important"),
        "warning": pgettext("callout", "Warning"),
        "caution": pgettext("callout", "Caution"),
    }[kind]


def with_colon(kind: str) -> str:
    """ "Note:", « Note : »: how a callout begins in plain text, in the language that is active."""
    return pgettext("callout", "%(name)s:") % {"name": name(kind)}


def name_them(html: str, language: str | None) -> str:
    """Sanitised HTML with the word for each callout in ``language`` (default: the one that is active)."""
    if "callout-name" not in html:
        return html
    with override(language) if language else nullcontext():
        return NAME.sub(lambda match: f'<p class="callout-name">{name(match[1])}</p>', html)


def callouts_rule(state: StateCore) -> None:
    """Core rule: make a callout of each quotation whose first line is a marker and nothing else.

    One without further words stays a quotation, as on GitHub.
    """
    tokens, out, ends = state.tokens, [], []
    skip = 0
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif token.type == "blockquote_open":
            kind = _kind(tokens[index : index + 5])
            ends.append(kind)
            if kind:
                skip = _take_marker(tokens[index : index + 4])
                opened = _token("callout_open", "div", 1, token)
                opened.attrs = {"class": f"callout callout-{kind}", "role": "note"}
                named = _token("callout_name", "p", 0, token)
                named.content = kind
                out += [opened, named]
            else:
                out.append(token)
        elif token.type == "blockquote_close" and ends.pop():
            out.append(_token("callout_close", "div", -1, token))
        else:
            out.append(token)
    state.tokens = out


def render_name(self, tokens: Sequence[Token], index: int, options, env) -> str:
    """Render rule: the kind, where ``name_them`` finds it."""
    return f'<p class="callout-name">{tokens[index].content}</p>\n'


def _kind(tokens: Sequence[Token]) -> str:
    """The kind of callout that a quotation's first tokens make it, or ""."""
    if len(tokens) < 5 or tokens[2].type != "inline" or tokens[1].type != "paragraph_open":
        return ""
    children = tokens[2].children or []
    match = MARKER.fullmatch(children[0].content.strip()) if children and children[0].type == "text" else None
    if not match:
        return ""
    more = len(children) > 1 and children[1].type in ("softbreak", "hardbreak")
    alone = len(children) == 1 and tokens[4].type != "blockquote_close"
    return match[1].lower() if more or alone else ""


def _take_marker(tokens: Sequence[Token]) -> int:
    """Take the marker out of the first paragraph; how many tokens are left out with it."""
    inline = tokens[2]
    inline.children = inline.children[2:]
    return 0 if inline.children else 3


def _token(kind: str, tag: str, nesting: int, like: Token) -> Token:
    return Token(kind, tag, nesting, map=like.map, level=like.level, block=True)
