"""The outbox: claimed once, sent once, tried again, given up in the end."""

import smtplib
import threading
import uuid
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from members.models import User
from notices import delivery, schedules
from notices.delivery import State, claim, deliver_due
from notices.models import OutgoingMail
from tests.factories import make_group, make_member, make_site
from tests.notices import fakes


class Picky(EmailBackend):
    """Refuses some recipients, and counts how often it was opened."""

    refused = ()
    hang_up_after = None
    opened = 0
    sent = 0

    def open(self):
        Picky.opened += 1

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refused:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
            Picky.sent += 1
            if Picky.sent == self.hang_up_after:
                raise smtplib.SMTPServerDisconnected("gone")
        return super().send_messages(messages)


@pytest.fixture
def picky(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.notices.test_delivery.Picky"
    for name, value in (("refused", ()), ("hang_up_after", None), ("opened", 0), ("sent", 0)):
        monkeypatch.setattr(Picky, name, value)
    return Picky


def outbox(member, notice, **fields):
    """A digest for `member` that waits."""
    slot = timezone.now().isoformat()
    fields.setdefault("occasion", f"digest:{uuid.uuid4()}")
    return OutgoingMail.objects.create(
        recipient=member, payload={"notices": [notice.pk], "slot": slot}, **fields
    )


@pytest.fixture
def waiting(since_long, amina, benoit):
    return outbox(benoit, fakes.post(since_long, amina, "hers"))


def test_a_mail_is_sent_once(waiting, mailoutbox):
    assert deliver_due() == {"sent": 1}
    assert deliver_due() == {}
    waiting.refresh_from_db()
    assert waiting.state == State.SENT and waiting.sent_at and waiting.lease_until is None
    (message,) = mailoutbox
    headers = message.message()
    assert message.to == [waiting.recipient.email]
    assert headers["Message-ID"] == waiting.message_id
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated" and headers["Content-Language"] == "fr"
    assert headers["List-Id"] and headers["Reply-To"].startswith("no-reply@")
    source = message.message().as_bytes().decode()
    assert f"<{schedules.stop_link(waiting.recipient, 'fr')}>" in source


def test_a_mail_that_is_not_due_waits(waiting, mailoutbox):
    OutgoingMail.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    assert deliver_due() == {}
    assert deliver_due(timezone.now() + timedelta(minutes=2)) == {"sent": 1}


@pytest.mark.parametrize("change", ["inactive", "never", "left"])
def test_what_changed_meanwhile_is_looked_at_again(waiting, since_long, benoit, mailoutbox, change):
    if change == "inactive":
        User.objects.filter(pk=benoit.pk).update(is_active=False)
    elif change == "never":
        schedules.stop(benoit)
    else:
        since_long.memberships.filter(member=benoit).delete()
    assert deliver_due() == {"suppressed": 1}
    assert not mailoutbox


def test_one_recipients_trouble_delays_no_other(waiting, amina, benoit, picky, mailoutbox):
    notice = fakes.post(waiting.recipient.memberships.get().group, benoit, "his")
    outbox(amina, notice)
    picky.refused = (benoit.email,)
    assert deliver_due() == {"failed": 1, "sent": 1}
    waiting.refresh_from_db()
    assert waiting.state == State.FAILED and "unknown" in waiting.trouble
    assert [message.to for message in mailoutbox] == [[amina.email]]


def test_trouble_with_the_words_is_one_recipients_too(waiting, monkeypatch, mailoutbox):
    monkeypatch.setitem(delivery.WRITERS, "digest", lambda mail: 1 / 0)
    assert deliver_due() == {"failed": 1}
    monkeypatch.undo()


def test_waits_double_up_to_six_hours_and_end_after_two_days(waiting, benoit, picky):
    picky.refused = (benoit.email,)
    now, waits = timezone.now(), []
    while True:
        assert sum(deliver_due(now).values()) == 1
        waiting.refresh_from_db()
        if waiting.state == State.DEAD:
            break
        waits.append(waiting.not_before - now)
        now = waiting.not_before
    minutes = [round(wait.total_seconds() / 60) for wait in waits]
    assert minutes[:5] == [1, 2, 4, 8, 16] and max(minutes) == minutes[-1] == 360
    assert timedelta(hours=48) <= now - waiting.created_at <= timedelta(hours=54)
    assert deliver_due(now + timedelta(days=9)) == {}


def test_the_message_id_is_the_same_at_every_attempt(waiting, benoit, picky, mailoutbox):
    before = waiting.message_id
    picky.refused = (benoit.email,)
    deliver_due()
    picky.refused = ()
    assert deliver_due(timezone.now() + timedelta(minutes=2)) == {"sent": 1}
    assert mailoutbox[0].message()["Message-ID"] == before


def test_a_server_that_hung_up_is_called_again_at_once(waiting, amina, benoit, picky, mailoutbox):
    outbox(amina, fakes.post(waiting.recipient.memberships.get().group, benoit, "his"))
    picky.hang_up_after = 2
    assert deliver_due() == {"sent": 2}
    assert len(mailoutbox) == 2


def test_a_lease_that_ended_is_claimed_by_another(waiting):
    now = timezone.now()
    assert [mail.pk for mail in claim(5, now)] == [waiting.pk]
    assert claim(5, now) == [] == claim(5, now + timedelta(minutes=4))
    assert [mail.pk for mail in claim(5, now + timedelta(minutes=6))] == [waiting.pk]


def test_a_deliverer_whose_lease_was_taken_over_leaves_the_mail_alone(waiting, mailoutbox):
    now = timezone.now()
    (old,) = claim(1, now)
    (new,) = claim(1, now + timedelta(minutes=6))
    assert delivery._renew(old, now) is None
    assert delivery._renew(new, now + timedelta(minutes=6)).pk == waiting.pk


def test_stopping_gives_back_what_was_not_begun(waiting, amina, benoit, mailoutbox):
    outbox(amina, fakes.post(waiting.recipient.memberships.get().group, benoit, "his"))
    answers = iter([False, False, True, True])
    assert deliver_due(stop=lambda: next(answers)) == {"sent": 1}
    left = OutgoingMail.objects.get(state=State.NEW)
    assert left.attempts == 0 and left.lease_until is None


def test_a_limit_is_kept(waiting, amina, benoit, mailoutbox):
    outbox(amina, fakes.post(waiting.recipient.memberships.get().group, benoit, "his"))
    assert deliver_due(limit=1) == {"sent": 1}
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_every_mail_once():
    make_site()
    group = make_group("metadata")
    author = make_member("Ruth Adeyemi")
    people = [make_member(f"P{n}") for n in range(40)]
    group.memberships.bulk_create([group.memberships.model(group=group, member=member) for member in people])
    notice = fakes.post(group, author, "hers")
    for member in people:
        outbox(member, notice)
    counts = []

    def run():
        counts.append(deliver_due())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == 4 and sum(count["sent"] for count in counts) == 40
    assert sorted(message.to[0] for message in django_mail.outbox) == sorted(p.email for p in people)
