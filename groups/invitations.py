"""Invitations by mail: for an address, in a language the inviter chose; the link works once, for 14 days.

A steward never learns from here whether an address has an account: both get the same mail.
"""

import datetime
import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User

from .deeds import Archived, NoLongerAllowed, Refused, lock, lock_to_run
from .membership import let_in
from .models import INVITATION_DAYS, Invitation, LogEntry, note

HOLDS = datetime.timedelta(days=INVITATION_DAYS)
# Who presses "send again" twice sends one mail.
AGAIN_AFTER = datetime.timedelta(hours=1)

State = Invitation.State


class Used(Refused):
    """The link works once."""

    sentence = _("This invitation has been used already.")


class Ended(Refused):
    """A steward took the invitation back, or its 14 days are over."""

    sentence = _("This invitation no longer holds.")


class AnotherAddress(Refused):
    """The invitation was sent to an address that is not one of the account's."""

    sentence = _("This invitation was sent to another address than those of your account.")


class Outcome(TextChoices):
    """What became of one address."""

    SENT = "sent", _("the invitation is on its way")
    MEMBER = "member", _("already a member of this group")
    INVITED = "invited", _("already invited: the first invitation still holds")
    MISSING = "missing", _("there is no e-mail address on this line")
    NO_AT = "no at", _("this is not an e-mail address: there is no @ in it")
    NO_ENDING = "no ending", _("this address has no ending such as .org")
    NO_ADDRESS = "no address", _("this is not an e-mail address")
    NO_LANGUAGE = "no language", _("we do not know this language")
    TWICE = "twice", _("the same address stands on an earlier line")


@dataclass
class Line:
    """One address to invite: where it stood, in which language, and what became of it."""

    number: int
    email: str
    language: str
    outcome: str = ""
    # The line that has the same address, where outcome is TWICE; the word, where it is NO_LANGUAGE.
    detail: str = ""


def invite(group, by, email, language, message=""):
    """Invite one address. Returns the Outcome: SENT, MEMBER or INVITED. Raises Archived or NoLongerAllowed."""
    line = Line(1, email, language)
    invite_many(group, by, [line], message)
    return Outcome(line.outcome)


@transaction.atomic
def invite_many(group, by, lines, message=""):
    """Invite the address of each Line that has no outcome yet, and write the outcome there. In bulk.

    Doing it twice sends nothing twice. `message` is a few words of the inviter's. Raises Archived or
    NoLongerAllowed, and then nothing is sent.
    """
    group = lock_to_run(group, by)
    if group.is_archived:
        raise Archived
    if group.is_community:
        raise NoLongerAllowed
    now = timezone.now()
    inside = addresses_of_members(group)
    waiting = {row.email.lower(): row for row in group.invitations.filter(state=State.WAITING)}
    sent = []
    for line in lines:
        if line.outcome:
            continue
        address = line.email.lower()
        row = waiting.get(address)
        if address in inside:
            line.outcome = Outcome.MEMBER
        elif row and row.expires_at > now:
            line.outcome = Outcome.INVITED
        else:
            row = waiting[address] = row or Invitation(group=group)
            row.email, row.language, row.message = line.email, line.language, message[:1000]
            sent.append(_issue(row, by, now))
            line.outcome = Outcome.SENT
    fresh, renewed = ([row for row in sent if (row.pk is None) is new] for new in (True, False))
    Invitation.objects.bulk_update(renewed, [*ISSUED, "email", "language", "message"], batch_size=50)
    Invitation.objects.bulk_create(fresh, batch_size=500)
    LogEntry.objects.bulk_create([_logged(row, by, now) for row in sent], batch_size=500)


ISSUED = ["key", "expires_at", "invited_by", "invited_by_name", "created_at", "told"]


def _issue(row, by, now):
    """Give `row` a fresh link that holds from `now`, and let the mail go. Unsaved."""
    row.key, row.created_at, row.expires_at = uuid.uuid4(), now, now + HOLDS
    row.invited_by, row.invited_by_name, row.told = by, by.name, False
    return row


