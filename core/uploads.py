"""Files that people send: found out, made safe, kept under an unguessable key, and handed out by a view.

Nothing here knows who may see a file. A view asks `access` first and then calls `serve`; no other address
leads to a file. A deed that keeps a file writes it first and its row after:

    with uploads.kept(sent) as file, transaction.atomic():
        GroupPhoto.objects.create(file=file.key, file_name=file.name, …)

so that where the row fails, the file goes too.
"""

import contextlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import pictures
from .kinds import CONTENT_TYPES, EVERY, PICTURE, Refused, kind_of, refuse

LONGEST_NAME = 120
KEY = re.compile(r"[0-9a-f]{32}")
ENDING = re.compile(r"\.[a-z][a-z0-9]{0,9}$", re.IGNORECASE)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: a safe name, its kind (a key of CONTENT_TYPES), and its bytes in every size."""

    name: str
    kind: str
    files: dict = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def size(self):
        """Bytes of the whole file."""
        return len(self.files[None])


@dataclass(frozen=True)
class Kept:
    """A file that is kept: its key for `serve` and `forget`, and what to write in its row."""

    key: str
    name: str
    kind: str
    size: int
    width: int
    height: int


def check(upload, families=EVERY, shape=pictures.PHOTO):
    """Find out what an UploadedFile is and make it safe. Keeps nothing. Raises Refused, in a sentence.

    `families` are those of kinds.EVERY that are wanted, `shape` the sizes of a picture.
    """
    if not upload.size:
        raise Refused(_("This file is empty."), "empty")
    upload.seek(0)
    if pictures.looks_like_a_picture(upload.read(16)):
        if PICTURE not in families:
            raise refuse(families)
        _check_size(upload.size, settings.LARGEST_PICTURE)
        made = pictures.make_anew(upload, shape)
        return Checked(safe_name(upload.name, "webp"), "webp", made.files, made.width, made.height)
    _check_size(
        upload.size, settings.LARGEST_PICTURE if list(families) == [PICTURE] else settings.LARGEST_FILE
    )
    kind = kind_of(upload, upload.name or "", families)
    upload.seek(0)
    return Checked(safe_name(upload.name, kind), kind, {None: upload.read()})


def _check_size(size, most):
    if size > most:
        raise Refused(
            _("This file is %(size)s MB; we take at most %(most)s MB. Please send a smaller one."),
            "size",
            {"size": -(-size // MEGABYTE), "most": most // MEGABYTE},
        )


def safe_name(name, kind):
    """A name for a file of `kind`: no folders, no control or direction signs, at most LONGEST_NAME characters."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    # All kinds of spaces become one; controls, direction overrides, surrogates (C…) go.
    name = re.sub(r"\s+", " ", name)
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "-", name)
    stem = ENDING.sub("", name.strip(" .")).strip(" .")
    return f"{stem[: LONGEST_NAME - len(kind) - 1].rstrip(' .') or 'file'}.{kind}"


@contextlib.contextmanager
def kept(checked):
    """Keep a `Checked` file for the length of a deed, as a Kept; where the deed fails, nothing is left of it."""
    key = secrets.token_hex(16)
    try:
        for rendition, content in checked.files.items():
            default_storage.save(_place(key, rendition), ContentFile(content))
        yield Kept(key, checked.name, checked.kind, checked.size, checked.width, checked.height)
    except BaseException:
        forget(key)
        raise


def keep(upload, families=EVERY, shape=pictures.PHOTO):
    """Check and keep a file that no row is written for in the same breath. Returns the Kept; raises Refused."""
    with kept(check(upload, families, shape)) as file:
        return file


def open_kept(key, rendition=None):
    """A kept file, open for reading in bytes; None where there is none."""
    try:
        return default_storage.open(_place(key, rendition)) if KEY.fullmatch(key) else None
    except FileNotFoundError:
        return None


def forget(key):
    """Delete a file in all its sizes. Twice is harmless. After a row is gone, call it on commit."""
    if not KEY.fullmatch(key):
        return
    folder = _place(key, None).rpartition("/")[0]
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
        # A folder, where the storage has such a thing.
        with contextlib.suppress(OSError):
            default_storage.delete(folder)


def _place(key, rendition):
    """Where in the storage: private/ab/cd/<key>/whole. No address of the site leads into private/."""
    return f"private/{key[:2]}/{key[2:4]}/{key}/{rendition or 'whole'}"


def serve(request, key, kind, name, rendition=None):
    """The answer that hands out a kept file; the caller has asked `access`. Raises Http404 for a lost one.

    Only pictures, which we made ourselves, may be shown in the page; all else is a download. Every answer
    is asked for again, because who may see a file can change; its tag comes from the key, so it tells
    nothing about what is inside.
    """
    tag = f'"{salted_hmac("core.uploads", f"{key}/{rendition}").hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        file = open_kept(key, rendition)
        if file is None:
            raise Http404
        response = FileResponse(
            file, content_type=CONTENT_TYPES[kind], as_attachment=kind != "webp", filename=name
        )
    for header, value in {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items():
        response[header] = value
    return response


class LimitOfRequests(FileUploadHandler):
    """Before anything is written to disk: a request larger than LARGEST_REQUEST is not read at all."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.LARGEST_REQUEST:
            raise RequestDataTooBig("The request is larger than LARGEST_REQUEST.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
