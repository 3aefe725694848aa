"""The list of groups, a group's home, joining and leaving."""

from django.contrib import messages
from django.db.models import Case, Count, Prefetch, Q, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.keeping import sign_in_first
from core.pages import current_language, other_languages

from . import access
from .faces import decide_faces
from .membership import LastSteward, join, leave
from .models import Affiliation, Group, GroupPage


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
    stewards = (
        page.group.stewardships.filter(ended=None, member__is_active=True)
        .select_related("member")
        .prefetch_related(
            Prefetch(
                "member__affiliations",
                Affiliation.objects.current().select_related("organisation"),
                to_attr="current_affiliations",
            )
        )
        .order_by("begun", "member__name")
    )
    decide_faces([row.member for row in stewards], request.user)
    numbers = page.group.memberships.aggregate(
        members=Count("member", distinct=True),
        institutions=Count(
            "member__affiliations__organisation",
            filter=Q(member__affiliations__ended=None),
            distinct=True,
        ),
    )
    context = {
        "page": page,
        "group": page.group,
        "group_page": page,
        "access": found,
        "stewards": stewards,
        "alternates": other_languages(page),
        **(numbers if found.may_read else {}),
    }
    return render(request, "groups/home.html", context)


def home_of(group):
    """The GroupPage of `group` in the interface's language."""
    return get_object_or_404(GroupPage.objects.in_language(current_language()), group=group)


@require_POST
def join_group(request, key):
    """Become a member of an open group, and get its digest."""
    group = get_object_or_404(Group.objects.visible_to(request.user), key=key)
    page = home_of(group)
    if not request.user.is_authenticated:
        return sign_in_first(request, back=page.url_path)
    found = access.enter(request.user, group, "know")
    if found.may_join:
        join(request.user, group)
        messages.success(
            request,
            _(
                "Welcome to %(group)s. You will get its digest, at the hour you choose, when there is something new."
            )
            % {"group": page.title},
        )
    elif not found.is_member:
        messages.error(
            request, _("This group cannot be joined directly. Please write to one of its stewards.")
        )
    return redirect(page.url_path)


@require_POST
def leave_group(request, key):
    """End one's membership."""
    group = get_object_or_404(Group.objects.visible_to(request.user), key=key)
    page = home_of(group)
    try:
        if access.access(request.user, group).may_leave and leave(request.user, group):
            messages.success(
                request, _("You have left %(group)s. What you wrote there stays.") % {"group": page.title}
            )
    except LastSteward:
        messages.error(
            request, _("You are the only steward of this group. Please name another one before you leave.")
        )
    still_there = Group.objects.visible_to(request.user).filter(pk=group.pk).exists()
    return redirect(page.url_path if still_there else "home")
