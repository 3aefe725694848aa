"""Lists of addresses as people have them: CSV from a spreadsheet in any of its dialects, or pasted lines."""

import csv
import re
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from .invitations import Line, Outcome

MOST_LINES = 5000
MOST_BYTES = 1_000_000

_valid = EmailValidator(allowlist=[])
_EMAIL_HEADS = {"email", "e-mail", "mail", "address", "e-mail address", "email address", "courriel",
                "adresse", "adresse de courriel", "adresse e-mail", "adresse électronique"}  # fmt: skip
_LANGUAGE_HEADS = {"language", "lang", "langue"}
_LANGUAGES = {"english": "en", "anglais": "en", "french": "fr", "français": "fr", "francais": "fr"}


class TooManyLines(Exception):
    """More than MOST_LINES lines; `found` is how many."""

    def __init__(self, found):
        super().__init__(found)
        self.found = found


def decode(raw):
    """The text of a file: UTF-8, with or without its mark; UTF-16 with its mark; else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Which has every character of Latin-1 that anybody can see, at the same place.
        return raw.decode("cp1252", errors="replace")


def read(text, language):
    """The Lines of a list, each with an outcome where it cannot be sent. Empty lines are passed over.

    Columns are the e-mail address, then if wanted the language (`language` where there is none); what
    follows is not read. A first line with the names of the columns may put them in another order. Each
    line is read by itself, so that a stray quotation mark spoils one line. Raises TooManyLines.
    """
    rows = [
        (number, line) for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if line.strip(" \t;,")
    ]
    if rows and (told := re.fullmatch(r"sep=([,;\t])", rows[0][1].strip(" "), re.I)):
        delimiter, rows = told[1], rows[1:]
    else:
        delimiter = _delimiter(line for _number, line in rows[:20])
    email_at, language_at, is_head = _columns(_cells(rows[0][1], delimiter)) if rows else (0, 1, False)
    rows = rows[1:] if is_head else rows
    if len(rows) > MOST_LINES:
        raise TooManyLines(len(rows))
    lines, seen = [], {}
    for number, line in rows:
        cells = _cells(line, delimiter)
        found = _line(number, _cell(cells, email_at), _cell(cells, language_at), language)
        address = found.email.lower()
        if not found.outcome and seen.setdefault(address, number) != number:
            found.outcome, found.detail = Outcome.TWICE, str(seen[address])
        lines.append(found)
    return lines


def _line(number, email, word, language):
    email, outcome = address_in(email)
    found = Line(number, email[:254], language, outcome)
    if not outcome and word:
        code = _LANGUAGES.get(word.lower()) or re.split("[-_]", word.lower())[0]
        if code in dict(settings.LANGUAGES):
            found.language = code
        else:
            found.outcome, found.detail = Outcome.NO_LANGUAGE, word[:40]
    return found


def address_in(text):
    """(address, "") or (text, what is wrong with it, an Outcome). "Anna Bello <anna@example.org>" will do."""
    text = text.replace("\x00", "").strip()
    if not text:
        return "", Outcome.MISSING
    address = parseaddr(text)[1] if text.endswith(">") else text
    try:
        _valid(address)
        if len(address) > 254:
            raise ValidationError("")
    except ValidationError:
        return text, _trouble(text)
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}", ""


def _trouble(text):
    if "@" not in text:
        return Outcome.NO_AT
    name, _at, domain = text.rpartition("@")
    if name and "." not in domain and re.fullmatch(r"[\w-]+", domain):
        return Outcome.NO_ENDING
    return Outcome.NO_ADDRESS


def _delimiter(lines):
    """The one of comma, semicolon and tab that parts the first lines most often."""
    sample = "\n".join(lines)
    return max(",;\t", key=sample.count)


def _cells(line, delimiter):
    if delimiter not in line:  # lines that were pasted from several places
        delimiter = _delimiter([line])
    try:
        return next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:  # a cell longer than any address
        return [line]


def _cell(cells, place):
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _columns(first):
    """(place of the address, place of the language or None, whether `first` is a line of names)."""
    heads = [cell.strip().lower() for cell in first]
    email = next((place for place, head in enumerate(heads) if head in _EMAIL_HEADS), None)
    if email is None:
        return 0, 1, False
    return email, next((place for place, head in enumerate(heads) if head in _LANGUAGE_HEADS), None), True
