"""The list of groups, and a group's home."""

from django.db.models import Case, Count, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.pages import current_language, other_languages

from . import access, charter
from .faces import visible_profile
from .models import Affiliation, Group, GroupPage, JoinRequest
from .models.organisations import holds_on

# Characters from which a charter is folded, all but its first section.
LONG_CHARTER = 1500


def index(request, page):
    """All groups this reader may know of, in this language. A page of the tree."""
    groups = list(with_numbers(GroupPage.objects.visible_to(request.user).in_language(page.language)))
    return render(
        request,
        "groups/index.html",
        {
            "page": page,
            "groups": [group for group in groups if not group.group.is_archived],
            "archived": [group for group in groups if group.group.is_archived],
            "alternates": other_languages(page),
        },
    )


def with_numbers(pages):
    """GroupPages with `members`, the number of their group's members, in the order of the pile."""
    kinds = [Group.Kind.WORKING_GROUP, Group.Kind.CHAPTER, Group.Kind.COMMITTEE]
    place = Case(*(When(group__kind=kind, then=number) for number, kind in enumerate(kinds, 1)), default=0)
    return pages.annotate(members=Count("group__memberships", distinct=True), place=place).order_by(
        "place", "title"
    )


def group_home(request, page):
    """What a group is, who runs it, what happened lately, how to join. A page of the tree.

    Of a listed group, those outside see name, purpose, charter and stewards, and nothing else.
    """
    found = access.enter(request.user, page.group, "know")
    pages = GroupPage.objects.filter(group=page.group, live=True).exclude(pk=page.pk)
    others = list(pages.select_related("locale"))
    parts = charter.parts(page, others)
    sections = [parts[name] for name in charter.SECTIONS if name in parts]
    stewards = _stewards(page.group, request.user)
    context = {
        "page": page,
        "group": page.group,
        "group_page": page,
        "access": found,
        "stewards": stewards,
        "charter": parts,
        "sections": sections,
        "long": sum(len(part.text) for part in sections) > LONG_CHARTER,
        "borrowed": any(part.language != page.language for part in sections),
        "alternates": {other.language: other.url_path for other in others},
        **_facts(page.group, found),
    }
    return render(request, "groups/home.html", context)


def _stewards(group, reader):
    """Who runs `group` now, each with the institution they are at and whether `reader` sees their profile.

    One query.
    """
    works_at = Affiliation.objects.current().filter(member=OuterRef("member"))
    rows = list(
        group.stewardships.filter(ended=None, member__is_active=True)
        .select_related("member")
        .annotate(
            institution=Subquery(works_at.values("organisation__name")[:1]),
            profile_shown=visible_profile(reader, "member"),
        )
        .order_by("begun", "member__name")
    )
    for row in rows:
        row.member.face_shown = row.profile_shown
    return rows


def _facts(group, found):
    """What this person may know of the group in numbers. One query, whatever its size.

    `members`, `institutions` for who may read; `waiting`, the number of requests to join, for who runs the
    group; `asked_at`, when this person asked to join, while they wait for an answer.
    """
    requests = JoinRequest.objects.filter(group=OuterRef("pk"), state=JoinRequest.State.WAITING).order_by()
    wanted = {}
    if found.may_read:
        here_now = holds_on(timezone.localdate(), "memberships__member__affiliations__")
        organisation = "memberships__member__affiliations__organisation"
        wanted["members"] = Count("memberships", distinct=True)
        wanted["institutions"] = Count(organisation, filter=here_now, distinct=True)
    if found.may_run:
        number = requests.values("group").annotate(number=Count("pk")).values("number")
        wanted["waiting"] = Coalesce(Subquery(number), 0)
    if access.is_somebody(found.member) and not found.is_member:
        wanted["asked_at"] = Subquery(requests.filter(member=found.member).values("created_at")[:1])
    if not wanted:
        return {}
    return Group.objects.filter(pk=group.pk).annotate(**wanted).order_by().values(*wanted).get()


def home_of(group):
    """The GroupPage of `group` in the interface's language."""
    return get_object_or_404(GroupPage.objects.in_language(current_language()), group=group)
