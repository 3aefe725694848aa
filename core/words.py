"""Small care for words."""

import re

ORDINARY_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def one_line(text):
    """`text` on one line, without spaces at its ends and without NUL.

    French no-break spaces inside it stay what they are: `str.split` would make ordinary ones of them.
    """
    return ORDINARY_SPACE.sub(" ", text.replace("\x00", "")).strip()
