"""A folder of Markdown becomes pages of a wiki: links, pictures, files and earlier addresses kept."""

import posixpath
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from core import uploads
from groups.deeds import Refused

from . import attached, attaching, folder
from .editing import Meanwhile, clean_title, create_page, save_page
from .links import slug_of
from .models import RESERVED_SLUGS, OldAddress, WikiPage
from .tree import lock_tree

PLAIN_TITLE = re.compile(r"[^\[\]|#:\n]+")

PART = re.compile(r"[\w-]+")


@dataclass
class Line:
    """What became of one file: its page or address, and what its reader should know."""

    path: str
    done: str = ""
    address: str = ""
    notes: list = field(default_factory=list)


class _Import:
    def __init__(self, found, root, author):
        self.found, self.root, self.author = found, root, author
        self.report = {}
        self.pages = {}  # {path in the folder: WikiPage}
        self.attached = {}  # {path of a file: its address}

    def line(self, path):
        return self.report.setdefault(path, Line(path))


@transaction.atomic
def import_folder(top, root, *, author=None):
    """Make the folder at `top` pages below the WikiPage `root`. Returns [Line], one for each file, by path.

    A page that is there already under the same address gets a new version, or stays where it says the same.
    What cannot be imported is said in its Line; the rest is imported. Raises NotADirectoryError.
    """
    run = _Import(folder.read(top), root, author)
    lock_tree(root.group_id, root.locale_id)
    for path, reason in run.found.refused.items():
        run.line(path).notes.append(reason)
    ordered = sorted(run.found.pages, key=lambda path: (path != "", path.count("/"), path))
    # First every page has its place, so that texts can lead to each other; then they get their words.
    for path in ordered:
        _place(run, path)
    for path in ordered:
        if path in run.pages:
            _write(run, path)
            _keep_former(run, path)
    for path in run.found.files:
        if path not in run.report:
            run.line(path).notes.append(_("No page shows it or leads to it: left out."))
    return [run.report[path] for path in sorted(run.report)]


def _place(run, path):
    """The page of `path`: the one that is there, or a new one with its text as it came."""
    source = run.found.pages[path]
    # What speaks for the whole folder stands beside the rest.
    above = run.pages.get(source.below, run.root) if source.below else run.root
    line = run.line(source.path or path)
    try:
        title = clean_title(source.title)
        slug = _slug(posixpath.splitext(posixpath.basename(path))[0] or title, title, run.root)
        page = _there_already(run, above, slug)
        if page is None:
            body = source.body if source.body is not None else f"{title}\n"
            with transaction.atomic():
                page = create_page(above, author=run.author, title=title, slug=slug, body=body, silent=True)
            line.done = _("imported")
    except ValidationError as trouble:
        line.notes += trouble.messages
        return
    run.pages[path] = page
    line.address = page.url_path


def _slug(name, title, root):
    language = root.locale.language_code
    slug = slug_of(name, language) or slug_of(title, language) or "page"
    return f"{slug}-page" if slug in RESERVED_SLUGS else slug


def _there_already(run, above, slug):
    """The page at this place from an earlier import, which no other file of this one has taken; or None."""
    taken = {page.pk for page in run.pages.values()}
    pages = WikiPage.objects.child_of(above).filter(live=True).select_related("locale", "group")
    there = {page.slug: page for page in pages.filter(slug__startswith=slug)}
    name, number = slug, 1
    while name in there:
        if there[name].pk not in taken:
            return there[name]
        number += 1
        name = f"{slug}-{number}"
    return None


def _write(run, path):
    """The text of a page, with its addresses leading to where things are now."""
    source, page = run.found.pages[path], run.pages[path]
    line = run.line(source.path or path)
    line.notes += source.notes
    body = _contents(run, path) if source.body is None else _led(run, source, page, line)
    page = WikiPage.objects.select_related("locale", "group").get(pk=page.pk)
    new = line.done != ""
    if body == page.body and (new or page.title == clean_title(source.title)):
        line.done = line.done or _("says this already")
        return
    try:
        with transaction.atomic():
            save_page(
                page,
                author=run.author,
                title=source.title,
                body=body,
                base=page.latest_revision_id,
                summary=_("Imported from a folder of Markdown"),
                silent=True,
            )
        line.done = line.done or _("a new version")
    except ValidationError as trouble:
        line.notes += trouble.messages
    except Refused as refusal:
        line.notes.append(str(refusal.sentence))
    except Meanwhile:
        line.notes.append(_("It was saved meanwhile."))


