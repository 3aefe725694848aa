"""Sending what waits in the outbox. Several deliverers may run at once, and any may be killed anywhere.

A mail is claimed for a few minutes, looked at again, sent, and marked. Should its deliverer die in between,
the claim ends by itself and another one sends it, with the same Message-ID.
"""

import logging
import smtplib
from collections import Counter
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from core import mail as post
from core.logs import scrub, told
from core.mail import Letter

from . import digest, letters
from .models import DigestSchedule, OutgoingMail

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=48)
AT_ONCE = 10

State = OutgoingMail.State


def write_digest(mail):
    """The Letter of a digest as things stand now, or None when nothing is left or it is not wanted."""
    member = mail.recipient
    schedule = DigestSchedule.objects.filter(member=member).first()
    if schedule and schedule.rhythm == DigestSchedule.Rhythm.NEVER:
        return None
    slot = datetime.fromisoformat(mail.payload["slot"])
    found = digest.build(mail.payload["notices"], member, slot)
    if found is None:
        return None
    with translation.override(member.language), timezone.override(member.zone):
        return Letter("digest", digest.context(found), digest.headers(member))


# How each kind of OutgoingMail finds its words.
WRITERS = {"digest": write_digest, letters.KIND: letters.write}


def claim(limit, now):
    """Claim at most `limit` mails that are due at `now` for LEASE. Returns them, oldest first.

    Two deliverers never get the same mail: rows are locked, and on SQLite the whole database is.
    """
    due = Q(state__in=[State.NEW, State.FAILED], not_before__lte=now)
    abandoned = Q(state=State.BUSY, lease_until__lte=now)
    with transaction.atomic():
        rows = OutgoingMail.objects.filter(due | abandoned).order_by("not_before", "pk")
        ids = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        OutgoingMail.objects.filter(pk__in=ids).update(
            state=State.BUSY, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    return list(OutgoingMail.objects.filter(pk__in=ids).order_by("not_before", "pk"))


def deliver_due(now=None, limit=None, stop=lambda: False):
    """Send what is due, at most `limit` mails; returns a Counter of states ("sent", "failed", …).

    `now` defaults to the clock, looked at again for each mail. After the mail in hand, the work ends as
    soon as `stop()` is true; what was claimed and not begun is due again at once.
    """
    letters.collect()
    counts = Counter()
    postman = _Postman()
    try:
        while not stop() and (limit is None or counts.total() < limit):
            room = AT_ONCE if limit is None else min(AT_ONCE, limit - counts.total())
            claimed = claim(room, now or timezone.now())
            if not claimed:
                break
            for mail in claimed:
                if stop():
                    _release(mail)
                elif held := _renew(mail, now or timezone.now()):
                    counts[_deliver(held, postman, now)] += 1
    finally:
        postman.close()
    return counts


def _release(mail):
    """Give back a mail that was claimed and not begun."""
    _held(mail).update(state=State.NEW, lease_until=None, attempts=F("attempts") - 1)


def _held(mail):
    """The row of `mail`, as long as our own claim on it stands."""
    return OutgoingMail.objects.filter(pk=mail.pk, state=State.BUSY, lease_until=mail.lease_until)


def _renew(mail, now):
    """The mail with its recipient as they are now and a fresh lease, or None if the claim was lost."""
    lease = now + LEASE
    if not _held(mail).update(lease_until=lease):
        return None
    return OutgoingMail.objects.select_related("recipient").filter(pk=mail.pk).first()


def _deliver(mail, postman, now):
    """Send one claimed mail and write down what became of it. Returns its new state."""
    try:
        # Locked out, left, hidden, stopped: everything is asked again at the last moment.
        letter = WRITERS[mail.kind](mail) if mail.may_be_sent else None
        if letter is not None:
            postman.send(letter, mail)
    except Exception as trouble:
        # Whatever it is, it is this recipient's trouble: the others get their mail.
        log.warning("Mail %s (%s) was not sent: %s", mail.pk, mail.occasion, told(trouble))
        return _failed(mail, trouble, now or timezone.now())
    state = State.SENT if letter else State.SUPPRESSED
    _held(mail).update(
        state=state, lease_until=None, trouble="", sent_at=(now or timezone.now()) if letter else None
    )
    return state


def _failed(mail, trouble, now):
    """Set the next attempt, or give up two days after the mail was written."""
    # Doubling stops at the longest wait long before the power grows large.
    wait = min(FIRST_WAIT * 2 ** min(mail.attempts - 1, 20), LONGEST_WAIT)
    state = State.DEAD if now - mail.created_at >= GIVE_UP_AFTER else State.FAILED
    _held(mail).update(
        state=state,
        lease_until=None,
        not_before=now + wait,
        # What a server refused, it names with the address.
        trouble=scrub(f"{type(trouble).__name__}: {trouble}")[:500],
    )
    return state


class _Postman:
    """One connection for many mails, opened at the first and again after any trouble."""

    def __init__(self):
        self.connection = get_connection()
        self.used = False

    def send(self, letter, mail):
        """Send `letter`. A server that hung up between two mails is called once more."""
        try:
            self._send(letter, mail)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            called_before = self.used
            self.close()
            if not called_before:
                raise
            self._send(letter, mail)
        except Exception:
            self.close()
            raise

    def _send(self, letter, mail):
        # Django closes after each mail a connection that was not open before.
        self.connection.open()
        post.send(
            letter.template,
            letter.context,
            to=mail.to,
            language=mail.to_language,
            time_zone=mail.to_zone,
            message_id=mail.message_id,
            headers=letter.headers,
            connection=self.connection,
        )
        self.used = True

    def close(self):
        """Hang up; the next mail opens a new connection."""
        self.used = False
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            log.debug("The mail server hung up first")
