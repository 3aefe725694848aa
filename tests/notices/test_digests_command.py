"""manage.py digests and manage.py deliver, as typed."""

import io
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notices.delivery import State, claim
from notices.models import DigestSchedule, OutgoingMail
from tests.notices import fakes
from tests.notices.conftest import daily


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    call_command(*words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_plans_and_delivers_and_a_second_call_does_nothing_more(
    since_long, amina, benoit, slot, mailoutbox
):
    daily(benoit, slot)
    fakes.post(since_long, amina, "before", at=slot - timedelta(minutes=1))
    fakes.post(since_long, amina, "after", at=slot + timedelta(seconds=1))
    at = slot.astimezone(benoit.zone).isoformat()
    assert "1 digests sent" in run("digests", "--at", at)[0]
    (message,) = mailoutbox
    assert message.to == [benoit.email]
    assert "Words of before" in message.body and "Words of after" not in message.body
    assert "0 digests sent" in run("digests", "--at", at)[0]
    assert len(mailoutbox) == 1


def test_a_dry_run_prints_and_writes_nothing(since_long, amina, benoit, slot, mailoutbox):
    schedule = daily(benoit, slot)
    fakes.post(since_long, amina, "before", at=slot - timedelta(minutes=1))
    out, _err = run("digests", "--at", slot.isoformat(), "--dry-run")
    assert f"To: {benoit.email}" in out and "Métadonnées" in out and "Words of before" in out
    assert not mailoutbox and not OutgoingMail.objects.exists()
    assert DigestSchedule.objects.get().covered_until == schedule.covered_until


@pytest.mark.parametrize(
    "at", ["tomorrow", "2026-11-23T08:00", "2026-13-45T08:00+01:00", "0001-01-01T00:00Z", ""]
)
def test_a_bad_instant_gets_a_sentence(db, at):
    with pytest.raises(CommandError) as caught:
        run("digests", "--at", at)
    assert "2026-11-23T08:00+01:00" in str(caught.value)


def test_a_mail_that_could_not_be_sent_is_named(since_long, amina, benoit, slot, settings, monkeypatch):
    from tests.notices.test_delivery import Picky

    settings.EMAIL_BACKEND = "tests.notices.test_delivery.Picky"
    monkeypatch.setattr(Picky, "refused", (benoit.email,))
    daily(benoit, slot)
    fakes.post(since_long, amina, "before", at=slot - timedelta(minutes=1))
    out, err = run("digests", "--at", slot.isoformat())
    assert "0 digests sent" in out and "1 digests could not be sent yet" in err


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_a_mail_that_another_process_has_in_hand(
    since_long, amina, benoit, slot, monkeypatch, mailoutbox
):
    from django.db import connection

    from notices import planning

    daily(benoit, slot)
    fakes.post(since_long, amina, "before", at=slot - timedelta(minutes=1))
    real = planning.plan

    def plan_and_lose(moment):
        mails = real(moment)
        claim(1, timezone.now())
        return mails

    def other():
        time.sleep(1)
        OutgoingMail.objects.update(state=State.SENT, lease_until=None)
        connection.close()

    monkeypatch.setattr(planning, "plan", plan_and_lose)
    thread = threading.Thread(target=other)
    thread.start()
    out, _err = run("digests", "--at", slot.isoformat())
    thread.join()
    assert "1 digests sent" in out


def test_deliver_once_sends_what_is_due(since_long, amina, benoit, slot, mailoutbox):
    from tests.notices.test_delivery import outbox

    outbox(benoit, fakes.post(since_long, amina, "hers"))
    assert run("deliver", "--once")[0] == "1 sent\n"
    assert len(mailoutbox) == 1


def test_deliver_ends_cleanly_on_term(db):
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    timer.start()
    run("deliver", "--poll", "0.1")
    timer.join()
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_odd_poll_gets_a_sentence(db):
    with pytest.raises(CommandError, match="seconds"):
        run("deliver", "--poll", "0")
