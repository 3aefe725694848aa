"""What a member receives: the page of settings, and the link that stops it without signing in."""

from django.contrib import messages
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core import dates, keeping
from core.pages import current_language
from groups.models import Group

from . import schedules
from .forms import GroupsForm, ScheduleForm
from .models import group_pages


@never_cache
def settings(request):
    """All that the site can send to the signed-in member, with a form for each part."""
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    member = request.user
    schedule = schedules.schedule_of(member)
    part = request.POST.get("part")
    kept = {} if part else keeping.take(request)
    typed = request.POST if part else kept
    about = typed.get("part")
    schedule_form = ScheduleForm(typed if about == "digest" else None, instance=schedule)
    groups_form = _groups_form(member, typed if about == "groups" else None)
    if part == "digest" and schedule_form.is_valid():
        return _saved(request, schedules.choose(member, **schedule_form.cleaned_data))
    if part == "groups" and groups_form.is_valid():
        schedules.choose_groups(member, groups_form.unwanted())
        return _saved(request, schedule)
    if part == "stop":
        return _saved(request, schedules.stop(member))
    # Validating a ModelForm writes on its instance; what is shown beside it must be what is stored.
    stored = schedules.schedule_of(member)
    context = {
        "section": "notices",
        "schedule": stored,
        "schedule_form": schedule_form,
        "groups_form": groups_form,
        "next_digest": _moment(schedules.next_digest(stored, member)),
        "zone": dates.zone_name(),
        "clock": dates.clock(timezone.now()),
    }
    return render(request, "notices/settings.html", context, status=422 if part else 200)


def _groups_form(member, typed):
    groups = Group.objects.of(member).values_list("pk", flat=True)
    pages = group_pages(list(groups), current_language()).values()
    pages = sorted(pages, key=lambda page: page.title.casefold())
    return GroupsForm(typed, pages=pages, unwanted=schedules.unwanted_groups(member))


def _moment(slot):
    """ "Tuesday 24 November at 08:00" in the active language and zone, or "" for None."""
    if slot is None:
        return ""
    return _("%(day)s at %(hour)s") % {"day": dates.day(slot, weekday=True), "hour": dates.clock(slot)}


def _saved(request, schedule):
    moment = _moment(schedules.next_digest(schedule, request.user))
    if moment:
        messages.success(request, _("Saved. Your next digest leaves on %(moment)s.") % {"moment": moment})
    else:
        messages.success(request, _("Saved. You will get no digest."))
    return redirect("notices:settings")


@never_cache
@csrf_exempt
def stop(request, token):
    """Where the link at the end of each digest leads. Only a POST changes anything.

    The token is the permission: programs that read mail send `List-Unsubscribe=One-Click` here without a
    cookie (RFC 8058), and so may somebody who is signed in as nobody.
    """
    member = schedules.member_of_token(token)
    if member is None:
        return render(request, "notices/stop_unknown.html", status=404)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if request.method == "POST":
        schedule = schedules.resume(member) if "undo" in request.POST else schedules.stop(member)
    else:
        schedule = schedules.schedule_of(member)
    with timezone.override(member.zone):
        context = {
            "member": member,
            "stopped": schedule.rhythm == schedules.NEVER,
            "changed": request.method == "POST",
            "next_digest": _moment(schedules.next_digest(schedule, member)),
        }
        return render(request, "notices/stop.html", context)
