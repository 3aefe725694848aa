"""Writing wiki pages: a new one, and a new revision that never overwrites what its author has not seen."""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from core.anchors import carry
from core.markdown import PAGE_LIMIT
from core.words import one_line
from groups import access as rules
from notices.models import Notice, record

from . import attaching, drafts, pairing
from .links import note_links, slug_of
from .locking import LockedPage
from .merging import merge
from .models import TITLE_LENGTH, Edit, Weight, WikiPage
from .tree import free_slug, lock_tree

# What a save changes of a page, besides its text.
PUBLISHED = (
    "title",
    "draft_title",
    "live",
    "live_revision",
    "latest_revision",
    "latest_revision_created_at",
    "first_published_at",
    "last_published_at",
    "has_unpublished_changes",
)
# Addresses longer than this are refused by the router (home.routing.find).
DEEPEST = 24


class Meanwhile(Exception):
    """Somebody saved this page since the text that was edited, and the two do not join by themselves.

    Carries the page as it is now, its latest Edit, the Merged of both texts (None where it is not known what
    the author started from) and the Draft in which their text is kept (None for the site itself).
    """

    def __init__(self, current_page, edit, merged=None):
        super().__init__(f"page {current_page.pk} was saved meanwhile")
        self.current_page = current_page
        self.edit = edit
        self.merged = merged
        self.draft = None


class AlreadyWritten(Exception):
    """The page to translate has its half in that language by now. Carries that half."""

    def __init__(self, page):
        super().__init__(f"page {page.pk} is there already")
        self.page = page


@dataclass(frozen=True)
class Sending:
    """One sending of one form: its token, made when the form was first shown, and what was typed in it."""

    form: str
    author_id: int
    words: tuple

    @property
    def fingerprint(self):
        """The same for the same form sent twice by the same person; None where the form has no token."""
        if not self.form:
            return None
        return sha256(
            "\0".join([self.form, str(self.author_id), *self.words]).encode("utf-8", "replace")
        ).hexdigest()

    def edit(self):
        """The Edit that this sending became, or None."""
        mark = self.fingerprint
        return Edit.objects.select_related("revision").filter(sent=mark).first() if mark else None


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
    form="",
    at=None,
    silent=False,
):
    """Write a new page under `parent` (a GroupPage or WikiPage) and return the WikiPage, live.

    `author` is a User, or None for the site itself. `translation_of` is the page in another language whose
    half this is, `based_on` the Revision of it that the translator read (default: its latest). `form` is the
    token of the form: the same form sent again gives the page that it made.
    `at` dates the deed in the past; `silent` records no notice. Raises ValidationError for a bad title or
    a place too deep, AlreadyWritten when that half exists, WikiPage.DoesNotExist when the parent or the
    other half is gone.
    """
    title, body, at = clean_title(title), clean_text(body), at or timezone.now()
    if parent.depth + 1 > DEEPEST:
        raise ValidationError(_("Pages lie too deep here. Please choose a page nearer to the front page."))
    lock_tree(parent.group_id, parent.locale_id)
    sending = Sending(form, author.pk if author else 0, (title, body))
    if edit := sending.edit():
        return WikiPage.objects.select_related("locale", "group").get(pk=edit.page_id)
    # In the order of their keys, so that two writers never wait for each other.
    locked = [parent.pk] + ([translation_of.pk] if translation_of else [])
    rows = {row.pk: row for row in Page.objects.select_for_update().filter(pk__in=locked).order_by("pk")}
    if not all(pk in rows and rows[pk].live for pk in locked):
        raise WikiPage.DoesNotExist
    page = WikiPage(
        title=title,
        slug=free_slug(rows[parent.pk], slug_of(slug or title, parent.locale.language_code) or "page"),
        locale=parent.locale,
        group=parent.group,
        body=body,
        owner=author,
    )
    if translation_of:
        _demand_no_half(translation_of, parent.locale)
        page.translation_key = translation_of.translation_key
        based_on = based_on or Revision.objects.get(pk=rows[translation_of.pk].latest_revision_id)
    rows[parent.pk].add_child(instance=page)
    page.first_published_at = at
    edit = _publish(
        page,
        Edit(
            author=author,
            summary=summary,
            weight=weight,
            number=1,
            size_change=len(body),
            based_on=based_on,
            form=form,
            sent=sending.fingerprint,
            created_at=at,
        ),
    )
    if translation_of:
        pairing.join(page, translation_of, edit.revision, based_on)
    drafts.finished(author, form, parent=parent if isinstance(parent, WikiPage) else None)
    if not silent:
        record(Notice.Kind.PAGE_CREATED, edit, group=page.group, actor=author, at=at)
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


def _demand_no_half(page, locale):
    """AlreadyWritten where `page` has its half in `locale`; WikiPage.DoesNotExist where that lies in the bin."""
    halves = WikiPage.objects.filter(translation_key=page.translation_key, locale=locale)
    half = halves.select_related("locale", "group").first()
    if half and not half.live:
        raise WikiPage.DoesNotExist
    if half:
        raise AlreadyWritten(half)


