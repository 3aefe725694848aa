"""Nobody is missed when the processes that plan and send are killed again and again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from groups.models import Membership
from members.models import User
from notices.delivery import State
from notices.models import DigestSchedule, OutgoingMail
from tests.factories import make_group, make_member, make_site
from tests.notices import fakes
from tests.notices.conftest import LONG_AGO
from tests.servers import smtp

PEOPLE, KILLS = 200, 10
ROOT = Path(__file__).resolve().parents[2]


def crowd(slot):
    """Members of one group, all due since `slot`, and one post for them."""
    make_site()
    group = make_group("metadata")
    author = make_member("Ruth Adeyemi")
    people = User.objects.bulk_create(
        User(
            email=f"p{n}@demo.example", name=f"P {n}", language=("en", "fr")[n % 2], time_zone="UTC",
            date_joined=LONG_AGO,
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(group=group, member=person, joined_at=LONG_AGO) for person in people
    )
    before = slot - timedelta(days=1)
    DigestSchedule.objects.bulk_create(
        DigestSchedule(member=person, hour=slot.hour, covered_until=before, next_after=before)
        for person in people
    )
    fakes.post(group, author, "hers", at=slot - timedelta(hours=1))
    return people


@contextlib.contextmanager
def processes(port, broker):
    """A Celery worker and a deliverer of their own, killed with -9 at the end, with all they started."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "RUNNER_DATABASE": str(connection.settings_dict["NAME"]),
        "RUNNER_SMTP_PORT": str(port),
        "RUNNER_BROKER": str(broker),
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.notices.runner", what],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        for what in ("worker", "deliver")
    ]
    try:
        yield running
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def wait_until(reached, running, seconds=120):
    deadline = time.monotonic() + seconds
    while not reached():
        ended = [process.stderr.read().decode()[-2000:] for process in running if process.poll() is not None]
        assert not ended, ended[0]
        assert time.monotonic() < deadline, "nothing happened for too long"
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_is_missed_when_worker_and_deliverer_are_killed_ten_times(tmp_path):
    slot = timezone.now().replace(minute=0, second=0, microsecond=0)
    people = crowd(slot)
    with smtp() as (sink, port):
        for _kill in range(KILLS):
            before = len(sink.messages)
            assert before < PEOPLE, "everything was sent before the last kill: nothing was tried"
            with processes(port, tmp_path) as running:
                wait_until(lambda before=before: len(sink.messages) >= before + 7, running)
        assert OutgoingMail.objects.exclude(state=State.SENT).exists()
        with processes(port, tmp_path) as running:
            wait_until(lambda: OutgoingMail.objects.filter(state=State.SENT).count() >= PEOPLE, running)
        got = defaultdict(set)
        for (address,), message in zip(sink.recipients, sink.messages, strict=True):
            got[address].add(message["Message-ID"])
    assert got.keys() == {person.email for person in people}
    assert all(len(ids) == 1 for ids in got.values())
    assert OutgoingMail.objects.count() == PEOPLE
