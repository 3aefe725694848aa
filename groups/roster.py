"""Who belongs to a group, as lists: for its members page and its stewards' desk."""

from django.core.paginator import Paginator
from django.db.models import F, FilteredRelation, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.models import User

from . import access
from .faces import decide_faces
from .models import Affiliation, Group, Stewardship
from .views import home_of

PEOPLE_ON_A_PAGE = 50


def belonging(group):
    """Users with open accounts who belong to `group`, with `role`, `joined_at` and `last_here` there.

    Everyone belongs to the community group; only those who did something there have a role in it.
    """
    rows = User.objects.filter(is_active=True).annotate(
        here=FilteredRelation("memberships", condition=Q(memberships__group=group)),
        role=F("here__role"),
        joined_at=F("here__joined_at"),
        last_here=F("here__last_here"),
    )
    return rows if group.is_community else rows.filter(here__isnull=False)


def named_to(found):
    """Q over `belonging`: whose names the holder of the Access `found` may see.

    Those who share a group see each other; as everyone shares the community group, that one does not count.
    """
    fellow = found.is_member and not found.group.is_community
    if fellow or found.standing == access.Standing.ADMINISTRATOR:
        return Q()
    steward = Q(here__isnull=False) if found.may_run else Q(pk__in=[])
    return access.people_visible_to(found.member) | steward


def places(prefix=""):
    """Where people work now, as `current_affiliations`. `prefix` leads to the person, e.g. `"member__"`."""
    rows = Affiliation.objects.current().select_related("organisation")
    return Prefetch(f"{prefix}affiliations", rows, to_attr="current_affiliations")


def with_places(people, group):
    """`people` with `current_affiliations` and `stewardships_here`. Two queries more."""
    return people.prefetch_related(
        places(),
        Prefetch(
            "stewardships",
            Stewardship.objects.filter(group=group, ended=None),
            to_attr="stewardships_here",
        ),
    )


@require_safe
def members(request, key):
    """The members of a group: those this reader may see, and how many others there are."""
    group = get_object_or_404(Group, key=key)
    found = access.enter(request.user, group)
    page = home_of(group)
    people = belonging(group)
    named = people.filter(named_to(found))
    rows = with_places(named, group).order_by("name", "pk")
    page_obj = Paginator(rows, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    page_obj.object_list = decide_faces(page_obj.object_list, request.user)
    context = {
        "group": group,
        "group_page": page,
        "access": found,
        "page_obj": page_obj,
        "others": people.count() - page_obj.paginator.count,
    }
    return render(request, "groups/members.html", context)


def concerned(found, pk):
    """The User `pk` with whom the stewards of a group can have to do, or Http404.

    Its members, who asked, who was shut out; and whoever this steward sees anyway.
    """
    group = found.group
    ours = (
        Q(pk__in=group.memberships.values("member"))
        | Q(pk__in=group.requests.values("member"))
        | Q(pk__in=group.bans.values("member"))
    )
    person = User.objects.filter(access.people_visible_to(found.member) | ours, pk=pk).first()
    if person is None:
        raise Http404
    return person
