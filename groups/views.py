"""The list of groups, and a group's home."""

from django.db.models import Case, Count, Prefetch, Q, When
from django.shortcuts import get_object_or_404, render

from core.pages import current_language, other_languages

from . import access
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
                Affiliation.objects.filter(ended=None).select_related("organisation"),
                to_attr="current_affiliations",
            )
        )
        .order_by("begun", "member__name")
    )
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
