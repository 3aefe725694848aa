"""Naming stewards, with a title and dates, and ending their time."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from .access import Standing, access
from .deeds import AccountClosed, NotAMember, ShutOut, lock_to_run
from .membership import begin_stewardship, close_stewardship
from .models import Group, LogEntry, Membership, note


@transaction.atomic
def name_steward(member, group, by, title=""):
    """Make `member` a steward of `group` from today, or give a steward another `title` (Stewardship.Title or "").

    Returns whether anything changed. Raises NotAMember, ShutOut, AccountClosed or NoLongerAllowed.
    """
    group = lock_to_run(group, by)
    found = access(member, group)
    if not member.is_active:
        raise AccountClosed
    if not found.is_member:
        raise ShutOut if found.banned else NotAMember
    running = group.stewardships.filter(member=member, ended=None).first()
    if found.own == Standing.STEWARD and running and running.title == title:
        return False
    begin_stewardship(member, group, title=title)
    note(group, by, LogEntry.Deed.NAMED_STEWARD, subject=member, words=title, told=member == by)
    return True


@transaction.atomic
def end_stewardship(member, group, by):
    """Make a steward a member like the others, from today. Returns whether anything changed.

    Raises LastSteward, also where the last one ends their own time, or NoLongerAllowed.
    """
    group = lock_to_run(group, by)
    if not run_by(member).filter(pk=group.pk).exists():
        return False
    close_stewardship(member, group)
    note(group, by, LogEntry.Deed.ENDED_STEWARD, subject=member, told=member == by)
    return True


def run_by(member):
    """Groups that `member` (or the User with that id) runs now."""
    return Group.objects.filter(Exists(_stewards().filter(member=member)))


def run_by_nobody_else(member):
    """Groups that `member` runs and that no other open account does: an account cannot be closed before."""
    return run_by(member).filter(~Exists(_stewards().filter(member__is_active=True).exclude(member=member)))


def run_by_nobody():
    """Groups that no open account runs."""
    return Group.objects.filter(~Exists(_stewards().filter(member__is_active=True)))


def _stewards():
    return Membership.objects.filter(group=OuterRef("pk"), role=Membership.Role.STEWARD)
