"""Tags about groups and their people that any template may use."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core import dates
from core.pages import current_language
from groups import access, changes
from groups.models import index_slug
from groups.photos import with_words

register = template.Library()


@register.simple_tag
def groups_address():
    """The address of the list of groups in the interface's language. No query."""
    language = current_language()
    return f"/{language}/{index_slug(language)}/"


@register.filter
def may(member, deed):
    """Whether `member` may do `deed`, a key of access.SITE: `{% if user|may:"answer" %}`. No query."""
    return access.may(member, deed)


@register.filter
def visibility_words(group):
    """Who can see a group, as one word on its band."""
    return changes.VISIBILITIES[group.visibility]


@register.filter
def last_seen(date):
    """A day on which somebody was here, near or far: "today", "yesterday", "12 November"."""
    if date is None:
        return _("not yet")
    # The day is kept in UTC; a reader further east may be a day ahead.
    days = (timezone.now().date() - date).days
    if days < 1:
        return _("today")
    return _("yesterday") if days == 1 else dates.day(date)


@register.filter
def role_since(person):
    """As what one of a group's `roster` belongs to it, and since when: "co-chair since 2025"."""
    for row in person.stewardships_here:
        return steward_since(row)
    return _("member since %(year)s") % {"year": person.joined_at.year} if person.joined_at else _("member")


@register.filter
def steward_since(row):
    """The title of a Stewardship and since when: "steward since 2024"."""
    sentence = {
        "chair": _("chair since %(year)s"),
        "co-chair": _("co-chair since %(year)s"),
    }.get(row.title, _("steward since %(year)s"))
    return sentence % {"year": row.begun.year}


@register.filter
def log_words(entry):
    """What is said about an entry of the log, in the reader's language."""
    return changes.in_words(entry)


@register.filter
def reads(codes):
    """Which languages somebody reads: "reads English and French"."""
    return {
        ("en",): _("reads English"),
        ("fr",): _("reads French"),
        ("en", "fr"): _("reads English and French"),
    }.get(tuple(sorted(codes)), _("reads %(languages)s") % {"languages": ", ".join(sorted(codes))})


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
