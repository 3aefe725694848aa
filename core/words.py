"""Small care for words."""

import re
import unicodedata

ORDINARY_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def initials(name):
    """At most two letters of a person's name, for the round place where a picture will be."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "·"


def one_line(text):
    """`text` on one line, without spaces at its ends and without NUL.

    French no-break spaces inside it stay what they are: `str.split` would make ordinary ones of them.
    """
    return ORDINARY_SPACE.sub(" ", text.replace("\x00", "")).strip()


def fold(text):
    """`text` as it is looked for and put in order: without accents and capitals ("Éloïse" → "eloise")."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
