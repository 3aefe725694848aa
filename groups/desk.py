"""The stewards' desk of a group: requests, members, log; what a steward does with one person."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.keeping import keep, take_words

from . import membership, requests, roster, stewards
from .deeds import NoLongerAllowed, Refused
from .desk_forms import InviteForm, RefuseForm, RemoveForm, TitleForm
from .faces import decide_faces
from .models import Ban, Group, Invitation, JoinRequest
from .stewards_only import button_for_stewards, for_stewards
from .views import home_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
ASKING_ON_THE_DESK = 20
MEMBERS_ON_THE_DESK = 10
LOG_ON_THE_DESK = 6
LOG_ON_A_PAGE = 100


def around(group, found, **more):
    """What every page of the desk shows."""
    return {"group": group, "group_page": home_of(group), "access": found, "tab": "desk", **more}


def refused(request, group, refusal):
    """Say why nothing was done. Returns the way back: the desk, or the group for who no longer runs it."""
    messages.error(request, refusal.sentence)
    if set(request.POST) - {"csrfmiddlewaretoken"}:  # more than a button: the words wait for the next time
        keep(request)
    if isinstance(refusal, NoLongerAllowed):
        still_there = Group.objects.visible_to(request.user).filter(pk=group.pk).exists()
        return redirect(home_of(group).url_path if still_there else "home")
    return redirect("groups:desk", group.key)


@require_safe
@for_stewards
def desk(request, group, found):
    """What waits for an answer, who was here lately, what was done. 15 queries at most."""
    waiting = group.requests.filter(state=JoinRequest.State.WAITING)
    invited = group.invitations.filter(state=Invitation.State.WAITING)
    people = roster.belonging(group).filter(roster.named_to(found))
    asking = list(
        waiting.select_related("member").prefetch_related(roster.places("member__"))[:ASKING_ON_THE_DESK]
    )
    members = list(lately_here_first(roster.with_places(people, group))[:MEMBERS_ON_THE_DESK])
    decide_faces([*members, *(request.member for request in asking)], found.member)
    asking_count, invited_count = _counted(group, waiting, invited)
    context = around(
        group,
        found,
        asking=asking,
        asking_count=asking_count,
        invited_count=invited_count,
        members=members,
        member_count=people.count(),
        log=group.log.all()[:LOG_ON_THE_DESK],
        form=InviteForm(),
    )
    return render(request, "groups/desk/desk.html", context)


def _counted(group, *some):
    """How many rows of `group` each of these querysets has. One query."""
    numbers = [
        Coalesce(Subquery(rows.order_by().values("group").annotate(number=Count("pk")).values("number")), 0)
        for rows in some
    ]
    return Group.objects.filter(pk=group.pk).values_list(*numbers).get()


def lately_here_first(people):
    return people.order_by(F("last_here").desc(nulls_last=True), "name", "pk")


@require_safe
@for_stewards
def desk_members(request, group, found):
    """All members, last seen first, with what can be done; and those who were shut out."""
    people = roster.with_places(roster.belonging(group).filter(roster.named_to(found)), group)
    page_obj = Paginator(lately_here_first(people), roster.PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    page_obj.object_list = decide_faces(page_obj.object_list, found.member)
    banned = group.bans.select_related("member", "by")
    context = around(group, found, page_obj=page_obj, banned=banned)
    return render(request, "groups/desk/members.html", context)


@require_safe
@for_stewards
def desk_log(request, group, found):
    """Every deed in the group, the latest first."""
    page_obj = Paginator(group.log.all(), LOG_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "groups/desk/log.html", around(group, found, page_obj=page_obj))


# Requests


@require_POST
@button_for_stewards
def accept_request(request, group, found, pk):
    """Let in who asked."""
    row = get_object_or_404(group.requests.select_related("member"), pk=pk)
    try:
        requests.accept(row, request.user)
    except Refused as refusal:
        return refused(request, group, refusal)
    messages.success(
        request, _("%(person)s is now a member and is told by mail.") % {"person": row.member.name}
    )
    return redirect("groups:desk", group.key)


@FORM
@for_stewards
def refuse_request(request, group, found, pk):
    """Ask for the reason, then say no to who asked."""
    row = get_object_or_404(group.requests.select_related("member"), pk=pk)
    return _deed_with_form(
        request,
        group,
        found,
        row.member,
        form_class=RefuseForm,
        template="groups/desk/refuse.html",
        deed=lambda words: requests.refuse(row, request.user, words["reason"]) or True,
        done=_("The request of %(person)s is refused. They are told by mail, with your reason."),
        more={"waiting": row},
    )


# Members


@FORM
@for_stewards
def remove_member(request, group, found, pk):
    """Ask for the reason, then end somebody's membership."""
    person = roster.concerned(found, pk)
    return _deed_with_form(
        request,
        group,
        found,
        person,
        form_class=RemoveForm,
        template="groups/desk/remove.html",
        deed=lambda words: membership.remove(person, group, request.user, words["reason"]),
        done=_("%(person)s is no longer a member. They are told by mail, with your reason."),
    )


