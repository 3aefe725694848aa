"""New groups: proposed by members, made or refused by an administrator."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.answering import answer, still_waiting
from groups.membership import begin_stewardship
from groups.models import GroupProposal, LogEntry, note
from members.models import User

from .founding import found_group

MOST_WAITING = 5  # proposals of one person: each writes to every administrator

State = GroupProposal.State


@transaction.atomic
def propose(member, **fields):
    """Write down that `member` would like a new group; `fields` are those of GroupProposal.

    Returns the GroupProposal; pressed twice, the one that waits already. Raises ValidationError for more
    than MOST_WAITING at a time.
    """
    # The proposer's row is ours, so that two presses of the button come one after the other.
    User.objects.select_for_update().get(pk=member.pk)
    waiting = list(GroupProposal.objects.filter(proposer=member, state=State.WAITING))
    for proposal in waiting:
        if proposal.names == fields["names"]:
            return proposal
    if len(waiting) >= MOST_WAITING:
        raise ValidationError(
            _("%(number)d of your proposals wait for an answer. Please wait for it, or withdraw one.")
            % {"number": len(waiting)}
        )
    return GroupProposal.objects.create(proposer=member, **fields)


@transaction.atomic
def withdraw(proposal):
    """Take a proposal back. Returns whether anything changed: not where it was answered meanwhile."""
    waiting = GroupProposal.objects.filter(pk=proposal.pk, state=State.WAITING)
    return bool(waiting.update(state=State.WITHDRAWN, decided_at=timezone.now()))


@transaction.atomic
def refuse(proposal, *, by, reason):
    """Say no, with a reason; the proposer is told. Raises AlreadyAnswered."""
    answer(still_waiting(proposal, "proposer"), State.REFUSED, by=by, reason=reason)


@transaction.atomic
def approve(proposal, *, by, key, slugs, cloth):
    """Make the group, with its proposer as first steward, who is told. Returns the Group.

    `slugs` maps a language code to the last word of the group's address there. Raises AlreadyAnswered, and
    ValidationError (by field: "key", "slug_fr") for a short name or an address that is taken; then nothing
    has been made.
    """
    row = still_waiting(proposal, "proposer")
    if not row.proposer.is_active:
        raise ValidationError(_("The account of the person who proposed this group is closed."))
    group = found_group(
        key,
        names=row.names,
        slugs=slugs,
        purposes=row.purposes,
        by=row.proposer,
        kind=row.kind,
        visibility=row.visibility,
        join_policy=row.join_policy,
        source_language=row.source_language,
        cloth=cloth,
        begun=timezone.localdate(),
    )
    begin_stewardship(row.proposer, group)
    note(group, by, LogEntry.Deed.FOUNDED, subject=row.proposer)
    answer(row, State.ACCEPTED, by=by, group=group)
    return group