def _logged(row, by, now):
    return LogEntry(
        group=row.group,
        actor=by,
        actor_name=by.name,
        deed=LogEntry.Deed.INVITED,
        words=row.email,
        at=now,
        told=True,
    )


@transaction.atomic
def send_again(invitation, by):
    """Send an invitation that waits once more: a new link for 14 days, and the one before ends.

    Returns whether it was sent: not within an hour of the last time. Raises Used, Ended, Archived or
    NoLongerAllowed.
    """
    group = lock_to_run(invitation.group, by)
    row = _waiting(invitation)
    if group.is_archived:
        raise Archived
    now = timezone.now()
    if row.created_at > now - AGAIN_AFTER:
        return False
    _issue(row, by, now).save(update_fields=ISSUED)
    note(group, by, LogEntry.Deed.INVITED, words=row.email)
    return True


@transaction.atomic
def revoke(invitation, by):
    """Take an invitation back: its link opens nothing any more. Raises Used, Ended or NoLongerAllowed."""
    group = lock_to_run(invitation.group, by)
    row = _waiting(invitation)
    row.state = State.REVOKED
    row.save(update_fields=["state"])
    note(group, by, LogEntry.Deed.REVOKED, words=row.email)


def _waiting(invitation):
    """The row as it is under the lock, if it was neither used nor taken back."""
    row = Invitation.objects.get(pk=invitation.pk)
    if row.state != State.WAITING:
        raise Used if row.state == State.USED else Ended
    return row


# The link


def token_of(invitation):
    """What stands in the link: the invitation's key, signed."""
    return Signer(salt="groups.invitation").sign(invitation.key.hex)


def find(token):
    """The Invitation of a link, with its group, or None for one that was forged or replaced by a newer one."""
    try:
        key = uuid.UUID(Signer(salt="groups.invitation").unsign(token))
    except (BadSignature, ValueError):
        return None
    return Invitation.objects.select_related("group", "invited_by").filter(key=key).first()


def check(invitation, member=None):
    """Raise Used, Ended, Archived or, for a signed-in `member`, AnotherAddress. Changes nothing."""
    if invitation.state == State.USED:
        raise Used
    if invitation.state == State.REVOKED or invitation.expires_at <= timezone.now():
        raise Ended
    if invitation.group.is_archived:
        raise Archived
    if member is not None and invitation.email.lower() not in confirmed_addresses(member):
        raise AnotherAddress


@transaction.atomic
def accept_invitation(invitation, member):
    """Let `member` into the group with their invitation, which is used thereby. Returns whether they are new.

    The same person pressing twice finds that it is done. Raises Used, Ended, AnotherAddress, Archived,
    ShutOut or AccountClosed; then nothing has changed.
    """
    group = lock(invitation.group)
    row = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
    if row.key != invitation.key:
        raise Ended
    if row.used_by_id == member.pk and group.memberships.filter(member=member).exists():
        return False
    row.group = group
    check(row, member)
    created = let_in(member, group, row.invited_by)
    row.state, row.used_by, row.used_at = State.USED, member, timezone.now()
    row.save(update_fields=["state", "used_by", "used_at"])
    if created:
        note(group, member, LogEntry.Deed.CAME, subject=row.invited_by, told=row.invited_by is None)
    return created


def confirmed_addresses(member):
    """The addresses that `member` has shown to be theirs, in small letters."""
    rows = EmailAddress.objects.filter(user=member, verified=True)
    return {email.lower() for email in rows.values_list("email", flat=True)}


def addresses_of_members(group):
    """Every address by which a member of `group` is known, in small letters. Two queries."""
    inside = group.memberships.values("member")
    own = User.objects.filter(pk__in=inside).values_list("email", flat=True)
    confirmed = EmailAddress.objects.filter(user__in=inside, verified=True).values_list("email", flat=True)
    return {email.lower() for email in [*own, *confirmed]}
