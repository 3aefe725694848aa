"""Countries as a reader calls them: ISO 3166 codes of two letters, with their names in each language."""

from functools import cache

from babel import Locale

from .pages import current_language
from .words import folded

# What the Unicode names hold beside countries: regions, groups of states, codes for trials.
NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)


@cache
def known():
    """Every code that a form takes."""
    territories = Locale.parse("en").territories
    return frozenset(code for code in territories if len(code) == 2) - NOT_COUNTRIES


def name(code, language=None):
    """The name of a country in `language` (default: the reader's): "Norway", « Norvège ». Unknown: the code."""
    return Locale.parse(language or current_language()).territories.get(code, code)


@cache
def choices(language):
    """((code, name), …) for a <select>, in the order of the names."""
    pairs = ((code, name(code, language)) for code in known())
    return tuple(sorted(pairs, key=lambda pair: folded(pair[1])))
