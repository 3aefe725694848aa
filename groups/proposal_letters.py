"""What is written about the proposal of a group: to the administrators, and to the person who made it."""

from django.conf import settings
from django.urls import reverse

from core.mail import Letter
from core.pages import current_language

from .access import may
from .models import GroupPage, GroupProposal


def write(proposal, member):
    """The Letter to `member` in the active language, or None where it is no longer theirs to get."""
    if proposal.is_waiting:
        if not may(member, "answer"):
            return None
        link = settings.SITE_URL + reverse("group_proposal", args=[proposal.pk])
        return Letter("groups/proposal_new", _context(proposal, link))
    if member != proposal.proposer:
        return None
    if proposal.state == GroupProposal.State.REFUSED:
        link = settings.SITE_URL + reverse("propose_group")
        return Letter("groups/proposal_refused", _context(proposal, link))
    pages = GroupPage.objects.visible_to(member).in_language(current_language())
    page = pages.filter(group=proposal.group_id).first()
    if proposal.state != GroupProposal.State.ACCEPTED or page is None:
        return None
    return Letter("groups/proposal_accepted", _context(proposal, page.full_url))


def _context(proposal, link):
    purposes = proposal.purposes
    language = current_language() if purposes.get(current_language()) else next(iter(purposes), "")
    return {
        "name": proposal.name,
        "purpose": purposes.get(language, ""),
        "purpose_language": language,
        "proposer": proposal.proposer.name,
        "message": proposal.message,
        "reason": proposal.reason,
        "link": link,
    }
