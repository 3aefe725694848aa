"""The tree of one wiki: one person at a time changes its shape."""

from .models import FRONT_DEPTH, WikiPage


def front_page(group_id, locale_id):
    """The front page of a group's wiki in one language, with its locale and group. Raises WikiPage.DoesNotExist."""
    pages = WikiPage.objects.select_related("locale", "group")
    return pages.get(group=group_id, locale=locale_id, depth=FRONT_DEPTH)


def lock_tree(group_id, locale_id):
    """Wait for whoever changes the shape of this wiki, and keep others waiting until the transaction ends.

    Everything that writes places (a new page, a move, the bin) begins with this, and locks pages after it.
    """
    rows = WikiPage.objects.filter(group=group_id, locale=locale_id, depth=FRONT_DEPTH)
    # Evaluated for its lock; SQLite has one writer at a time anyway.
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
