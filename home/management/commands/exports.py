"""manage.py exports: the copies that members asked for, where no Celery worker makes them."""

from django.core.management.base import BaseCommand

from home import exporting


class Command(BaseCommand):
    help = (
        "Make the copies of their data that members have asked for, and delete old ones; then end (for cron)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="accepted for symmetry with deliver")

    def handle(self, *args, **options):
        made, gone = exporting.make_due(), exporting.tidy()
        self.stdout.write(f"{made} made, {gone} deleted")
