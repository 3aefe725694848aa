"""What is known of the files of a page: their addresses, their Markdown, their sizes, and which texts name them."""

import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import ids
from core.pictures import PHOTO
from core.words import one_line

from .models import Attachment, AttachmentVersion, WikiPage

PICTURE = "webp"
# In an address as it stands in a text, with or without the site before it.
IN_AN_ADDRESS = re.compile(r"/files/wiki/([0-9a-f]{32})/")
# What could begin or end something in a line of Markdown.
SIGNS = re.compile(r"([\\`*_\[\]<>&~|])")
FILES_ON_A_PAGE = 50
# A thumbnail fits into a square of so many pixels.
THUMBNAIL = 160
PAGES_NAMED = 30
NAME_IN_A_SENTENCE = 60


def address(key, name, **query):
    """Where the attachment `key` is handed out; whatever name stands in it, the key alone counts.

    Every sign that Markdown or HTML could take for its own is percent-encoded.
    """
    whole = reverse("wiki_files:attachment", args=[key, "-"]).removesuffix("-") + quote(name, safe="")
    return whole + ("?" + "&".join(f"{word}={number}" for word, number in query.items()) if query else "")


def escaped(words):
    """`words` on one line, as Markdown that says just them."""
    return SIGNS.sub(r"\\\1", one_line(words))


def markdown(key, version, alt=""):
    """What to write in a text to show a picture (`![alt](address)`) or to lead to a file (`[name](address)`)."""
    where = address(key, version.file_name)
    return (
        f"![{escaped(alt)}]({where})" if is_picture(version) else f"[{escaped(version.file_name)}]({where})"
    )


def is_picture(version):
    return version.kind == PICTURE


def kind_words(kind):
    """What a file is, for a key of core.kinds.CONTENT_TYPES."""
    return {
        "webp": _("Picture"),
        "pdf": _("PDF"),
        "txt": _("Plain text"),
        "md": _("Text in Markdown"),
        "csv": _("Table (CSV)"),
        "docx": _("Text document (Word)"),
        "xlsx": _("Spreadsheet (Excel)"),
        "pptx": _("Slides (PowerPoint)"),
        "odt": _("Text document (OpenDocument)"),
        "ods": _("Spreadsheet (OpenDocument)"),
        "odp": _("Slides (OpenDocument)"),
    }[kind]


def files_of(page, member):
    """The Attachments of `page` and of its other language that `member` may have; the latest first."""
    return (
        Attachment.objects.visible_to(member)
        .filter(page__translation_key=page.translation_key, page__group=page.group_id)
        .select_related("page__locale")
        .order_by("-added_at", "-pk")
    )


def listed(page, member, number):
    """One screen of `files_of`, as a Paginator's page whose attachments are `described`. Three queries."""
    files = Paginator(files_of(page, member).prefetch_related("versions"), FILES_ON_A_PAGE).get_page(number)
    for file in files:
        described(file)
    return files


def described(file):
    """`file` with what a template says of it: `.latest`, `.count`, `.language` (of its words) and more."""
    versions = list(file.versions.all())
    file.count = len(versions)
    file.language = file.page.locale.language_code
    for version in versions:
        version.words = kind_words(version.kind)
        version.is_picture = is_picture(version)
    file.latest = latest = versions[0]
    file.is_picture = latest.is_picture
    file.address = address(file.key, latest.file_name)
    file.markdown = markdown(file.key, latest, file.alt)
    if file.is_picture:
        file.small = address(file.key, latest.file_name, width=PHOTO.widths[0])
        file.small_width, file.small_height = fitted(latest.width, latest.height, THUMBNAIL)
    file.all_versions = versions
    return file


def fitted(width, height, longest):
    """The size in pixels of a picture made to fit into a square of `longest`, never enlarged."""
    part = min(1, longest / max(width, height, 1))
    return max(1, round(width * part)), max(1, round(height * part))


def pages_that_show(file, member):
    """Live pages that `member` may read and whose text names `file`, by title: PAGES_NAMED at most."""
    pages = WikiPage.objects.visible_to(member).filter(body__contains=f"/files/wiki/{file.key}/")
    return pages.select_related("locale").defer("body").order_by("title", "pk")[:PAGES_NAMED]


def pictures_for(sources, member):
    """{source: (width, height, [(width, address), …])} in pixels, for those pictures that `member` may have.

    `sources` are addresses as they stand in a text. What is no picture of ours, or not for this reader, is
    left out: it stays as written, and its address answers as for what is not there. One query, and none
    where no source is an address of ours.
    """
    asked = {source: found for source in dict.fromkeys(sources) if (found := _parts(source))}
    if not asked:
        return {}
    visible = Attachment.objects.visible_to(member).filter(key__in={key for key, _number in asked.values()})
    rows = AttachmentVersion.objects.filter(attachment__in=visible, kind=PICTURE).order_by("number")
    known = {}
    for key, number, width, height in rows.values_list("attachment__key", "number", "width", "height"):
        # In the order of their numbers: under None, the last one stays.
        known[key, number] = known[key, None] = (width, height)
    return {
        source: (*known[found], _sizes(source, *known[found]))
        for source, found in asked.items()
        if found in known
    }


def _parts(source):
    """(key, number of the version or None for the latest) of an address of ours; None for another one."""
    # From its beginning: an address on another site is not ours, whatever its path.
    found = IN_AN_ADDRESS.match(source)
    if not found:
        return None
    version = parse_qs(urlsplit(source).query).get("version")
    return found[1], ids.number(version[-1]) if version else None


def _sizes(source, width, height):
    """[(width in pixels, address)] of a picture in all its sizes, the smallest first."""
    parts = urlsplit(source)
    version = parse_qs(parts.query).get("version")
    query = f"version={quote(version[-1], safe='')}&" if version else ""
    longest = max(width, height)
    smaller = [
        (fitted(width, height, size)[0], f"{parts.path}?{query}width={size}")
        for size in PHOTO.widths
        if size < longest
    ]
    return [*smaller, (width, parts.path + (f"?{query[:-1]}" if query else ""))]


def please_describe(sources):
    """What is said of pictures in a text that have no words for those who do not see them."""
    names = [_name_in(source) for source in dict.fromkeys(sources)]
    quoted = ", ".join(_("“%(words)s”") % {"words": name} for name in names[:5])
    return ngettext(
        "Please describe the picture %(names)s in words, for those who do not see it: ![description](…)",
        "Please describe these pictures in words, for those who do not see them: %(names)s. "
        "Write it like this: ![description](…)",
        len(names),
    ) % {"names": quoted + (" …" if len(names) > 5 else "")}


def _name_in(source):
    """The file's name in an address, to show."""
    path = source.split("?")[0].split("#")[0].rstrip("/")
    name = one_line(unquote(path.rpartition("/")[2])) or one_line(source)
    return name if len(name) <= NAME_IN_A_SENTENCE else name[: NAME_IN_A_SENTENCE - 1] + "…"