def _contents(run, path):
    """The text of a folder that had none: links to what stands in it."""
    inside = [key for key, source in run.found.pages.items() if source.below == path and key != path]
    lines = [f"* {_link(run, key)}" for key in sorted(inside) if key in run.pages]
    return "\n".join(lines) + "\n"


def _link(run, path, words=None):
    """Markdown that leads to the page of `path`: by its title where that is plain and the only one."""
    page = run.pages[path]
    same = [one for one in run.pages.values() if one.title == page.title]
    if len(same) == 1 and PLAIN_TITLE.fullmatch(page.title) and not re.search(r"[\[\]|]", words or ""):
        return f"[[{page.title}|{words}]]" if words and words != page.title else f"[[{page.title}]]"
    return f"[{attached.escaped(words or page.title)}]({page.url_path})"


def _led(run, source, page, line):
    def lead(path, fragment):
        target = run.found.target(path, source.path) if path else source
        after = f"#{fragment}" if fragment else ""
        if isinstance(target, folder.Source):
            known = run.pages.get(run.found.key_of(target))
            return known.url_path + after if known else None
        if target is not None:
            return _file(run, target, page, line)
        line.notes.append(_("Leads nowhere: %(path)s") % {"path": path})
        return None

    def link(name, words):
        target = run.found.target(name.replace(" ", "-"), source.path) or run.found.target(name, source.path)
        key = run.found.key_of(target) if isinstance(target, folder.Source) else None
        return _link(run, key, words) if key in run.pages else None

    # Addresses first: what a wiki link becomes is an address of this site, or a title.
    return folder.with_wiki_links(folder.with_addresses(source.body, lead), link)


def _file(run, path, page, line):
    """The address of a picture or file of the folder, kept with the first page that shows it; None if refused."""
    if path in run.attached:
        return run.attached[path]
    run.attached[path] = None
    report = run.line(path)
    try:
        with open(run.found.files[path], "rb") as stream:
            picked = uploads.check(File(stream, name=posixpath.basename(path)))
        attachment = _there(page, picked)
        if attachment is None:
            attachment, _new = attaching.attach(page, run.author, picked)
            report.done = _("imported")
        else:
            report.done = _("is there already")
    except OSError:
        report.notes.append(_("It cannot be opened."))
    except (ValidationError, Refused) as trouble:
        report.notes += getattr(trouble, "messages", None) or [str(trouble)]
    else:
        run.attached[path] = report.address = attached.address(attachment.key, picked.name)
    if run.attached[path] is None:
        line.notes.append(_("Not imported: %(path)s") % {"path": path})
    return run.attached[path]


def _there(page, picked):
    """The attachment of `page` that holds the same file, from an earlier import; or None."""
    for attachment in page.attachments.prefetch_related("versions"):
        if version := next(iter(attachment.versions.all()), None):
            file = uploads.open_kept(version.file) if version.file_name == picked.name else None
            if file:
                with file:
                    if file.read() == picked.files[None]:
                        return attachment
    return None


def _keep_former(run, path):
    """The addresses that the page had before, under the root, lead to it from now on."""
    source, page = run.found.pages[path], run.pages[path]
    old = posixpath.splitext(source.path)[0] if source.body is not None else path
    for former in {*source.former, old}:
        parts = [part for part in former.split("/") if part not in ("", ".", "..")]
        address = run.root.url_path + "".join(f"{part}/" for part in parts)
        # Other signs than these are in no address of the tree.
        if parts and not all(PART.fullmatch(part) for part in parts):
            continue
        if parts and address != page.url_path and len(address) <= 2000:
            facts = {"page": page, "group_id": page.group_id, "title": page.title}
            row, new = OldAddress.objects.get_or_create(path=address, defaults=facts)
            # What led to another page goes on leading there.
            if not new and row.page_id is None:
                OldAddress.objects.filter(pk=row.pk).update(**facts)
