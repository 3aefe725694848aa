"""Code in colour: which words of a block of code are keywords, names, strings, numbers or comments.

Pygments' lexers are made of regular expressions, and an expression that runs cannot be stopped. So only the
languages below are coloured, each tried with hostile code of the sizes that are allowed here (see
``tests/core/test_hostile_code.py``); anything else is shown plain.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from django.utils.html import escape
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

from core.markdown_limits import BUDGET, WORK

MAX_BLOCK = 10_000  # characters
# What is slow is slow with the square, or worse, of a line or of a run of letters or of spaces.
MAX_LINE = 200
LONG_RUN = re.compile(r"\s{100}|\w{100}")
# Units of core.markdown_limits in the slowest language: for each character, and for the square of a block, where
# each of many quotes looks for its other half to the end.
UNITS = 10
UNITS_OF_SQUARE = 1 / 100
LANGUAGES = frozenset(  # names as Pygments has them
    """Bash|Bash Session|C|C++|C#|CSS|Diff|Docker|Go|HTML|HTTP|Haskell|INI|JSON|JSON-LD|Java|JavaScript|Kotlin|Lua
    Makefile|Markdown|Nginx configuration file|PHP|Perl|PowerShell|Python|Python console session|Ruby|Rust|S
    SPARQL|SQL|Swift|TOML|TeX|Turtle|TypeScript|XML|XQuery|XSLT|YAML""".replace("\n    ", "|").split("|")
)
# The first that the token is a kind of.
CLASSES = (
    (Comment.Preproc, "hl-k"),
    (Comment, "hl-c"),
    (Keyword, "hl-k"),
    (Operator.Word, "hl-k"),
    (String, "hl-s"),
    (Number, "hl-m"),
    (Name.Function, "hl-n"),
    (Name.Class, "hl-n"),
    (Name.Tag, "hl-n"),
    (Name.Attribute, "hl-n"),
    (Name.Decorator, "hl-n"),
    (Generic.Heading, "hl-k"),
    (Generic.Subheading, "hl-k"),
    (Generic.Prompt, "hl-c"),
)
NAMES = {name for _kind, name in CLASSES}


def highlighted(code: str, language: str, env: dict) -> str:
    """HTML of a block of code, coloured if its language is known and it is not too large.

    ``env`` belongs to the text: its blocks share what the parser left of its BUDGET.
    """
    work = int(UNITS * len(code) + UNITS_OF_SQUARE * len(code) ** 2)
    spent = env.get(WORK, 0) + work
    lexer = _lexer(language.lower()) if language and len(code) <= MAX_BLOCK and spent <= BUDGET else None
    if lexer is None or LONG_RUN.search(code) or max(map(len, code.split("\n"))) > MAX_LINE:
        return escape(code)
    env[WORK] = spent
    try:
        pieces = [(_css(kind), piece) for _at, kind, piece in lexer().get_tokens_unprocessed(code)]
    except Exception:  # a lexer may stumble over hostile code in any way it likes
        return escape(code)
    if "".join(piece for _name, piece in pieces) != code:
        return escape(code)
    return "".join(_spans(pieces))


def _spans(pieces: list[tuple[str, str]]) -> Iterator[str]:
    for name, same in groupby(pieces, key=lambda piece: piece[0]):
        words = escape("".join(piece for _name, piece in same))
        yield f'<span class="{name}">{words}</span>' if name and not words.isspace() else words


@cache
def _css(kind: _TokenType) -> str:
    return next((name for parent, name in CLASSES if kind in parent), "")


@cache
def _aliases() -> dict[str, str]:
    return {
        alias: name
        for name, aliases, _files, _types in get_all_lexers(plugins=False)
        if name in LANGUAGES
        for alias in aliases
    }


def _lexer(language: str):
    name = _aliases().get(language)
    return find_lexer_class(name) if name else None
