"""Fill an empty database with the demonstration site."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.demonstration import build
from notices import slots
from notices.delivery import deliver_due
from notices.models import DigestSchedule
from notices.planning import plan


class Command(BaseCommand):
    help = (
        "Fill the database with the demonstration site: invented people in real groups. Refuses production."
    )

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demonstration is only for settings with DEMO = True; these have not.")
        if build.is_built():
            self.stdout.write("The demonstration is already there.")
            return
        build.build(say=lambda words: self.stdout.write(f"  {words}"))
        self.stdout.write("  this morning's digests")
        plan(slots.latest(DigestSchedule(), ZoneInfo(settings.TIME_ZONE), timezone.now()))
        deliver_due()
