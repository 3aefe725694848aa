"""Proposing a group, following one's proposals, and the administrators' answer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.keeping import sign_in_first, take_words
from core.pages import current_language
from groups.access import may
from groups.answering import AlreadyAnswered
from groups.changes import VISIBILITIES
from groups.models import GroupPage, GroupProposal

from . import proposals
from .proposal_forms import ApprovalForm, ProposalForm, RefusalForm

FIRST_CHOICES = {"kind": "working group", "visibility": "public", "join_policy": "open"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request):
    """The form of a new group, and what became of this member's proposals."""
    if not may(request.user, "propose a group"):
        return sign_in_first(request)
    kept = take_words(request) if request.method != "POST" else {}
    first = {**FIRST_CHOICES, "source_language": current_language(), **kept}
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        try:
            proposals.propose(request.user, **form.proposal)
            messages.success(
                request, _("Thank you. An administrator will answer; you will be told by e-mail.")
            )
            return redirect("propose_group")
        except ValidationError as trouble:
            form.add_error(None, trouble)
    mine = GroupProposal.objects.filter(proposer=request.user).order_by("-created_at", "-pk")
    homes = _homes(mine, request.user)
    context = {
        "form": form,
        "kept": bool(kept),
        "mine": [_shown(proposal, homes) for proposal in mine],
        "section": "groups",
    }
    return render(request, "home/propose.html", context, status=422 if form.is_bound else 200)


def _homes(rows, reader):
    """{group id: GroupPage in the interface's language} of the groups that were made of proposals.

    Who proposed a group may have left it since: only where `reader` may know of it.
    """
    made = [row.group_id for row in rows if row.group_id]
    pages = GroupPage.objects.visible_to(reader).in_language().filter(group__in=made)
    return {page.group_id: page for page in pages}


def _shown(proposal, homes):
    """`proposal` with what a page shows beside its fields."""
    proposal.home = homes.get(proposal.group_id)
    proposal.visibility_words = VISIBILITIES[proposal.visibility]
    return proposal


@require_POST
def withdraw_proposal(request, pk):
    """Take back one's own proposal."""
    if not may(request.user, "propose a group"):
        return sign_in_first(request, back=reverse("propose_group"))
    if proposals.withdraw(_proposal(pk, proposer=request.user)):
        messages.success(request, _("Your proposal is withdrawn."))
    else:
        messages.info(request, _("This proposal does not wait any more. Nothing has been changed."))
    return redirect("propose_group")


def _proposal(pk, **more):
    rows = GroupProposal.objects.select_related("proposer", "decided_by")
    return get_object_or_404(rows, pk=pk, **more)


@require_safe
def proposals_to_answer(request):
    """What waits for an administrator, the oldest first, and the latest answers."""
    answer = _not_for(request)
    if answer:
        return answer
    rows = GroupProposal.objects.select_related("proposer", "decided_by")
    waiting = rows.filter(state=GroupProposal.State.WAITING)
    answered = list(rows.exclude(state=GroupProposal.State.WAITING).order_by("-decided_at", "-pk")[:50])
    homes = _homes(answered, request.user)
    context = {
        "waiting": [_shown(proposal, {}) for proposal in waiting],
        "answered": [_shown(proposal, homes) for proposal in answered],
        "section": "groups",
    }
    return render(request, "home/proposals.html", context)


def _not_for(request):
    """The answer to a visitor; Http404 for who is no administrator."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not may(request.user, "answer"):
        raise Http404
    return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_proposal(request, pk):
    """One proposal, with a form to make the group and one to refuse it; `part` says which was sent."""
    answer = _not_for(request)
    if answer:
        return answer
    proposal = _proposal(pk)
    part = request.POST.get("part")
    kept = {} if request.method == "POST" else take_words(request)
    approval = ApprovalForm(request.POST if part == "approve" else None, proposal=proposal, initial=kept)
    refusal = RefusalForm(request.POST if part == "refuse" else None, initial=kept)
    late = False
    try:
        if part == "approve" and approval.is_valid():
            cloth = approval.cleaned_data["cloth"]
            key = approval.cleaned_data["key"]
            group = proposals.approve(proposal, by=request.user, key=key, slugs=approval.slugs, cloth=cloth)
            messages.success(request, _("The group is made, and its first steward is told."))
            return redirect(GroupPage.objects.in_language(current_language()).get(group=group).url_path)
        if part == "refuse" and refusal.is_valid():
            proposals.refuse(proposal, by=request.user, reason=refusal.cleaned_data["reason"])
            messages.success(request, _("The proposal is refused, and the reason is on its way."))
            return redirect("group_proposals")
    except GroupProposal.DoesNotExist:  # whose proposer has just deleted their account
        raise Http404 from None
    except AlreadyAnswered:
        late, proposal = True, _proposal(pk)
    except ValidationError as trouble:
        approval.add_error(None, trouble)
    status = 409 if late else 422 if request.method == "POST" else 200
    context = {
        "proposal": _shown(proposal, _homes([proposal], request.user)),
        "approval": approval,
        "refusal": refusal,
        "late": late,
        "section": "groups",
    }
    return render(request, "home/proposal.html", context, status=status)
