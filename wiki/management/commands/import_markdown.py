"""`manage.py import_markdown FILE --group metadata --language en`"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import import_markdown
from core.markdown import PAGE_LIMIT, TooDeep, TooLong, TooMuch, check
from members.models import User
from wiki.editing import Meanwhile, clean_title, create_page, save_page
from wiki.models import FRONT_DEPTH, WikiPage


class Command(BaseCommand):
    help = (
        "Turn a Markdown file into a page of a group's wiki, or into a new version of the page of that title."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the Markdown file, in UTF-8")
        parser.add_argument("--group", required=True, help="the short name of the group, e.g. metadata")
        parser.add_argument("--language", required=True, help="the language the file is written in, e.g. en")
        parser.add_argument("--title", default="", help="instead of the first heading of the file")
        parser.add_argument("--author", default="", help="e-mail address of the member who brings the text")

    def handle(self, *, file, group, language, title, author, **options):
        root = self.front_page(group, language)
        by = self.author(author)
        title, body = self.text(file, title)
        page = WikiPage.objects.filter(
            group=root.group_id, locale=root.locale_id, title=title, live=True, depth__gt=FRONT_DEPTH
        ).first()
        done = _("Imported.")
        try:
            if page is None:
                page = create_page(root, author=by, title=title, body=body)
            elif not save_page(page, author=by, title=title, body=body, base=page.latest_revision_id):
                done = _("The page says this already; nothing was changed.")
        except Meanwhile:
            raise CommandError(_("Somebody saved this page at the same moment. Please try again.")) from None
        except ValidationError as trouble:
            raise CommandError(" ".join(trouble.messages)) from None
        self.stdout.write(f"{done} {page.full_url}")

    def front_page(self, key, language):
        """The front page of the group's wiki in `language`."""
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(code for code, _name in settings.LANGUAGES)
            raise CommandError(
                _("This site has no language “%(code)s”. It has: %(known)s.")
                % {"code": language, "known": known}
            )
        root = (
            WikiPage.objects.select_related("locale", "group")
            .filter(group__key=key, locale__language_code=language, depth=FRONT_DEPTH)
            .first()
        )
        if root is None:
            raise CommandError(_("There is no group with the short name “%(key)s”.") % {"key": key})
        return root

    def author(self, email):
        """The member with that address; None, which stands for the site itself, for an empty one."""
        if not email:
            return None
        member = User.objects.filter(email__iexact=email).first()
        if member is None:
            raise CommandError(_("Nobody has an account with the address “%(email)s”.") % {"email": email})
        return member

    def text(self, file, title):
        """(title, body) of the file. CommandError where it cannot become a page."""
        try:
            imported = import_markdown.convert(import_markdown.read(file))
        except OSError:
            raise CommandError(_("“%(file)s” cannot be opened.") % {"file": file}) from None
        except import_markdown.Unreadable:
            raise CommandError(
                _("“%(file)s” cannot become a page: only text in UTF-8, %(most)d kB at most, can.")
                % {"file": file, "most": PAGE_LIMIT // 1024}
            ) from None
        try:
            check(imported.body, PAGE_LIMIT)
        except TooLong:
            raise CommandError(
                _("“%(file)s” is longer than a page can be (%(most)d kB).")
                % {"file": file, "most": PAGE_LIMIT // 1024}
            ) from None
        except TooMuch:
            raise CommandError(
                _("“%(file)s” has more lines, links, list items or table cells than a page can show.")
                % {"file": file}
            ) from None
        except TooDeep:
            raise CommandError(
                _("“%(file)s” nests lists or quotations deeper than a page can.") % {"file": file}
            ) from None
        if not imported.body.strip():
            raise CommandError(_("“%(file)s” has no text.") % {"file": file})
        try:
            return clean_title(title or imported.title), imported.body
        except ValidationError as trouble:
            raise CommandError(" ".join(trouble.messages)) from None
