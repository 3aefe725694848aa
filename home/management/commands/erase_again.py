"""manage.py erase_again: after the restore of an older backup, erase again who was erased since."""

from django.core.management.base import BaseCommand, CommandError

from groups.stewards import run_by_nobody
from home import erasure, holdings, tombstones
from members.models import User


class Command(BaseCommand):
    help = "Erase again everybody whom the file of tombstones (TOMBSTONES) names. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say how many are there again")

    def handle(self, *args, dry_run, **options):
        found, troubles = tombstones.read()
        erased = 0
        for tombstone in found:
            member = User.objects.filter(pk=tombstone["member"]).first()
            if member and tombstones.is_of(tombstone, member, holdings.addresses_of(member)):
                erased += 1
                if not dry_run:
                    erasure.erase_again(member)
        what = "would be erased again" if dry_run else "erased again"
        self.stdout.write(f"{len(found)} tombstones; {erased} people {what}.")
        for group in run_by_nobody() if erased and not dry_run else ():
            if not group.is_archived:
                self.stdout.write(f"The group “{group.key}” has no steward now.")
        if troubles:
            raise CommandError("Not all could be read: " + "; ".join(troubles) + ".")
