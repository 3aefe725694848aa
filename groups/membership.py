"""Joining and leaving."""

from django.db import transaction
from django.utils import timezone

from .models import LogEntry, Membership, Stewardship, note


class LastSteward(Exception):
    """The only steward of a group cannot leave it."""


@transaction.atomic
def join(member, group):
    """Make `member` a member of `group` and log it. Returns whether anything changed.

    The caller has asked `access` before. To be a member means the group's digest (see notices).
    """
    _, created = Membership.objects.get_or_create(group=group, member=member)
    if created:
        note(group, member, LogEntry.Deed.JOINED)
    return created


@transaction.atomic
def leave(member, group):
    """End `member`'s membership and log it. Returns whether anything changed.

    Raises LastSteward where the group would be left without one.
    """
    # All stewards' rows are locked, so that two stewards cannot leave at the same moment.
    stewards = Membership.objects.select_for_update(of=("self",)).filter(
        group=group, role=Membership.Role.STEWARD, member__is_active=True
    )
    if [row.member_id for row in stewards] == [member.pk]:
        raise LastSteward
    removed, _ = Membership.objects.filter(group=group, member=member).delete()
    if removed:
        note(group, member, LogEntry.Deed.LEFT)
    return bool(removed)


@transaction.atomic
def begin_stewardship(member, group, *, title="", begun=None):
    """Make `member` a steward of `group` since `begun` (a date, by default today). Logs and tells nothing."""
    Membership.objects.update_or_create(
        group=group, member=member, defaults={"role": Membership.Role.STEWARD}
    )
    Stewardship.objects.update_or_create(
        group=group,
        member=member,
        ended=None,
        defaults={
            "member_name": member.name,
            "title": title,
            "begun": begun or timezone.localdate(),
        },
    )
