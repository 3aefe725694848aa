"""Discussions on the pages of other packages."""

from django import template

from core.pages import current_language
from forum.models import Thread
from forum.reading import forum_paths

register = template.Library()


@register.inclusion_tag("forum/latest_threads.html", takes_context=True)
def latest_threads(context, group, limit=5):
    """The threads of `group` with the latest posts that this reader may see. Two queries."""
    address = forum_paths([group.pk], current_language()).get(group.pk, "")
    member = context["request"].user
    threads = Thread.objects.visible_to(member).filter(group=group).order_by("-last_post_at", "-pk")
    found = list(threads[:limit]) if address else []
    for thread in found:
        thread.url = thread.address(address)
    return {"threads": found, "address": address}


@register.inclusion_tag("forum/page_discussion.html", takes_context=True)
def page_discussion(context, limit=5):
    """The latest threads about the wiki page of the context, or about its other half. One query.

    Needs `page`, `access` and `group_page` at hand, as every screen of the wiki has them.
    """
    page, access, group_page = context["page"], context["access"], context["group_page"]
    address = f"{group_page['url_path']}discussions/" if group_page else ""
    threads = Thread.objects.seen_with(access).about(page).order_by("-last_post_at", "-pk")
    found = list(threads[: limit + 1]) if address else []
    for thread in found:
        thread.url = thread.address(address)
    return {
        "page": page,
        "access": access,
        "address": address,
        "threads": found[:limit],
        "more": len(found) > limit,
    }
