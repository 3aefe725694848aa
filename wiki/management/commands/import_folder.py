"""`manage.py import_folder FOLDER --group metadata --language en`"""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wiki.importing import import_folder
from wiki.models import WikiPage

from .import_markdown import Command as ImportMarkdown


class Command(ImportMarkdown):
    help = (
        "Turn a folder of Markdown (a GitHub wiki, a docs folder) into pages of a group's wiki, with its links, "
        "pictures, files and earlier addresses. Says of each file what became of it. Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument("--group", required=True, help="the short name of the group, e.g. metadata")
        parser.add_argument("--language", required=True, help="the language of the texts, e.g. en")
        parser.add_argument(
            "--below", default="", help="the address of the page to put them below, e.g. guides"
        )
        parser.add_argument("--author", default="", help="e-mail address of the member who brings the texts")

    def handle(self, *, folder, group, language, below, author, **options):
        root, by = self.front_page(group, language), self.author(author)
        if below:
            root = self.page_below(root, below)
        try:
            lines = import_folder(folder, root, author=by)
        except NotADirectoryError:
            raise CommandError(_("“%(folder)s” is not a folder.") % {"folder": folder}) from None
        for line in lines:
            said = ", ".join(filter(None, [line.done, line.address]))
            self.stdout.write(f"{line.path}: {said or _('not imported')}")
            for note in line.notes:
                self.stdout.write(f"    {note}")
        done = sum(1 for line in lines if line.done)
        if not done:
            raise CommandError(_("Nothing in this folder could be imported."))
        self.stdout.write(
            ngettext(
                "%(done)d of %(all)d file is in the wiki.",
                "%(done)d of %(all)d files are in the wiki.",
                len(lines),
            )
            % {"done": done, "all": len(lines)}
        )

    def page_below(self, root, below):
        """The page whose address ends with `below`, seen from the front page of the wiki."""
        address = root.url_path + below.strip("/") + "/"
        page = WikiPage.objects.select_related("locale", "group").filter(url_path=address, live=True).first()
        if page is None:
            raise CommandError(_("There is no page at “%(address)s”.") % {"address": address})
        return page
