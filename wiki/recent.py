"""Recent changes: of one group's wiki, and of all that a reader may see."""

from itertools import groupby

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import dates
from core.pages import current_language, same_choice
from groups import access as rules
from groups.models import Group
from groups.views import home_of

from . import words
from .backlinks import group_names
from .models import Edit, WikiPage
from .surroundings import address_in

EDITS_ON_A_PAGE = 50


@require_safe
def changes(request, key):
    """What was changed lately in a group's wiki."""
    group = get_object_or_404(Group, key=key)
    access = rules.enter(request.user, group)
    context = {"group": group, "group_page": home_of(group), "access": access}
    return _screen(request, seen(request.user).filter(page__group=group), context)


@require_safe
def all_changes(request):
    """What was changed lately in all wikis that this reader may read."""
    return _screen(request, seen(request.user), {})


def _screen(request, edits, context):
    languages = dict(settings.LANGUAGES)
    chosen = request.GET.get("language", "")
    chosen = chosen if chosen in languages else ""
    if chosen:
        edits = edits.filter(page__locale__language_code=chosen)
    found = Paginator(edits, EDITS_ON_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page_obj": found,
        "days": _by_day(_told(found.object_list, with_groups="group" not in context)),
        "languages": list(languages.items()),
        "chosen": chosen,
        "alternates": same_choice(request),
    }
    return render(request, "wiki/changes.html", context)


def seen(reader):
    """The edits that `reader` may see, the latest first, with what is told of them."""
    half = WikiPage.objects.filter(translation_key=OuterRef("page__translation_key"), live=True)
    half = half.exclude(pk=OuterRef("page"))
    return (
        Edit.objects.visible_to(reader)
        .select_related("page__locale")
        .defer("page__body", "page__anchors")
        .annotate(has_half=Exists(half))
        .order_by("-created_at", "-pk")
    )


def _told(edits, *, with_groups):
    """`edits` as a list, with the words and addresses that the screen shows. One query for the groups' names."""
    edits, language = list(edits), current_language()
    names = group_names({edit.page.group_id for edit in edits}) if with_groups and edits else {}
    for edit in edits:
        page = edit.page
        edit.address = page.url_path if page.language == language else address_in(page.pk, language)
        edit.size_words = words.size_in_history(edit.size_change)
        edit.weight_words = words.weight_in_history(edit.weight) if edit.has_half and edit.number > 1 else ""
        edit.before = edit.number - 1
        edit.group_name = names.get(page.group_id, "")
    return edits


def _by_day(edits):
    """[(date in words, its edits)], by the days of the reader's own time zone."""
    days = groupby(edits, key=lambda edit: timezone.localtime(edit.created_at).date())
    return [(dates.day(day, weekday=True), list(some)) for day, some in days]
