"""Countries by their ISO 3166 code, in the reader's language."""

from functools import cache

from babel import Locale

from .words import fold

# What the Unicode names know beside countries: unions, reserved and private codes.
NOT_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


@cache
def choices(language):
    """[(code, name), …] of all countries and territories, as one looks for them in `language`."""
    names = Locale.parse(language).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code not in NOT_COUNTRIES]
    return sorted(((code, name) for code, name in found if code.isalpha()), key=lambda row: fold(row[1]))


def name(code, language):
    """The name of a country ("DE", "fr" → « Allemagne »), or the code itself where nobody knows it."""
    return Locale.parse(language).territories.get(code, code)
