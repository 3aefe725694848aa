"""Small care for words."""

import re
import unicodedata

from django.utils.translation import gettext as _

ORDINARY_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def initials(name):
    """At most two letters of a person's name, for the round place where a picture will be."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "·"


def named(name):
    """The name kept beside what somebody wrote; of one who deleted their account none is kept."""
    return name or _("former member")


def one_line(text):
    """`text` on one line, without spaces at its ends and without NUL.

    French no-break spaces inside it stay what they are: `str.split` would make ordinary ones of them.
    """
    return ORDINARY_SPACE.sub(" ", text.replace("\x00", "")).strip()


LETTERS_OF_TWO = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})


def folded(text):
    """`text` without accents, capitals and punctuation: equal for two spellings of one name, and to sort by."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS_OF_TWO))
    letters = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(letters.split())
