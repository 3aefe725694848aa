"""Who runs the community on a day: institutions by their roles, committees by their stewards."""

import datetime

from django.utils.translation import gettext_lazy as _

from core.words import folded

from . import access
from .models import Group, GroupPage, OrganisationRole, Stewardship
from .models.organisations import GOVERNING_ROLES

Role = OrganisationRole.Role
HEADINGS = {
    Role.BOARD: _("Board"),
    Role.SECRETARIAT: _("Secretariat"),
    Role.CO_CHAIR: _("Co-chairs"),
    Role.FOUNDING_MEMBER: _("Founding members"),
}


def institutions(date):
    """[(role, heading, its OrganisationRoles by the name of the organisation)] on `date`. One query."""
    rows = OrganisationRole.objects.governing().on(date).select_related("organisation")
    rows = sorted(rows, key=lambda row: folded(row.organisation.name))
    held = [(role, HEADINGS[role], [row for row in rows if row.role == role]) for role in GOVERNING_ROLES]
    return [section for section in held if section[2]]


def committees(reader, language):
    """The GroupPages of all committees that `reader` may know of, ever, each with `terms`, its Stewardships.

    Two queries.
    """
    pages = GroupPage.objects.visible_to(reader).in_language(language)
    pages = list(pages.filter(group__kind=Group.Kind.COMMITTEE).order_by("title"))
    terms = Stewardship.objects.filter(group__in=[page.group_id for page in pages]).select_related("member")
    by_group = {}
    for term in terms:
        by_group.setdefault(term.group_id, []).append(term)
    for page in pages:
        page.terms = by_group.get(page.group_id, [])
    return pages


def at_work(pages, date):
    """Those of `committees` that were there on `date`, each with `stewards`, the Stewardships of that day."""
    # A group is archived from the day named in `ended` on; a stewardship ends after it.
    found = [
        page
        for page in pages
        if (page.group.begun is None or page.group.begun <= date)
        and (page.group.ended is None or date < page.group.ended)
    ]
    for page in found:
        page.stewards = [
            row for row in page.terms if row.begun <= date and not (row.ended and row.ended < date)
        ]
    return found


def turning_days(pages):
    """The days on which something of this changed, in order. One query."""
    days = set()
    day = datetime.timedelta(days=1)
    terms = [(row.begun, row.ended) for page in pages for row in page.terms]
    for begun, ended in [*OrganisationRole.objects.governing().values_list("begun", "ended"), *terms]:
        days |= {begun, ended and ended + day}
    for page in pages:
        days |= {page.group.begun, page.group.ended}
    return sorted(days - {None})


def administrators(reader):
    """Those who keep the site running, as far as `reader` may see their profiles. By name."""
    people = access.administrators().filter(access.people_visible_to(reader))
    return people.order_by("name")
