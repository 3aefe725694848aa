"""A real Celery worker with its beat, as `make demo` runs it, for the runners that tests start and kill."""

import os
from pathlib import Path


def work(task):
    """Work until killed. The broker is the folder RUNNER_BROKER; `task` is due every half second."""
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
        beat_schedule={task: {"task": task, "schedule": 0.5}},
        beat_schedule_filename=str(folder / "schedule"),
    )
    app.worker_main(["worker", "-B", "--pool=solo", "--loglevel=error"])
