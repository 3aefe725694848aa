"""The invitations of a group at its stewards' desk: one, many from a list, what became of each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.keeping import take_words

from . import invitations
from .deeds import Refused
from .desk import FORM, around, refused
from .desk_forms import InviteForm, InviteManyForm
from .invitations import Outcome
from .stewards_only import button_for_stewards, for_stewards

ON_A_PAGE = 50
LINES_ON_A_PAGE = 200
REPORT = "invitations_report"


@FORM
@for_stewards
def invitation_list(request, group, found):
    """The invitations of the group, the latest first, and the form for one more."""
    if request.method != "POST":
        return _list(request, group, found, InviteForm(initial=take_words(request)))
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _list(request, group, found, form, status=422)
    words = form.cleaned_data
    try:
        outcome = invitations.invite(group, request.user, words["email"], words["language"], words["message"])
    except Refused as refusal:
        return refused(request, group, refusal)
    if outcome == Outcome.SENT:
        messages.success(
            request, _("The invitation to %(address)s is on its way.") % {"address": words["email"]}
        )
    elif outcome == Outcome.MEMBER:
        messages.info(request, _("%(address)s belongs to a member already.") % {"address": words["email"]})
    else:
        messages.info(
            request,
            _("%(address)s is invited already. You can send that invitation again below.")
            % {"address": words["email"]},
        )
    return redirect("groups:invitations", group.key)


def _list(request, group, found, form, status=200):
    rows = group.invitations.select_related("used_by")
    page_obj = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = around(group, found, form=form, page_obj=page_obj)
    return render(request, "groups/desk/invitations.html", context, status=status)


@FORM
@for_stewards
def invite_many(request, group, found):
    """Invite the addresses of a list; the report says what became of each line."""
    if request.method != "POST":
        form = InviteManyForm(initial=take_words(request))
        return render(request, "groups/desk/invite_many.html", around(group, found, form=form))
    form = InviteManyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "groups/desk/invite_many.html", around(group, found, form=form), status=422)
    lines = form.cleaned_data["lines"]
    try:
        invitations.invite_many(group, request.user, lines, form.cleaned_data["message"])
    except Refused as refusal:
        return refused(request, group, refusal)
    # The steward's own, until their next list; nobody else has to see it.
    request.session[REPORT] = {
        "group": group.pk,
        "lines": [[line.number, line.email, str(line.outcome), line.detail] for line in lines],
    }
    return redirect("groups:invitations_report", group.key)


@require_safe
@for_stewards
def report(request, group, found):
    """What became of each line of the last list: first what was not sent, with the reason."""
    kept = request.session.get(REPORT) or {}
    if kept.get("group") != group.pk:
        return redirect("groups:invite_many", group.key)
    rows = [
        {"number": number, "email": email, "outcome": outcome, "said": _said(outcome, detail)}
        for number, email, outcome, detail in kept["lines"]
    ]
    unsent = [row for row in rows if row["outcome"] != Outcome.SENT]
    sent = [row for row in rows if row["outcome"] == Outcome.SENT]
    page_obj = Paginator([*unsent, *sent], LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = around(group, found, page_obj=page_obj, sent=len(sent), unsent=len(unsent))
    return render(request, "groups/desk/report.html", context)


def _said(outcome, detail):
    if outcome == Outcome.TWICE:
        return _("the same address as on line %(line)s") % {"line": detail}
    if outcome == Outcome.NO_LANGUAGE:
        return _("we do not know the language “%(word)s”") % {"word": detail}
    return Outcome(outcome).label


@require_POST
@button_for_stewards
def revoke(request, group, found, pk):
    """Take an invitation back."""
    row = get_object_or_404(group.invitations, pk=pk)
    try:
        invitations.revoke(row, request.user)
    except invitations.Ended:
        pass  # taken back before: that is what was wanted
    except Refused as refusal:
        return refused(request, group, refusal)
    messages.success(request, _("The invitation to %(address)s is taken back.") % {"address": row.email})
    return redirect("groups:invitations", group.key)


@require_POST
@button_for_stewards
def send_again(request, group, found, pk):
    """Send an invitation once more, with a new link."""
    row = get_object_or_404(group.invitations, pk=pk)
    try:
        sent = invitations.send_again(row, request.user)
    except Refused as refusal:
        return refused(request, group, refusal)
    if sent:
        messages.success(request, _("The invitation to %(address)s is on its way.") % {"address": row.email})
    else:
        messages.info(
            request,
            _("The invitation to %(address)s was sent less than an hour ago.") % {"address": row.email},
        )
    return redirect("groups:invitations", group.key)
