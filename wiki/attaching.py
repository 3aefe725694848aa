"""The files of wiki pages: adding one, a new version of it, going back to an old version, taking one away.

Each deed asks once more, under its lock, whether it may be done, and raises a groups.deeds.Refused with a
sentence where not. The page is always locked before an attachment of it.
"""

import contextlib
import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from core import uploads
from core.kinds import EVERY
from core.kinds import PICTURE as PICTURES
from core.pictures import PHOTO
from core.words import one_line
from groups.access import access
from groups.deeds import NoLongerAllowed, Refused
from groups.models import LogEntry, note

from .attached import IN_AN_ADDRESS, is_picture
from .locking import LockedPage, may_change
from .models import Attachment, AttachmentVersion, Draft, ProposedEdit, WikiPage

MOST_OF_A_PAGE = 500
MOST_VERSIONS = 100
# Files sent for pages that are not written yet, for each sender in each group.
MOST_UNCLAIMED = 100
UNCLAIMED_FOR = datetime.timedelta(days=30)
# The same file again, so soon: a button that was pressed twice.
TWICE = datetime.timedelta(minutes=2)
# A text may name no more files than a parser would follow.
MOST_CLAIMED = 1_000


class Full(Refused):
    """There is no room for one more."""


class Gone(Refused):
    """The page or the file was removed meanwhile."""

    sentence = gettext_lazy("This page or this file is no longer there. Nothing has been changed.")


class _There(Exception):
    """What was sent has been kept already."""

    def __init__(self, found):
        super().__init__()
        self.found = found


def may_remove(found, page, file):
    """Whether who has the Access `found` may take `file` away: stewards, and who added it."""
    mine = file.added_by_id is not None and file.added_by_id == found.member.pk
    return found.may_moderate or (mine and may_change(page, found))


def families_for(version):
    """What a new version may be: of a picture a picture, because texts show it as one; else no picture."""
    return [PICTURES] if is_picture(version) else [family for family in EVERY if family != PICTURES]


def attach(page, by, picked, *, alt="", unwritten=False):
    """Keep `picked` (an uploads.Checked) as a file of `page`. Returns (the Attachment, whether it is new).

    `by` is a User, or None for the site itself. `alt` says what a picture shows. With `unwritten`, the file
    is for a page that will stand below `page` and is not saved yet (see `claim`). Sent twice within
    TWICE, it is kept once. Raises Refused.
    """
    try:
        with uploads.kept(picked) as file, transaction.atomic():
            _lock_page(page, by, even_locked=unwritten)
            here = Attachment.objects.filter(
                group=page.group_id,
                page=None if unwritten else page.pk,
                **({"added_by": by} if unwritten else {}),
            )
            if there := _just_sent(here, by, picked):
                raise _There(there)
            _make_room(here.count(), unwritten)
            attachment = Attachment.objects.create(
                group_id=page.group_id, page_id=None if unwritten else page.pk, added_by=by, alt=_alt(alt)
            )
            _write(attachment, file, by, number=1)
    except _There as there:
        return there.found, False
    return attachment, True


def _alt(words):
    return one_line(words)[: Attachment._meta.get_field("alt").max_length]


def _lock_page(page, by, *, even_locked):
    """Wait for whoever changes this page or its files. Raises Refused where `by` may not."""
    rows = Page.objects.select_for_update(no_key=True).filter(pk=page.pk, live=True)
    row = rows.only("pk", "locked").first()
    if row is None:
        raise Gone
    _check(by, page.group, row.locked and not even_locked)


def _check(by, group, locked):
    if by is None:
        return
    found = access(by, group)
    if not found.may_write:
        raise NoLongerAllowed
    if locked and not found.may_moderate:
        raise LockedPage


def _make_room(count, unwritten):
    if unwritten and count >= MOST_UNCLAIMED:
        raise Full(
            _("You have sent %(most)d files for pages that are not saved yet. Please save a page first.")
            % {"most": MOST_UNCLAIMED}
        )
    if count >= MOST_OF_A_PAGE:
        raise Full(
            _("This page has %(most)d files, and there is room for no more. Please remove one first.")
            % {"most": MOST_OF_A_PAGE}
        )


def _just_sent(here, by, picked):
    """The same file, sent by the same person a moment ago; or None."""
    since = timezone.now() - TWICE
    same = AttachmentVersion.objects.filter(
        attachment__in=here.filter(added_by=by, added_at__gte=since),
        number=1,
        file_name=picked.name,
        size=picked.size,
    ).select_related("attachment")
    return next((row.attachment for row in same if _is_same(row, picked)), None)


def _is_same(version, picked):
    file = uploads.open_kept(version.file)
    if file is None:
        return False
    with file:
        return file.read() == picked.files[None]


def _write(attachment, file, by, *, number, note=""):
    return AttachmentVersion.objects.create(
        attachment=attachment,
        number=number,
        file=file.key,
        file_name=file.name,
        kind=file.kind,
        size=file.size,
        width=file.width,
        height=file.height,
        note=one_line(note)[:200],
        added_by=by,
        added_by_name=by.name if by else settings.SITE_NAME,
    )


