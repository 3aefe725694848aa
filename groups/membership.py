"""Joining, leaving, being removed, shut out and let in again; who runs a group, in its two tables."""

from django.db import transaction
from django.utils import timezone

from .access import access
from .deeds import (
    AccountClosed,
    Archived,
    LastSteward,
    NoLongerAllowed,
    Oneself,
    Refused,
    ShutOut,
    lock,
    lock_to_run,
)
from .models import Ban, JoinRequest, LogEntry, Membership, Stewardship, note

__all__ = ["LastSteward", "Refused", "ban", "begin_stewardship", "join", "leave", "remove", "unban"]


@transaction.atomic
def join(member, group):
    """Make `member` a member of `group`, at once and by their own wish. Returns whether anything changed.

    To be a member means the group's digest (see notices). Raises Archived, ShutOut or NoLongerAllowed.
    """
    group = lock(group)
    found = access(member, group)
    if found.is_member:
        return False
    if not found.may_join:
        raise ShutOut if found.banned else Archived if group.is_archived else NoLongerAllowed
    let_in(member, group)
    note(group, member, LogEntry.Deed.JOINED)
    return True


@transaction.atomic
def leave(member, group):
    """End `member`'s membership by their own wish. Returns whether anything changed.

    Raises LastSteward where the group would be left without one. Nobody leaves the community group.
    """
    group = lock(group)
    if group.is_community or not _end(member, group):
        return False
    note(group, member, LogEntry.Deed.LEFT)
    return True


@transaction.atomic
def remove(member, group, by, reason=""):
    """End `member`'s membership because `by` says so; they are told why. Returns whether anything changed.

    Raises LastSteward, Oneself or NoLongerAllowed.
    """
    group = lock_to_run(group, by)
    if member == by:
        raise Oneself
    if group.is_community or not _end(member, group):
        return False
    note(group, by, LogEntry.Deed.REMOVED, subject=member, words=reason, told=False)
    return True


@transaction.atomic
def ban(member, group, by, reason=""):
    """Shut `member` out of `group`: they are no member any more, cannot come back, and cannot write there.

    A request of theirs that waits is refused with it. Returns whether anything changed. Raises LastSteward,
    Oneself or NoLongerAllowed.
    """
    group = lock_to_run(group, by)
    if member == by:
        raise Oneself
    _row, created = Ban.objects.get_or_create(
        group=group, member=member, defaults={"by": by, "reason": reason[:1000]}
    )
    if not created:
        return False
    _end(member, group)
    settle(member, group, JoinRequest.State.REFUSED, by, reason)
    note(group, by, LogEntry.Deed.BANNED, subject=member, words=reason, told=False)
    return True


@transaction.atomic
def unban(member, group, by):
    """Let `member` come back; they join anew if they wish. Returns whether anything changed."""
    group = lock_to_run(group, by)
    deleted, _rows = group.bans.filter(member=member).delete()
    if deleted:
        note(group, by, LogEntry.Deed.UNBANNED, subject=member, told=False)
    return bool(deleted)


def let_in(member, group, by=None):
    """Add `member` to `group`, whose row the caller has locked; logs nothing. Returns whether they are new.

    What they had asked is thereby accepted. Raises Archived, AccountClosed or ShutOut.
    """
    if group.is_archived:
        raise Archived
    if not member.is_active:
        raise AccountClosed
    if group.bans.filter(member=member).exists():
        raise ShutOut
    _row, created = Membership.objects.get_or_create(group=group, member=member)
    settle(member, group, JoinRequest.State.ACCEPTED, by)
    return created


def settle(member, group, state, by=None, reason=""):
    """Answer the request of `member` that waits, if there is one. Returns how many there were."""
    return group.requests.filter(member=member, state=JoinRequest.State.WAITING).update(
        state=state, decided_by=by, decided_at=timezone.now(), reason=reason[:1000]
    )


def _end(member, group):
    """Delete the membership and end the stewardship. Returns whether there was a membership."""
    row = group.memberships.filter(member=member).first()
    if row is None:
        return False
    if row.role == Membership.Role.STEWARD:
        close_stewardship(member, group)
    row.delete()
    return True


# Who runs a group: `Membership.role` says who does now, `Stewardship` since when and as what.


def active_stewards(group):
    """The memberships of those who run `group` and whose account is open."""
    return group.memberships.filter(role=Membership.Role.STEWARD, member__is_active=True)


@transaction.atomic
def begin_stewardship(member, group, *, title="", begun=None):
    """Make `member` a steward of `group` since `begun` (a date, by default today). Logs and tells nothing.

    Another title than until now ends one stewardship and begins the next.
    """
    begun = begun or timezone.localdate()
    Membership.objects.update_or_create(
        group=group, member=member, defaults={"role": Membership.Role.STEWARD}
    )
    running = group.stewardships.filter(member=member, ended=None).first()
    if running and running.title != title and running.begun < begun:
        running.ended = begun
        running.save(update_fields=["ended"])
        running = None
    if running is None:
        running = Stewardship(group=group, member=member, begun=begun)
    # A title that held for less than a day was a slip.
    running.title, running.member_name = title, member.name
    running.begun = min(running.begun, begun)
    running.save()


def close_stewardship(member, group):
    """End `member`'s stewardship of `group` today; they stay a member. The caller has locked the group.

    Raises LastSteward where nobody else with an open account runs the group.
    """
    if not active_stewards(group).exclude(member=member).exists():
        raise LastSteward
    group.memberships.filter(member=member).update(role=Membership.Role.MEMBER)
    today = timezone.localdate()
    # One that was to begin later ends on the day it would have begun.
    group.stewardships.filter(member=member, ended=None, begun__gt=today).update(begun=today)
    group.stewardships.filter(member=member, ended=None).update(ended=today)
