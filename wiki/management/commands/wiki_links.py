"""`manage.py wiki_links`"""

from django.core.management.base import BaseCommand
from django.db import transaction

from wiki.links import note_links
from wiki.models import WikiPage


class Command(BaseCommand):
    help = (
        "Note which pages name which, for texts saved before the site kept that or by other means than its"
        " forms. Safe to repeat."
    )

    def handle(self, **options):
        pages = WikiPage.objects.order_by("pk").values_list("pk", flat=True)
        for pk in pages:
            with transaction.atomic():
                # Locked, so that a save at the same moment is not overwritten by what its text was before.
                page = (
                    WikiPage.objects.select_for_update(of=("self",))
                    .select_related("locale")
                    .filter(pk=pk)
                    .first()
                )
                if page:
                    note_links(page)
        self.stdout.write(f"The links of {len(pages)} pages are noted.")
