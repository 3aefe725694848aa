"""What Celery's timetable starts for the wiki."""

from celery import shared_task

from . import binning


@shared_task
def empty_bin():
    """Remove for good what has been in the bin for 30 days. Safe to run twice, and at the same time."""
    binning.empty()
