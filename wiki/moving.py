"""The places of pages: another last word of the address, another page above, another order.

Every deed here waits for its turn in the tree (tree.lock_tree), reads again where things are, and only then
changes them. Where an address changes, addresses.py keeps the old one.
"""

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from groups.access import access as access_of
from groups.deeds import Refused
from groups.models import LogEntry, note

from . import addresses
from .editing import DEEPEST
from .links import slug_of
from .locking import LockedPage, demand_change
from .models import FRONT_DEPTH, RESERVED_SLUGS, WikiPage
from .tree import lock_tree

# What a button of the arrangement does, and how a page is dropped: beside another page, or below it.
STEPS = ("up", "down", "in", "out")
DROPS = {"before": "left", "after": "right", "below": "last-child"}


class NotMoved(Refused):
    """A page cannot stand there. `sentence` says why; `field` is the field of the form it is about."""

    sentence = gettext_lazy("This page cannot be moved there. Nothing has been changed.")

    def __init__(self, sentence=None, field="parent"):
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def move_page(page, *, by, slug=None, parent=None):
    """Give `page` another last word of its address, another page above it, or both.

    `slug` is cleaned as slug_of does; `parent` is a WikiPage of the same wiki and language, below which the
    page comes last; None leaves each as it is. `by` is a User, or None for the site itself. Returns whether
    anything changed. Raises Refused (NotMoved and its sisters), WikiPage.DoesNotExist where the page is gone.
    """
    row = begin(page, by)
    above = row.get_parent()
    target = _in_the_tree(row, parent.pk) if parent is not None and parent.pk != above.pk else None
    slug = row.slug if slug is None or slug == row.slug else cleaned_slug(slug, row.language)
    if target is None and slug == row.slug:
        return False
    if target is None:
        return _put(row, above, None, slug, by)
    return _put(row, target, (target, "last-child"), slug, by)


@transaction.atomic
def take_step(page, step, *, by):
    """Move `page` one step, a word of STEPS: before or after its neighbour, below it, or out beside its parent.

    Returns whether it moved: the first page has nowhere up. Raises as `move_page`.
    """
    row = begin(page, by)
    above = row.get_parent()
    if step == "out":
        if above.depth <= FRONT_DEPTH:
            return False
        return _put(row, above.get_parent(), (above, "right"), row.slug, by)
    sisters = Page.objects.filter(path__startswith=above.path, depth=row.depth, live=True)
    if step == "down":
        beside = sisters.filter(path__gt=row.path).order_by("path").first()
    else:
        beside = sisters.filter(path__lt=row.path).order_by("-path").first()
    if beside is None:
        return False
    if step == "in":
        return _put(row, beside, (beside, "last-child"), row.slug, by)
    return _put(row, above, (beside, "left" if step == "up" else "right"), row.slug, by)


@transaction.atomic
def drop_page(page, drop, other, *, by):
    """Move `page` beside or below the page `other`, as `drop`, a key of DROPS, says. Raises as `move_page`."""
    row = begin(page, by)
    if other.pk == row.pk:
        return False
    target = _in_the_tree(row, other.pk)
    if drop != "below" and target.depth <= FRONT_DEPTH:
        raise NotMoved(_("The front page of the wiki stays above all others."))
    parent = target if drop == "below" else target.get_parent()
    return _put(row, parent, (target, DROPS[drop]), row.slug, by)


def begin(page, by):
    """`page` as it is now, its tree and its row locked, for who may change it. Raises as `move_page`."""
    lock_tree(page.group_id, page.locale_id)
    Page.objects.select_for_update().filter(pk=page.pk).first()
    row = WikiPage.objects.select_related("locale", "group").get(pk=page.pk, live=True)
    demand_change(row, by)
    if row.depth <= FRONT_DEPTH:
        raise NotMoved(_("The front page of a wiki stays where it is."))
    return row


