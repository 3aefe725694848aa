"""Lay the first pages of a new site."""

from django.core.management.base import BaseCommand

from home.founding import found_site


class Command(BaseCommand):
    help = (
        "Make the home page and the list of groups in each language, and the community group. Safe to repeat."
    )

    def handle(self, *args, **options):
        found_site()
        self.stdout.write("The site has its first pages.")
