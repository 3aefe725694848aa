"""What a file is, found in what it holds and never in what it is called. A short list; the rest is refused.

Pictures are in pictures.py, which makes them anew. The files here are kept as they came, and are only ever
handed out as downloads.
"""

import re
import zipfile

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# The families a form may ask for.
PICTURE, PDF, TEXT, OFFICE = "picture", "pdf", "text", "office"
EVERY = (PICTURE, PDF, TEXT, OFFICE)

# Each kind is the ending of its name; what a browser is told it is.
CONTENT_TYPES = {
    "webp": "image/webp",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
ODF = {CONTENT_TYPES[kind]: kind for kind in ("odt", "ods", "odp")}
OOXML = {f"{CONTENT_TYPES[kind]}.main+xml": kind for kind in ("docx", "xlsx")}
OOXML["application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"] = "pptx"

POSSIBLE = {
    PICTURE: _("pictures (JPEG, PNG, WebP, GIF)"),
    PDF: _("PDF"),
    TEXT: _("plain text (.txt, .md, .csv)"),
    OFFICE: _("office documents without macros (.docx, .xlsx, .pptx, .odt, .ods, .odp)"),
}

# Within an office document: enough for a large one, too little for one made to fill a disk.
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_OF_ONE_PART = 1024 * 1024

MARKUP = re.compile(r"\s*<\s*(?:!doctype|\?xml|html|head|body|svg|script)", re.IGNORECASE)
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
CONTENT_TYPE = re.compile(rb"ContentType\s*=\s*[\"']([^\"']+)[\"']")
PROGRAMS = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|(?:^|/)(?:basic|scripts)/|\.(?:exe|dll|js|vbs)$", re.IGNORECASE
)


class Refused(ValidationError):
    """A file that is not taken, with the sentence for the person who sent it."""


def refuse(families):
    """The Refused that names what is possible."""
    if list(families) == [PICTURE]:
        return Refused(
            _("This is not a picture that we can take. JPEG, PNG, WebP and GIF are possible."), "kind"
        )
    possible = format_lazy(", ".join(["{}"] * len(families)), *(POSSIBLE[family] for family in families))
    return Refused(
        _("We cannot take this kind of file. These are possible: %(kinds)s."), "kind", {"kinds": possible}
    )


def kind_of(file, name, families):
    """The kind (a key of CONTENT_TYPES) of a binary file that is no picture. Raises Refused.

    `name` decides only which sort of plain text it is.
    """
    file.seek(0)
    start = file.read(1024)
    kind = None
    if start.startswith(b"%PDF-"):
        kind = "pdf" if PDF in families and _is_pdf(file) else None
    elif start.startswith(b"PK"):
        kind = _office_kind(file) if OFFICE in families else None
    elif TEXT in families:
        kind = _text_kind(file, name)
    if kind is None:
        raise refuse(families)
    return kind


def _is_pdf(file):
    """A version, a table of contents and an end, each where it belongs."""
    file.seek(0)
    start = file.read(8)
    size = file.seek(0, 2)
    file.seek(max(0, size - 1024))
    end = file.read()
    return bool(re.match(rb"%PDF-[12]\.\d", start)) and b"startxref" in end and b"%%EOF" in end


def _text_kind(file, name):
    """txt, md or csv for UTF-8 without control characters; None for anything else, and for markup."""
    ending = re.search(r"(?:\.([^.]*))?$", name.lower()).group(1)
    kind = {None: "txt", "txt": "txt", "md": "md", "markdown": "md", "csv": "csv"}.get(ending)
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # A web page or a drawing can hold programs, whatever it is called.
    return None if NOT_IN_TEXT.search(text) or MARKUP.match(text) else kind


def _office_kind(file):
    """docx … odp for an office document without macros, None for any other archive."""
    # The archive ends where the file ends: nothing is hidden behind it.
    file.seek(-min(22, file.seek(0, 2)), 2)
    if file.read(4) != b"PK\x05\x06":
        return None
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if not _is_sane(archive, parts):
                return None
            if any(PROGRAMS.search(part.filename) for part in parts):
                raise Refused(
                    _(
                        "This document holds macros or programs. Please save it without them, and send it again."
                    ),
                    "macros",
                )
            if parts[0].filename == "mimetype":
                return ODF.get(_read(archive, "mimetype").decode("ascii", "replace").strip())
            types = {found.decode("ascii", "replace") for found in CONTENT_TYPE.findall(
                _read(archive, "[Content_Types].xml")
            )}  # fmt: skip
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    if any("macro" in found.lower() for found in types):
        return None
    return next((kind for main, kind in OOXML.items() if main in types), None)


def _is_sane(archive, parts):
    return (
        0 < len(parts) <= MOST_PARTS
        and not archive.comment
        and min(part.header_offset for part in parts) == 0
        and len({part.filename for part in parts}) == len(parts)
        and sum(part.file_size for part in parts) <= MOST_UNPACKED
        and not any(
            part.flag_bits & 1 or part.filename.startswith("/") or ".." in part.filename.split("/")
            for part in parts
        )
    )


def _read(archive, name):
    with archive.open(name) as part:
        return part.read(MOST_OF_ONE_PART)
