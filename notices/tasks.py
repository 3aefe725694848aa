"""What Celery's timetable starts. `manage.py deliver` finds the planned mails by itself."""

from celery import shared_task
from django.utils import timezone

from . import planning


@shared_task
def plan_digests():
    """Plan the digests that are due. Safe to run twice, and at the same time."""
    planning.plan(timezone.now())
