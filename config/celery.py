"""Celery and its timetable. Tasks take ids, are safe to run twice, and hold no logic."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "plan-digests": {"task": "notices.tasks.plan_digests", "schedule": 60.0},
}
