"""Writing wiki pages: a new one, and a new revision that never overwrites what its author has not seen."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from core.words import one_line
from notices.models import Notice, record

from . import pairing
from .links import note_links, slug_of
from .models import RESERVED_SLUGS, TITLE_LENGTH, Edit, Weight, WikiPage

# Addresses longer than this are refused by the router (home.routing.find).
DEEPEST = 24


class Meanwhile(Exception):
    """Somebody saved this page since the text that was edited. Carries the page as it is now."""

    def __init__(self, current_page, edit):
        super().__init__(f"page {current_page.pk} was saved meanwhile")
        self.current_page = current_page
        self.edit = edit


class AlreadyWritten(Exception):
    """The page to translate has its half in that language by now. Carries that half."""

    def __init__(self, page):
        super().__init__(f"page {page.pk} is there already")
        self.page = page


def clean_title(title):
    """`title` on one line, without NUL. ValidationError if empty or too long."""
    title = one_line(title)
    if not title:
        raise ValidationError(_("Please give the page a title."), code="required")
    if len(title) > TITLE_LENGTH:
        raise ValidationError(
            _("The title has %(size)d characters; there is room for %(most)d. Please shorten it."),
            params={"size": len(title), "most": TITLE_LENGTH},
            code="max_length",
        )
    return title


def clean_text(text):
    """`text` with line feeds only and without NUL."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


@transaction.atomic
def create_page(
    parent,
    *,
    author,
    title,
    slug="",
    body="",
    summary="",
    weight=Weight.NORMAL,
    translation_of=None,
    based_on=None,
    at=None,
    silent=False,
):
    """Write a new page under `parent` (a GroupPage or WikiPage) and return the WikiPage, live.

    `author` is a User, or None for the site itself. `translation_of` is the page in another language whose
    half this is, `based_on` the Revision of it that the translator read (default: its latest).
    `at` dates the deed in the past; `silent` records no notice. Raises ValidationError for a bad title or
    a place too deep, AlreadyWritten when that half exists, WikiPage.DoesNotExist when the parent or the
    other half is gone.
    """
    title, body, at = clean_title(title), clean_text(body), at or timezone.now()
    if parent.depth + 1 > DEEPEST:
        raise ValidationError(_("Pages lie too deep here. Please choose a page nearer to the front page."))
    # In the order of their keys, so that two writers never wait for each other.
    locked = [parent.pk] + ([translation_of.pk] if translation_of else [])
    rows = {row.pk: row for row in Page.objects.select_for_update().filter(pk__in=locked).order_by("pk")}
    if set(locked) - set(rows):
        raise WikiPage.DoesNotExist
    page = WikiPage(
        title=title,
        slug=_free_slug(rows[parent.pk], slug or title, parent.locale.language_code),
        locale=parent.locale,
        group=parent.group,
        body=body,
        owner=author,
    )
    if translation_of:
        half = (
            WikiPage.objects.filter(translation_key=translation_of.translation_key, locale=parent.locale)
            .select_related("locale", "group")
            .first()
        )
        if half and not half.live:
            raise WikiPage.DoesNotExist
        if half:
            raise AlreadyWritten(half)
        page.translation_key = translation_of.translation_key
        based_on = based_on or Revision.objects.get(pk=rows[translation_of.pk].latest_revision_id)
    rows[parent.pk].add_child(instance=page)
    edit = _publish(page, author, summary, weight, at, number=1, size=len(body), based_on=based_on)
    Page.objects.filter(pk=page.pk).update(first_published_at=at)
    if translation_of:
        pairing.join(page, translation_of, edit.revision, based_on)
    if not silent:
        _notice(Notice.Kind.PAGE_CREATED, edit, page, at)
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


@transaction.atomic
def save_page(
    page, *, author, title, body, summary="", weight=Weight.NORMAL, base, based_on=None, at=None, silent=False
):
    """Save a new revision of `page` and return its Edit, or None where nothing was changed.

    `base` is the id of the revision that was edited; `based_on` a Revision of the page's other half that
    this text is now level with (noted even where the text stays as it is). Raises Meanwhile, writing
    nothing, when the page has another latest revision than `base`; ValidationError for a bad title;
    WikiPage.DoesNotExist when the page is gone.
    """
    title, body, at = clean_title(title), clean_text(body), at or timezone.now()
    # The row is ours from here to the end of the transaction; a second writer waits, then finds no row.
    ours = Page.objects.filter(pk=page.pk, live=True, latest_revision_id=base).update(live=True)
    current = WikiPage.objects.select_related("locale", "group").get(pk=page.pk, live=True)
    if not ours:
        raise Meanwhile(current, current.edits.select_related("revision").first())
    if current.title == title and current.body == body:
        if based_on:
            pairing.level(current, current.latest_revision, based_on)
        return None
    last = current.edits.first()
    size = len(body) - len(current.body)
    current.title, current.body = title, body
    number = last.number + 1 if last else 1
    edit = _publish(current, author, summary, weight, at, number=number, size=size, based_on=based_on)
    pairing.note(current, edit)
    if not silent:
        _notice(Notice.Kind.PAGE_EDITED, edit, current, at)
    return edit


def _publish(page, author, summary, weight, at, *, number, size, based_on):
    """A Wagtail revision of `page`, live, and its Edit."""
    revision = page.save_revision(user=author, changed=True, log_action=False)
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    revision.created_at = at
    # Members have no rights in Wagtail's admin; groups/access.py has been asked.
    revision.publish(user=author, log_action=False, skip_permission_checks=True)
    note_links(page)
    Page.objects.filter(pk=page.pk).update(
        last_published_at=at, latest_revision_created_at=at, has_unpublished_changes=False
    )
    return Edit.objects.create(
        page=page,
        revision=revision,
        number=number,
        author=author,
        author_name=author.name if author else settings.SITE_NAME,
        summary=one_line(summary)[:200],
        weight=weight,
        based_on=based_on,
        size_change=size,
        created_at=at,
    )


def _notice(kind, edit, page, at):
    notice = record(kind, edit, group=page.group, actor=edit.author)
    Notice.objects.filter(pk=notice.pk).update(created_at=at)


def _free_slug(parent, words, language):
    """A slug that no child of `parent` has and no address of a page needs."""
    stem = slug_of(words, language) or "page"
    taken = RESERVED_SLUGS | set(parent.get_children().values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
