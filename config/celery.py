"""Celery and its timetable. Tasks take ids, are safe to run twice, and hold no logic."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["wiki"], related_name="attachment_tasks")
app.conf.beat_schedule = {
    "plan-digests": {"task": "notices.tasks.plan_digests", "schedule": 60.0},
    # Those asked for are begun at once; this finds what a lost message or a killed worker left.
    "make-exports": {"task": "home.tasks.make_exports", "schedule": 60.0},
    "tidy-exports": {"task": "home.tasks.tidy_exports", "schedule": 3600.0},
    "forget-unclaimed-files": {"task": "wiki.attachment_tasks.forget_unclaimed", "schedule": 6 * 3600.0},
    "empty-bin": {"task": "wiki.tasks.empty_bin", "schedule": 3600.0},
}
