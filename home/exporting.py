"""Making the copies that members ask for. Several workers may be at it, and any may be killed anywhere.

The row comes first. A worker claims it for a few minutes, and for a few more whenever it tells how far it
is; should it die, the claim ends by itself and another one begins anew.
"""

import contextlib
import logging
import tempfile
import zipfile
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from core.logs import told

from .copying import write_copy
from .models import DataExport

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
TELL_EVERY = 50
FOLDER = "private/exports"
# A file without a row is another worker's that is just being kept, or what a killed one left.
ORPHAN_AFTER = timedelta(days=1)

State = DataExport.State


class Lost(Exception):
    """The claim is another worker's by now, or the member has gone."""


def ask(member):
    """Note that `member` wants their copy, and wake a worker. Returns (the DataExport, whether it is new)."""
    try:
        with transaction.atomic():
            export = DataExport.objects.create(member=member)
    except IntegrityError:
        export = DataExport.objects.open().filter(member=member).first()
        # Where it was finished in this very moment, another one is begun.
        return (export, False) if export else ask(member)
    transaction.on_commit(_wake)
    return export, True


def _wake():
    """Sooner than the timetable would. A broker that is away changes nothing: the row is there."""
    from .tasks import make_exports

    with contextlib.suppress(OperationalError, OSError):
        make_exports.apply_async(retry=False)


def make_due():
    """Make every copy that is due. Safe to run twice, and at the same time. Returns how many were made."""
    made = 0
    while export := _claim():
        made += _make(export)
    return made


def _claim():
    """The oldest copy that is due, ours for LEASE, or None."""
    now = timezone.now()
    with transaction.atomic():
        export = (
            DataExport.objects.due(now)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("member")
            .order_by("pk")
            .first()
        )
        if export is None:
            return None
        if export.attempts >= MOST_ATTEMPTS:
            state, lease = State.FAILED, None
        else:
            state, lease = State.BUSY, now + LEASE
        DataExport.objects.filter(pk=export.pk).update(
            state=state, lease_until=lease, attempts=F("attempts") + 1, done=0, total=0
        )
    if state == State.FAILED:
        return _claim()
    export.lease_until = lease
    return export


def _held(export):
    """The row, as long as our own claim on it stands."""
    return DataExport.objects.filter(pk=export.pk, state=State.BUSY, lease_until=export.lease_until)


def _progress(export):
    """A function that `write_copy` calls with (done, total); it renews the claim. Raises Lost."""

    def tell(done, total):
        if done % TELL_EVERY and done != total:
            return
        lease = timezone.now() + LEASE
        if not _held(export).update(done=done, total=total, lease_until=lease):
            raise Lost
        export.lease_until = lease

    return tell


def _make(export):
    """Write the ZIP of one claimed copy. Returns whether it is ready."""
    member = export.member
    try:
        with tempfile.TemporaryFile() as file:
            with translation.override(member.language), timezone.override(member.zone):
                write_copy(member, file, _progress(export))
            size = file.tell()
            file.seek(0)
            return _keep(export, file, size)
    except Lost:
        return False
    except Exception as trouble:
        log.error("The copy %s was not made: %s", export.pk, told(trouble))
        # Otherwise another attempt when the claim ends: what is wrong now may be right then.
        if export.attempts + 1 >= MOST_ATTEMPTS:
            _held(export).update(state=State.FAILED, lease_until=None)
        return False


def _keep(export, file, size):
    """Keep the finished file and let go of earlier ones, unless the claim was lost meanwhile."""
    name = default_storage.save(DataExport._meta.get_field("file").generate_filename(export, ""), File(file))
    kept = False
    try:
        with transaction.atomic():
            kept = _held(export).update(
                state=State.READY, file=name, size=size, finished_at=timezone.now(), lease_until=None
            )
            if kept:
                forget(DataExport.objects.filter(member=export.member_id).exclude(pk=export.pk))
    finally:
        if not kept:
            default_storage.delete(name)
    return bool(kept)


def forget(exports):
    """Delete these rows, and their files once that is certain."""
    for export in exports:
        export.delete()
        if export.file:
            transaction.on_commit(lambda file=export.file.name: default_storage.delete(file))


def forget_those_with(found):
    """Delete finished copies, whoever's, in which the pattern `found` finds something; they can be made again."""
    for export in DataExport.objects.filter(state=State.READY):
        if found and _mentions(export, found):
            with transaction.atomic():
                forget([export])


def _mentions(export, found):
    try:
        with export.file.open("rb") as file, zipfile.ZipFile(file) as copy:
            texts = (name for name in copy.namelist() if not name.endswith(".webp"))
            return any(found.search(copy.read(name).decode(errors="replace")) for name in texts)
    except FileNotFoundError:
        return False


def tidy():
    """Delete what has been kept for its week, and files that no row knows. Returns how many rows went."""
    old = timezone.now() - DataExport.KEPT_FOR
    with transaction.atomic():
        gone = list(
            DataExport.objects.exclude(state__in=[State.WAITING, State.BUSY]).filter(created_at__lte=old)
        )
        gone = [export for export in gone if not export.finished_at or export.finished_at <= old]
        forget(gone)
    known = set(DataExport.objects.exclude(file="").values_list("file", flat=True))
    with contextlib.suppress(FileNotFoundError):
        for name in default_storage.listdir(FOLDER)[1]:
            path = f"{FOLDER}/{name}"
            made = default_storage.get_modified_time(path)
            if path not in known and made < timezone.now() - ORPHAN_AFTER:
                default_storage.delete(path)
    return len(gone)
