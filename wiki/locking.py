"""Pages that only stewards change."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from groups.access import access as access_of
from groups.deeds import NoLongerAllowed, Refused
from groups.models import LogEntry, note

from .models import WikiPage


class LockedPage(Refused):
    """Somebody who is no steward wanted to change, move or delete a locked page."""

    sentence = _("This page is locked: only stewards can change it and its files. Nothing has been changed.")


def may_change(page, access):
    """Whether who has this Access may change, move or delete `page`. No query."""
    return access.may_write and (access.may_moderate or not page.locked)


def demand_change(page, by):
    """As things stand under the lock: NoLongerAllowed or LockedPage where `by` may not change `page`.

    `by` None is the site itself. `page` has its group. One query.
    """
    if by is None:
        return
    access = access_of(by, page.group)
    if not access.may_write:
        raise NoLongerAllowed
    if not may_change(page, access):
        raise LockedPage


def lock_page(page, by):
    """Let only stewards change `page` from now on. Returns whether that is new. Raises Refused."""
    return _set(page, by, locked=True)


def unlock_page(page, by):
    """Let every member change `page` again. Returns whether that is new. Raises Refused."""
    return _set(page, by, locked=False)


@transaction.atomic
def _set(page, by, *, locked):
    if not access_of(by, page.group).may_moderate:
        raise NoLongerAllowed
    changed = Page.objects.filter(pk=page.pk, live=True, locked=not locked).update(
        locked=locked, locked_by=by if locked else None, locked_at=timezone.now() if locked else None
    )
    if changed:
        row = WikiPage.objects.only("title").get(pk=page.pk)
        deed = LogEntry.Deed.LOCKED_PAGE if locked else LogEntry.Deed.UNLOCKED_PAGE
        note(page.group, by, deed, words=row.title)
    return bool(changed)
