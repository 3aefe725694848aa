"""What Celery's timetable starts: the end of files that were sent for pages which nobody saved."""

from celery import shared_task

from . import attaching


@shared_task
def forget_unclaimed():
    """Delete the files that have waited for their page for 30 days."""
    attaching.forget_unclaimed()
