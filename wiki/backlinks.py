"""What links to a page, and which of those texts still use a title that it had."""

from django.db.models import Q

from groups import access as rules
from groups.models import Group, GroupPage

from .models import OldAddress, PageLink, WikiPage
from .rewriting import can_be_linked, former_titles

# Texts offered at once for rewriting: each is a save.
MOST_OFFERED = 50


def linking_to(page, reader):
    """The pages `reader` may see whose texts name `page`, or its half in the other language, by title.

    By a title it has or had, by the last word of its address; in any language of the same wiki, and in other
    groups as [[group:Title]]. Two queries, and those of the queryset.
    """
    halves = WikiPage.objects.filter(translation_key=page.translation_key, group=page.group_id, live=True)
    rows = list(halves.values_list("title", "slug"))
    titles = {title for title, _slug in rows}
    old = OldAddress.objects.filter(page__in=halves).exclude(title="").values_list("title", flat=True)
    called = Q(title__in=titles | set(old)) | Q(slug__in={slug for _title, slug in rows})
    return _sources(page, called, reader)


def using_former_titles(page, by):
    """(pages, how many in all): those with links to a title that `page` had, where `by` may write.

    The first MOST_OFFERED by title, with locale and group. Six queries at most.
    """
    titles = former_titles(page) if rules.is_somebody(by) and can_be_linked(page.title) else []
    if not titles:
        return [], 0
    sources = _sources(page, Q(title__in=titles), by)
    groups = Group.objects.filter(pk__in=sources.order_by().values("group"))
    writable = [pk for pk, access in rules.accesses(by, groups).items() if access.may_write]
    sources = sources.filter(group__in=writable)
    return list(sources[:MOST_OFFERED]), sources.count()


def _sources(page, called, reader):
    key = page.group.key.lower()
    here = Q(group_key="", source__group=page.group_id) | Q(group_key=key)
    naming = PageLink.objects.filter(called, here).values("source")
    pages = WikiPage.objects.visible_to(reader).filter(pk__in=naming).exclude(pk=page.pk)
    return pages.select_related("locale", "group").defer("body").order_by("title", "pk")


def with_group_names(pages, group_id=None):
    """`pages` as a list, each with `group_name` in the interface's language; "" for those of `group_id`. One query."""
    pages = list(pages)
    others = {page.group_id for page in pages} - {group_id}
    names = group_names(others) if others else {}
    for page in pages:
        page.group_name = names.get(page.group_id, "")
    return pages


def group_names(group_ids):
    """{group id: its name in the interface's language}. One query."""
    return dict(GroupPage.objects.in_language().filter(group__in=group_ids).values_list("group_id", "title"))
