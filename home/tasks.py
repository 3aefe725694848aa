"""What Celery's timetable starts: copies of what we hold about a member, and their end after a week."""

from celery import shared_task

from . import exporting


@shared_task
def make_exports():
    """Make the copies that are due. Safe to run twice, and at the same time."""
    exporting.make_due()


@shared_task
def tidy_exports():
    """Delete the copies that have been kept for their week."""
    exporting.tidy()
