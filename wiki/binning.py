"""The bin: pages that were deleted, for 30 days in which they can come back.

A page in the bin keeps its place in the tree and its address, and is not live: what asks for live pages does
not see it. Each page of a deleted branch has a row of its own; a page that was in the bin before keeps its row.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.words import one_line
from groups.access import access as access_of
from groups.deeds import NoLongerAllowed, Refused
from groups.models import LogEntry, note

from . import addresses, attaching, moving
from .models import FRONT_DEPTH, Binned, Edit, WikiPage
from .tree import free_slug, lock_tree

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
REASON_LENGTH = 200


class WrittenByOthers(Refused):
    """Members delete what they wrote alone."""

    sentence = _(
        "Others have written here too, so only a steward of the group can delete this. Nothing has been changed."
    )


class NotInTheBin(Refused):
    """Somebody else has brought the page back, or its days have ended."""

    sentence = _("This page is not in the bin any more. Nothing has been changed.")


def branch(page):
    """`page` and the live pages below it."""
    return WikiPage.objects.filter(path__startswith=page.path, live=True)


def may_delete(page, access):
    """Whether who has this Access may delete `page` and what is below it: stewards any page, members what
    they alone have written and what is not locked. Never a front page. Three queries at most.
    """
    if not access.may_write or page.depth <= FRONT_DEPTH:
        return False
    if access.may_moderate:
        return True
    pages = branch(page)
    by_others = Edit.objects.filter(page__in=pages).exclude(author=access.member)
    # A page saved in Wagtail's admin alone has no Edit: it is nobody's.
    nobodys = pages.exclude(pk__in=Edit.objects.filter(author=access.member).values("page"))
    return not (pages.filter(locked=True).exists() or by_others.exists() or nobodys.exists())


@transaction.atomic
def delete_page(page, *, by, reason="", at=None):
    """Put `page` and the live pages below it into the bin. Returns how many pages went.

    Raises Refused where `by` may not, WikiPage.DoesNotExist where the page is gone already.
    """
    lock_tree(page.group_id, page.locale_id)
    row = WikiPage.objects.select_related("group").get(pk=page.pk, live=True)
    # Who is saving one of these pages comes first; who comes later finds no page, and keeps their words.
    list(Page.objects.select_for_update().filter(path__startswith=row.path).order_by("pk").values_list("pk"))
    access = access_of(by, row.group)
    if not access.may_write:
        raise NoLongerAllowed
    if row.depth <= FRONT_DEPTH:
        raise moving.NotMoved(_("The front page of a wiki cannot be deleted."))
    if not may_delete(row, access):
        raise WrittenByOthers
    pages = list(branch(row).values_list("pk", flat=True))
    at, reason = at or timezone.now(), one_line(reason)[:REASON_LENGTH]
    Page.objects.filter(pk__in=branch(row).values("pk")).update(live=False)
    Binned.objects.bulk_create(
        Binned(page_id=pk, root_id=row.pk, by=by, by_name=by.name, reason=reason, at=at) for pk in pages
    )
    note(row.group, by, LogEntry.Deed.DELETED_PAGE, words=row.title)
    return len(pages)


def in_bin(group):
    """The rows of the pages of `group` that were deleted, the latest first, with `pages`, how many went."""
    together = Binned.objects.filter(root=OuterRef("page")).order_by().values("root")
    return (
        Binned.objects.filter(page=F("root"), page__group=group)
        .select_related("page__locale", "page__group")
        .annotate(pages=Subquery(together.annotate(number=Count("pk")).values("number")))
    )


@transaction.atomic
def restore_page(page, *, by):
    """Bring back what was deleted with `page`. Returns (the page, whether it has another place than before).

    Where the page above is in the bin itself, the nearest one above that is live takes it in, with the next
    free address. Raises Refused.
    """
    lock_tree(page.group_id, page.locale_id)
    binned = Binned.objects.filter(page=page.pk, root=page.pk).first()
    if binned is None:
        raise NotInTheBin
    row = WikiPage.objects.select_related("locale", "group").get(pk=page.pk)
    access = access_of(by, row.group)
    if not addresses.may_restore(binned, access):
        raise NoLongerAllowed
    above = row.get_parent()
    moved = not above.live
    if moved:
        target = row.get_ancestors().filter(live=True, depth__gte=FRONT_DEPTH).order_by("-depth").first()
        list(Page.objects.select_for_update().filter(pk__in=[above.pk, target.pk]).order_by("pk"))
        before = addresses.under(row)
        slug = free_slug(target, row.slug)
        moving.set_place(row, target, (target, "last-child"), slug)
        addresses.keep(before, row)
    together = Binned.objects.filter(root=row.pk)
    Page.objects.filter(pk__in=together.values("page")).update(live=True)
    together.delete()
    note(row.group, by, LogEntry.Deed.RESTORED_PAGE, words=row.title)
    return WikiPage.objects.select_related("locale", "group").get(pk=row.pk), moved


def empty(now=None):
    """Remove for good what has been in the bin for KEPT_FOR. Returns how many pages went.

    Safe to run twice, and at the same time. What was deleted first goes first, so that a page is never taken
    along by one above it before its own days have ended.
    """
    due = Binned.objects.filter(page=F("root"), at__lte=(now or timezone.now()) - KEPT_FOR)
    rows = due.order_by("at", "-page__depth", "pk").values_list("page", "page__group", "page__locale")
    return sum(_remove(*row, now) for row in list(rows))


@transaction.atomic
def _remove(pk, group_id, locale_id, now):
    lock_tree(group_id, locale_id)
    due = Binned.objects.filter(page=pk, root=pk, at__lte=(now or timezone.now()) - KEPT_FOR)
    if not due.exists():
        return 0
    page = WikiPage.objects.select_related("group").get(pk=pk)
    below = Page.objects.filter(path__startswith=page.path)
    if below.filter(live=True).exists():
        log.error("page %d in the bin has live pages below it and is kept", pk)
        return 0
    before = addresses.under(page)
    attaching.forget_of(list(WikiPage.objects.filter(path__startswith=page.path)))
    page.delete()
    addresses.keep_gone(before, page)
    entry = note(page.group, None, LogEntry.Deed.PURGED_PAGE, words=page.title)
    LogEntry.objects.filter(pk=entry.pk).update(actor_name=settings.SITE_NAME)
    return len(before)
