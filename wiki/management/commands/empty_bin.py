"""manage.py empty_bin: what has been in the bin for 30 days is removed, where no Celery worker does it."""

from django.core.management.base import BaseCommand

from wiki import binning


class Command(BaseCommand):
    help = "Remove for good the wiki pages that were deleted 30 days ago or earlier; then end (for cron)."

    def handle(self, *args, **options):
        self.stdout.write(f"{binning.empty()} removed")
