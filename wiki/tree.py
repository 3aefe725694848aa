"""The tree of one wiki: one person at a time changes its shape."""

from wagtail.models import Page

from .models import FRONT_DEPTH, RESERVED_SLUGS, WikiPage


def lock_tree(group_id, locale_id):
    """Wait for whoever changes the shape of this wiki, and keep others waiting until the transaction ends.

    Everything that writes places (a new page, a move, the bin) begins with this, and locks pages after it.
    """
    rows = WikiPage.objects.filter(group=group_id, locale=locale_id, depth=FRONT_DEPTH)
    # Evaluated for its lock; SQLite has one writer at a time anyway.
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def free_slug(parent, slug):
    """`slug`, or with a number where a page below `parent` has it, in the bin too, or an address needs the word."""
    below = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    taken = RESERVED_SLUGS | set(below.values_list("slug", flat=True))
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