@FORM
@for_stewards
def ban_member(request, group, found, pk):
    """Ask for the reason, then shut somebody out."""
    person = roster.concerned(found, pk)
    return _deed_with_form(
        request,
        group,
        found,
        person,
        form_class=RemoveForm,
        template="groups/desk/ban.html",
        deed=lambda words: membership.ban(person, group, request.user, words["reason"]),
        done=_("%(person)s is shut out. They are told by mail, with your reason."),
    )


@require_POST
@button_for_stewards
def unban_member(request, group, found, pk):
    """Let somebody in again who was shut out."""
    row = get_object_or_404(Ban.objects.select_related("member"), group=group, member__pk=pk)
    try:
        if membership.unban(row.member, group, request.user):
            done = _("%(person)s is no longer shut out. They are told by mail.")
            messages.success(request, done % {"person": row.member.name})
    except Refused as refusal:
        return refused(request, group, refusal)
    return redirect("groups:desk_members", group.key)


@FORM
@for_stewards
def name_steward(request, group, found, pk):
    """Ask for the title, then make a member a steward, or give a steward another title."""
    person = roster.concerned(found, pk)
    running = group.stewardships.filter(member=person, ended=None).first()
    return _deed_with_form(
        request,
        group,
        found,
        person,
        form_class=TitleForm,
        template="groups/desk/steward.html",
        deed=lambda words: stewards.name_steward(person, group, request.user, words["title"]),
        done=_("The stewards of this group are changed."),
        initial={"title": running.title if running else ""},
        more={"running": running},
    )


@FORM
@for_stewards
def end_stewardship(request, group, found, pk):
    """Ask, then make a steward a member like the others."""
    person = roster.concerned(found, pk)
    if request.method != "POST":
        context = around(group, found, person=person)
        return render(request, "groups/desk/end_stewardship.html", context)
    try:
        if stewards.end_stewardship(person, group, request.user):
            messages.success(request, _("The stewards of this group are changed."))
    except Refused as refusal:
        return refused(request, group, refusal)
    if person == request.user:
        return redirect(home_of(group).url_path)
    return redirect("groups:desk_members", group.key)


def _deed_with_form(
    request, group, found, person, *, form_class, template, deed, done, initial=None, more=None
):
    """Show a form about `person`, or do `deed(its words)` and say `done` if anything changed."""
    context = around(group, found, person=person, **(more or {}))
    if request.method != "POST":
        form = form_class(initial={**(initial or {}), **take_words(request)})
        return render(request, template, context | {"form": form})
    form = form_class(request.POST)
    if not form.is_valid():
        return render(request, template, context | {"form": form}, status=422)
    try:
        if deed(form.cleaned_data):
            messages.success(request, done % {"person": person.name})
        else:
            messages.info(request, _("Somebody has done that already. Nothing has been changed."))
    except Refused as refusal:
        return refused(request, group, refusal)
    return redirect("groups:desk", group.key)
