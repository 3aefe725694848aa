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