def add_version(attachment, by, picked, *, note="", alt=None):
    """Keep `picked` (an uploads.Checked) as the latest version of `attachment`.

    Returns the AttachmentVersion, or None where the latest one is this very file. `alt` replaces the words
    for a picture; None leaves them. Raises Refused. The caller has asked that it is of `families_for`.
    """
    try:
        with uploads.kept(picked) as file, transaction.atomic():
            locked = _lock(attachment, by)
            last = locked.versions.first()
            if alt is not None and _alt(alt) != locked.alt:
                Attachment.objects.filter(pk=locked.pk).update(alt=_alt(alt))
            if last.file_name == file.name and last.size == file.size and _is_same(last, picked):
                # Leaves the block as a deed that is done, so that new words for a picture are kept.
                uploads.forget(file.key)
                return None
            if is_picture(last) != (file.kind == "webp"):
                raise Refused
            if last.number >= MOST_VERSIONS:
                raise Full(
                    _(
                        "This file has %(most)d versions, and there is room for no more. Please add it as a new file."
                    )
                    % {"most": MOST_VERSIONS}
                )
            return _write(locked, file, by, number=last.number + 1, note=note)
    except Attachment.DoesNotExist:
        raise Gone from None


def _lock(attachment, by, *, check=True):
    """The row of `attachment` as it is now, locked until the transaction ends, with its page."""
    rows = Attachment.objects.select_for_update(of=("self",), no_key=True).select_related("group", "page")
    found = rows.get(pk=attachment.pk, page__isnull=False)
    if check:
        _check(by, found.group, found.page.locked)
    return found


def go_back(attachment, by, number):
    """Make version `number` the latest again, as a new version. Returns it, or None where it is the latest.

    Raises AttachmentVersion.DoesNotExist for a number that was never there, and Refused.
    """
    old = attachment.versions.get(number=number)
    files = {}
    for rendition in (None, *PHOTO.widths) if is_picture(old) else (None,):
        if file := uploads.open_kept(old.file, rendition):
            with file:
                files[rendition] = file.read()
    if None not in files:
        raise Gone
    again = uploads.Checked(old.file_name, old.kind, files, old.width, old.height)
    # In the language of the page, as all that is kept with it.
    with translation.override(attachment.page.language):
        words = _("The same as version %(number)d") % {"number": number}
    return add_version(attachment, by, again, note=words)


@transaction.atomic
def remove(attachment, by):
    """Take a file away with all its versions, and log it. Returns whether it was still there. Raises Refused."""
    try:
        found = _lock(attachment, by, check=False)
    except Attachment.DoesNotExist:
        return False
    if by is not None and not may_remove(access(by, found.group), found.page, found):
        raise NoLongerAllowed
    name = found.versions.values_list("file_name", flat=True).first()
    _delete([found.pk])
    note(found.group, by, LogEntry.Deed.REMOVED_FILE, words=f"{name} ({found.page.title})")
    return True


def _delete(pks):
    """Delete these attachments, which the transaction has locked; their files go once that is written."""
    keys = list(AttachmentVersion.objects.filter(attachment__in=pks).values_list("file", flat=True))
    Attachment.objects.filter(pk__in=pks).delete()
    for key in keys:
        transaction.on_commit(partial(uploads.forget, key))


def claim(page, text, author):
    """Give `page` the files that `author` sent while it was not written yet and that its `text` names.

    Call it inside the transaction that saves the text. Returns how many; no query where it names none.
    """
    keys = list(dict.fromkeys(IN_AN_ADDRESS.findall(text)))[:MOST_CLAIMED]
    if not keys or author is None:
        return 0
    rows = Attachment.objects.filter(group=page.group_id, page=None, added_by=author, key__in=keys)
    return rows.update(page=page.pk)


@transaction.atomic
def forget_of(pages):
    """Before `pages` are removed for good: give their files to the other language, where it stays, else delete them.

    Call it inside that transaction, before the pages go. Returns how many files were deleted.
    """
    going = {page.pk: (page.translation_key, page.group_id) for page in pages}
    staying = {}
    halves = WikiPage.objects.filter(translation_key__in={key for key, _group in going.values()})
    for pk, *of in halves.exclude(pk__in=going).order_by("pk").values_list("pk", "translation_key", "group"):
        staying.setdefault(tuple(of), pk)
    rows = list(Attachment.objects.select_for_update().filter(page__in=going).values_list("pk", "page"))
    gone = []
    for pk, page in rows:
        if heir := staying.get(going[page]):
            Attachment.objects.filter(pk=pk).update(page=heir)
        else:
            gone.append(pk)
    _delete(gone)
    return len(gone)


def forget_unclaimed(now=None):
    """Delete the files that were sent UNCLAIMED_FOR ago for a page that was never saved. Returns how many.

    Those that a draft or a proposed edit of their sender still names are kept. Safe to run twice.
    """
    old = (now or timezone.now()) - UNCLAIMED_FOR
    count = 0
    waiting = Attachment.objects.filter(page=None, added_at__lt=old)
    for pk in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic(), contextlib.suppress(Attachment.DoesNotExist):
            # Asked again under the lock: its page may have been saved in this moment.
            row = waiting.select_for_update().get(pk=pk)
            if not _is_named(row):
                _delete([row.pk])
                count += 1
    return count


def _is_named(row):
    """Whether a text of its sender that is not saved yet names this file."""
    if row.added_by_id is None:
        return False
    named = {"author": row.added_by_id, "body__contains": row.key}
    return (
        Draft.objects.filter(**named).exists()
        or ProposedEdit.objects.filter(**named, state=ProposedEdit.State.WAITING).exists()
    )
