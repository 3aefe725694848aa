"""Notes that a page needs work: made, and done."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from groups import access as rules

from .models import NeedsWork, WikiPage


def open_notes(member):
    """The notes that nobody has done yet, on live pages of groups that `member` may read."""
    return NeedsWork.objects.filter(
        rules.readable_by(member, "page__group__"), page__live=True, done_at__isnull=True
    )


@transaction.atomic
def add(page, by, note):
    """Say on `page` what is to be done. The same note of the same member twice is one. Returns the NeedsWork.

    Raises WikiPage.DoesNotExist when the page is gone.
    """
    if not Page.objects.select_for_update().filter(pk=page.pk, live=True).exists():
        raise WikiPage.DoesNotExist
    same = page.work_notes.filter(by=by, note=note, done_at=None).first()
    return same or NeedsWork.objects.create(page=page, note=note, by=by, by_name=by.name)


def finish(note, by):
    """Say that it is done. Returns whether it was still to be done."""
    rows = NeedsWork.objects.filter(pk=note.pk, done_at=None)
    return bool(rows.update(done_by=by, done_at=timezone.now()))
