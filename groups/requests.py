"""Asking to join, taking that back, and the stewards' answers."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .access import access
from .deeds import Archived, NoLongerAllowed, Refused, ShutOut, lock, lock_to_run
from .membership import let_in, settle
from .models import JoinRequest, LogEntry, note

TELL_AGAIN_AFTER = datetime.timedelta(days=1)


class AlreadyAnswered(Refused):
    """Somebody else has answered the request, or it was taken back."""

    def __init__(self, request):
        names = {"person": request.member.name, "by": request.decided_by.name if request.decided_by else ""}
        if request.state == JoinRequest.State.WITHDRAWN:
            sentence = _("%(person)s has withdrawn this request. Nothing has been changed.")
        elif request.state == JoinRequest.State.REFUSED:
            sentence = _("%(by)s has already refused the request of %(person)s. Nothing has been changed.")
        elif not names["by"] or request.decided_by == request.member:
            sentence = _("%(person)s has joined the group meanwhile. Nothing has been changed.")
        else:
            sentence = _("%(by)s has already accepted the request of %(person)s. Nothing has been changed.")
        super().__init__(sentence % names)


@transaction.atomic
def ask(member, group, message=""):
    """Ask the stewards of `group` to let `member` in. Returns whether this is new: one request waits at a time.

    Raises Archived, ShutOut or NoLongerAllowed (the group no longer takes requests).
    """
    group = lock(group)
    found = access(member, group)
    if found.is_member:
        return False
    if not found.may_ask:
        raise ShutOut if found.banned else Archived if group.is_archived else NoLongerAllowed
    _row, created = JoinRequest.objects.get_or_create(
        group=group, member=member, state=JoinRequest.State.WAITING, defaults={"message": message[:1000]}
    )
    if created:
        # Who asks, withdraws and asks again writes to the stewards once a day; the desk has the request.
        lately = timezone.now() - TELL_AGAIN_AFTER
        told = group.log.filter(actor=member, deed=LogEntry.Deed.ASKED, at__gte=lately).exists()
        note(group, member, LogEntry.Deed.ASKED, told=told)
    return created


@transaction.atomic
def withdraw(member, group):
    """Take back the request of `member` that waits. Returns whether there was one."""
    group = lock(group)
    found = settle(member, group, JoinRequest.State.WITHDRAWN, member)
    if found:
        note(group, member, LogEntry.Deed.WITHDREW)
    return bool(found)


@transaction.atomic
def accept(request, by):
    """Let in who asked; they are told. Raises AlreadyAnswered, Archived, AccountClosed, ShutOut, NoLongerAllowed."""
    group = lock_to_run(request.group, by)
    request = _still_waiting(request)
    let_in(request.member, group, by)
    note(group, by, LogEntry.Deed.ACCEPTED, subject=request.member, told=False)


@transaction.atomic
def refuse(request, by, reason=""):
    """Say no to who asked; they are told why. Raises AlreadyAnswered or NoLongerAllowed."""
    group = lock_to_run(request.group, by)
    request = _still_waiting(request)
    settle(request.member, group, JoinRequest.State.REFUSED, by, reason)
    note(group, by, LogEntry.Deed.REFUSED, subject=request.member, words=reason, told=False)


def _still_waiting(request):
    """The request as it is under the lock."""
    found = JoinRequest.objects.select_related("member", "decided_by").get(pk=request.pk)
    if not found.is_waiting:
        raise AlreadyAnswered(found)
    return found