def _in_the_tree(row, pk):
    """The live page `pk` of the same wiki and language."""
    pages = WikiPage.objects.filter(group=row.group_id, locale=row.locale_id, live=True)
    target = pages.filter(pk=pk).first()
    if target is None:
        raise NotMoved(_("The page that you chose is not there any more. Please choose another one."))
    return target


def _put(row, parent, place, slug, by):
    """Put `row` below `parent` with `slug`; `place` is (a page, a position of treebeard), None to stay."""
    # Whoever writes a page below one of these waits: two pages never take one place.
    parents = {parent.pk, row.get_parent().pk}
    list(Page.objects.select_for_update().filter(pk__in=parents).order_by("pk").values_list("pk"))
    check_place(row, parent, slug)
    _demand_unlocked(row, parent, by)
    before = addresses.under(row)
    set_place(row, parent, place, slug)
    if addresses.keep(before, row):
        note(row.group, by, LogEntry.Deed.MOVED_PAGE, words=row.title)
    return True


def _demand_unlocked(row, parent, by):
    """LockedPage where a page that goes along is locked, or the one that would take them in, and `by` may not."""
    if by is None or access_of(by, row.group).may_moderate:
        return
    along = Q(path__startswith=row.path)
    taking = Q(pk=parent.pk) if parent.pk != row.get_parent().pk else Q(pk__in=[])
    if Page.objects.filter(along | taking, locked=True).exists():
        raise LockedPage


def check_place(row, parent, slug):
    """Raise NotMoved where `row` cannot stand below `parent` with `slug`."""
    if parent.path.startswith(row.path):
        raise NotMoved(_("A page cannot stand below itself or below one of the pages under it."))
    deepest = Page.objects.filter(path__startswith=row.path).aggregate(deepest=Max("depth"))["deepest"]
    if parent.depth + 1 + deepest - row.depth > DEEPEST:
        raise NotMoved(_("Pages lie too deep here. Please choose a page nearer to the front page."))
    if slug in RESERVED_SLUGS:
        raise NotMoved(
            _("The address cannot end with “%(slug)s”: the wiki needs this word itself.") % {"slug": slug},
            "slug",
        )
    sisters = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1, slug=slug)
    taken = sisters.exclude(pk=row.pk).first()
    if taken:
        words = {"slug": slug, "title": taken.title}
        raise NotMoved(
            _("The page “%(title)s” has the address “%(slug)s” there. Please choose another one.") % words
            if taken.live
            else _(
                "The page “%(title)s”, which is in the bin, has the address “%(slug)s” there. "
                "Please choose another one."
            )
            % words,
            "slug",
        )


def set_place(row, parent, place, slug):
    """Write the place that `check_place` has found good, for `row` and all pages below it."""
    page = Page.objects.get(pk=row.pk)
    if place is None:
        page.slug = slug
        page.set_url_path(parent)
        page.save()
        return
    if slug != page.slug:
        # Wagtail makes the addresses from the slug it finds; the two change in one step.
        Page.objects.filter(pk=row.pk).update(slug=slug)
    target, position = place
    page.move(Page.objects.get(pk=target.pk), pos=position)


def cleaned_slug(words, language):
    """The last word of an address, made from what somebody typed. Raises NotMoved where nothing is left."""
    slug = slug_of(words, language)
    if not slug:
        raise NotMoved(_("The address needs at least one letter or digit."), "slug")
    return slug


def possible_parents(page):
    """[(pk, depth, title)] of the pages that `page` can stand below, in the order of the tree. One query."""
    rows = in_order(page.group_id, page.locale_id)
    return [(row["pk"], row["depth"], row["title"]) for row in rows if not row["path"].startswith(page.path)]


def in_order(group_id, locale_id):
    """The live pages of a wiki in the order of the tree: pk, path, depth, title, url_path. One query."""
    pages = WikiPage.objects.filter(group=group_id, locale=locale_id, live=True)
    return list(pages.order_by("path").values("pk", "path", "depth", "title", "url_path", "locked"))
