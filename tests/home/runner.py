"""A real Celery worker with its beat, on the database of the test that starts it: `python -m tests.home.runner`.

Claims are short, so that the test does not wait five minutes; `slowly` makes a copy take long enough to be
killed in the middle.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path


def main(slowly):
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["RUNNER_DATABASE"]
    settings.MEDIA_ROOT = os.environ["RUNNER_MEDIA"]
    django.setup()

    from config.celery import app
    from home import copying, exporting

    exporting.LEASE, exporting.TELL_EVERY = timedelta(seconds=2), 5
    if slowly:
        step = copying._Copy.step

        def slow_step(self):
            time.sleep(0.05)
            step(self)

        copying._Copy.step = slow_step
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
        beat_schedule={"make-exports": {"task": "home.tasks.make_exports", "schedule": 0.5}},
        beat_schedule_filename=str(folder / "schedule"),
    )
    app.worker_main(["worker", "-B", "--pool=solo", "--loglevel=error"])


if __name__ == "__main__":
    main("slowly" in sys.argv)