def save_page(
    page,
    *,
    author,
    title,
    body,
    summary="",
    weight=Weight.NORMAL,
    base,
    based_on=None,
    form="",
    at=None,
    silent=False,
):
    """Save a new revision of `page` and return its Edit, or None where nothing was changed.

    `base` is the id of the revision that was edited. Where others have saved since, their changes and these
    are joined; where that needs a person, Meanwhile is raised, the page stays as it is, and the text is kept
    as a draft of its author. `based_on` is a Revision of the page's other half that this text is now level
    with (noted even where the text stays as it is). `form` is the token of the form: the same form sent again
    gives the Edit that it made. Raises ValidationError for a bad title, LockedPage where only stewards change it,
    WikiPage.DoesNotExist when the page is gone.
    """
    title, body, at = clean_title(title), clean_text(body), at or timezone.now()
    edit = Edit(
        author=author,
        summary=summary,
        weight=weight,
        based_on=based_on,
        base_id=base,
        form=form,
        created_at=at,
    )
    try:
        return _save(page, edit, title, body, silent)
    except Meanwhile as meanwhile:
        if author:
            meanwhile.draft = drafts.keep_lost(
                author, page, title=title, body=body, summary=summary, base=base
            )
        raise


@transaction.atomic
def _save(page, edit, title, body, silent):
    author = edit.author
    # The row is ours from here to the end of the transaction; a second writer waits, then finds no row.
    ours = Page.objects.filter(pk=page.pk, live=True, latest_revision_id=edit.base_id).update(live=True)
    if not ours:
        Page.objects.filter(pk=page.pk, live=True).update(live=True)
    current = WikiPage.objects.select_related("locale", "group").get(pk=page.pk, live=True)
    if current.locked and author and not rules.access(author, current.group).may_moderate:
        raise LockedPage
    sending = Sending(edit.form, author.pk if author else 0, (title, body, edit.summary, str(edit.weight)))
    last = current.edits.select_related("revision").first()
    if not ours:
        if before := sending.edit():
            drafts.finished(author, edit.form, page=current)
            return before
        title, body = _joined(current, last, edit, title, body)
        edit.was_joined = edit.base_id != last.revision_id
    if current.title == title and current.body == body:
        if edit.based_on:
            pairing.level(current, current.latest_revision, edit.based_on)
        drafts.finished(author, edit.form, page=current)
        return None
    edit.size_change = len(body) - len(current.body)
    edit.number = last.number + 1 if last else 1
    edit.sent = sending.fingerprint
    current.anchors = carry(current.body, body, current.anchors)
    current.title, current.body = title, body
    _publish(current, edit)
    pairing.note(current, edit)
    drafts.finished(author, edit.form, page=current)
    if not silent:
        record(Notice.Kind.PAGE_EDITED, edit, group=current.group, actor=author, at=edit.created_at)
    return edit


def _joined(current, last, edit, title, body):
    """(title, body) of this text and of what others saved since its base. Raises Meanwhile."""
    edits = Edit.objects.filter(page=current).select_related("revision")
    # Whoever goes back in their browser and saves once more started from what they had saved.
    own = edits.filter(author=edit.author, form=edit.form).first() if edit.form else None
    if own and own.base_id and edits.filter(revision=own.base_id, number=own.number - 1).exists():
        base = own
    else:
        base = edits.filter(revision=edit.base_id).first() if edit.base_id else None
    if base is None:
        edit.base_id = None
        raise Meanwhile(current, last)
    edit.base_id = base.revision_id
    was = base.revision.content
    merged = merge(was["body"], body, current.body)
    joined = merged.text
    titles = {title, current.title, was["title"]}
    if joined is None or len(titles) == 3 or len(joined.encode()) > PAGE_LIMIT:
        raise Meanwhile(current, last, merged)
    return (current.title if title == was["title"] else title), joined


def _publish(page, edit):
    """A Wagtail revision of `page` as it is in memory, live, and its Edit. Returns the Edit.

    Wagtail's own way (save_revision, publish) asks 45 queries more: it validates twice what was checked, and
    looks after comments, schedules and workflows, which these pages do not have.
    """
    at = edit.created_at
    page.live, page.has_unpublished_changes, page.draft_title = True, False, page.title
    page.latest_revision_created_at = page.last_published_at = at
    revision = Revision(
        content_type=ContentType.objects.get_for_model(WikiPage),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        created_at=at,
        user=edit.author,
        object_str=str(page),
        content=page.serializable_data(),
    )
    # Not save(): it looks for schedules to cancel.
    Revision.objects.bulk_create([revision])
    page.latest_revision = page.live_revision = revision
    Page.objects.filter(pk=page.pk).update(**{name: getattr(page, name) for name in PUBLISHED})
    WikiPage.objects.filter(pk=page.pk).update(body=page.body, anchors=page.anchors)
    edit.page, edit.revision = page, revision
    edit.author_name = edit.author.name if edit.author else settings.SITE_NAME
    edit.summary = one_line(edit.summary)[:200]
    edit.save(force_insert=True)
    note_links(page)
    attaching.claim(page, page.body, edit.author)
    page_published.send(sender=WikiPage, instance=page, revision=revision)
    return edit
