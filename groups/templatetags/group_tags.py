"""Tags about groups and their people that any template may use."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.pages import current_language
from groups.models import index_slug
from groups.photos import with_words

register = template.Library()


@register.simple_tag
def groups_address():
    """The address of the list of groups in the interface's language. No query."""
    language = current_language()
    return f"/{language}/{index_slug(language)}/"


@register.filter
def visibility_words(group):
    """Who can see a group, as one word on its band."""
    return {"public": _("public"), "listed": _("private, listed"), "hidden": _("private, hidden")}[
        group.visibility
    ]


@register.simple_tag
def face(member, size=""):
    """The round place of a member: their picture where `faces.decide_faces` allowed it, else initials.

    No query. `size` may be "large". `member` may be None: somebody who is gone.
    """
    large, pixels, side = (" face-large", 192, 96) if size == "large" else ("", 96, 40)
    if getattr(member, "face_shown", False) and member.picture:
        return format_html(
            '<img class="face{}" src="{}" alt="" width="{}" height="{}" loading="lazy">',
            large,
            reverse("files:person", args=[member.picture, pixels]),
            side,
            side,
        )
    return format_html(
        '<span class="face{}" aria-hidden="true">{}</span>', large, member.initials if member else "·"
    )


@register.simple_tag
def person(member, name=""):
    """A member's name, which leads to their profile where `faces.decide_faces` allowed it. No query.

    `name` is what a row kept of it, for somebody who is gone.
    """
    if getattr(member, "face_shown", False):
        return format_html('<a href="{}">{}</a>', reverse("groups:person", args=[member.pk]), member.name)
    return member.name if member else name


@register.inclusion_tag("groups/photos.html")
def group_photos(group):
    """The pictures of a group, for a page whose reader may know of it. One query."""
    return {"photos": [with_words(photo, group) for photo in group.photos.all()]}
