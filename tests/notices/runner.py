"""A real process for the tests that kill one: `python -m tests.notices.runner worker|deliver`.

It works on the database of the test that starts it and sends to that test's mail sink. Leases are short and
planning is slow, so that kills strike in the middle and the test does not wait five minutes.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path


def main(what):
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["RUNNER_DATABASE"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["RUNNER_SMTP_PORT"])
    django.setup()

    from django.core.management import call_command

    from notices import delivery, planning
    from tests.notices import fakes

    fakes.install()
    delivery.LEASE = timedelta(seconds=2)
    planning.BATCH = 20
    if what == "deliver":
        call_command("deliver", poll=0.1)
        return
    collect = planning._collect

    def slowly(pairs, now):
        found = collect(pairs, now)
        time.sleep(0.3)
        return found

    planning._collect = slowly
    worker()


def worker():
    """A Celery worker with its beat in it, as `make demo` runs it, with a beat that ticks faster."""
    from config.celery import app

    folder = Path(os.environ["RUNNER_BROKER"])
    (folder / "control").mkdir(parents=True, exist_ok=True)
    app.conf.update(
        task_always_eager=False,
        broker_url="filesystem://",
        broker_transport_options={
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
        },
        beat_schedule={"plan-digests": {"task": "notices.tasks.plan_digests", "schedule": 0.5}},
        beat_schedule_filename=str(folder / "schedule"),
    )
    app.worker_main(["worker", "-B", "--pool=solo", "--loglevel=error"])


if __name__ == "__main__":
    main(sys.argv[1])
