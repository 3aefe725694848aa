"""Look for what is missing or wrong in the French of the interface."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?[\d.]*[a-z]|%[sd]|\{\w*\}")
# words.md: U+202F before ; ! ? and inside « », U+00A0 before a colon. A sign counts only where a sentence
# could have it: before a space, a tag or the end, so that addresses and hours pass.
NARROW, WIDE = "\u202f", "\u00a0"
ENDING = r"(?=[\s<)»”]|$)"
TYPOGRAPHY = [
    (
        re.compile(rf"(?<![{NARROW}!?…(\s])[;!?]{ENDING}|[ {WIDE}][;!?]{ENDING}"),
        "U+202F belongs before ; ! ?",
    ),
    (re.compile(rf"(?<![{NARROW}{WIDE}\s]):{ENDING}|[ ]:{ENDING}"), "U+00A0 belongs before a colon"),
    (re.compile(rf"«(?![{NARROW}{WIDE}])|(?<![{NARROW}{WIDE}])»"), "U+202F belongs inside « »"),
    (re.compile(r"(?<=[a-zà-ÿ])'(?=[a-zà-ÿ])", re.I), "the apostrophe is ’"),
    (re.compile(r"\.\.\."), "the ellipsis is …"),
]
# A tag's attributes and a placeholder are not prose, nor is the semicolon of an entity.
NOT_PROSE = re.compile(r"<[^>]*>|&#?\w+;|%\(\w+\)\w|\{\w*\}")


class Command(BaseCommand):
    """Fail, with one line each, on missing, fuzzy, obsolete or mistyped French."""

    help = "Checks that locale/fr is complete, faithful in its placeholders and typeset as French is."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        """Check the catalogue and, where xgettext is there, that it has every string of the code."""
        path = Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES" / "django.po"
        if not path.exists():
            raise CommandError(f"{path} does not exist; `make messages` makes it.")
        catalogue = polib.pofile(str(path))
        problems = [f"line {entry.linenum}: {what}" for entry in catalogue for what in faults(entry)]
        if shutil.which("xgettext"):
            problems += against_the_code(catalogue)
        else:
            self.stderr.write("xgettext is not installed: new strings in the code were not looked for.")
        if problems:
            raise CommandError("\n".join([f"{path.name} (fr):", *problems]))


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one entry of the catalogue."""
    name = repr(entry.msgid[:70])
    if entry.obsolete:
        yield f"obsolete: {name}"
        return
    translations = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if not all(translations):
        yield f"not translated: {name}"
        return
    if entry.fuzzy:
        yield f"fuzzy: {name}"
    allowed = {frozenset(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text}
    for text in translations:
        # The singular may say "one" where the plural has a number.
        if frozenset(PLACEHOLDER.findall(text)) not in allowed:
            yield f"other placeholders: {name} → {text[:70]!r}"
        prose = NOT_PROSE.sub("x", text)
        for pattern, rule in TYPOGRAPHY:
            if pattern.search(prose):
                yield f"{rule}: {text[:90]!r}"


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    """What makes two entries the same string."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def against_the_code(catalogue: polib.POFile) -> list[str]:
    """Strings that the code has and the catalogue has not, and the other way round."""
    root = Path(settings.BASE_DIR)
    outside = (".*", "var", "tests", "bench", "docs", "static", "locale", "migrations", "node_modules")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "code"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*outside, "*.sqlite3", "*.pyc"))
        (copy / "locale").mkdir()
        made = subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "--locale", "fr", "--keep-pot"],
            cwd=copy,
            # Without settings, or Django would write into the real locale folder.
            env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            return [f"the strings of the code could not be read: {made.stderr.strip()}"]
        code = {key(entry): entry for entry in polib.pofile(str(copy / "locale" / "django.pot"))}
    known = {key(entry) for entry in catalogue if not entry.obsolete}
    missing = [f"new in the code: {code[k].msgid[:70]!r}" for k in code.keys() - known]
    unused = [f"no longer in the code: {k[1][:70]!r}" for k in known - code.keys()]
    return sorted(missing) + sorted(unused)
