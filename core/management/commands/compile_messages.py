"""Compile the translations without gettext on the machine."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Write each .mo that is older than its .po."""

    help = "Compiles locale/*/LC_MESSAGES/*.po with Python alone, where the .po is newer than its .mo."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        """Compile, and name what was compiled."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compiled = source.with_suffix(".mo")
                if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
                    continue
                # Renamed into place: a server that starts meanwhile must not read half a file.
                new = compiled.with_suffix(".mo.new")
                polib.pofile(str(source)).save_as_mofile(str(new))
                new.replace(compiled)
                self.stdout.write(f"Compiled {source.parent.parent.name}/{source.name}")
