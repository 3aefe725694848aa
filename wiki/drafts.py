"""Drafts: what somebody typed and has not saved, kept on the server while they type; and who else is typing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.words import one_line

from .models import TITLE_LENGTH, Draft, Edit, Editing, WikiPage

# The form says that it is open every 30 seconds.
STILL_THERE = timedelta(seconds=75)
FORGOTTEN = timedelta(days=1)
# Of one author, not counting texts that met another one. Each may be a megabyte.
MOST_DRAFTS = 200


def keep(author, *, title, body, summary="", fields=None, base=None, page=None, parent=None, form=""):
    """Keep the text that `author` is writing for `page`, or for a new page below `parent`. Returns the Draft, or
    None where these very words were saved with this form (what a browser sends late makes no draft), and where
    its author has MOST_DRAFTS already.

    The same `form` (its token) has one draft, whose text is replaced. `base` is the id of the revision that is
    edited, or None; `fields` what else the form held.
    """
    saved = Edit.objects.filter(author=author, form=form).select_related("revision").first() if form else None
    if (
        saved
        and saved.revision.content["body"] == body
        and saved.revision.content["title"] == one_line(title)
    ):
        return None
    place = {"page": page, "form": form} if page else {"page": None, "parent": parent, "form": form}
    words = {
        "title": one_line(title)[:TITLE_LENGTH],
        "body": body,
        "summary": one_line(summary)[:200],
        "fields": fields or {},
        "base_id": page.own_revision(base) if page else None,
        "kept_at": timezone.now(),
    }
    rows = Draft.objects.filter(author=author, lost=False)
    if not rows.filter(**place).exists() and rows.count() >= MOST_DRAFTS:
        return None
    draft, _new = Draft.objects.update_or_create(author=author, lost=False, **place, defaults=words)
    return draft


def keep_lost(author, page, *, title, body, summary="", base=None):
    """Keep a text of `author` that met another one, beside the draft they may have. Once for the same text."""
    words = {"title": one_line(title)[:TITLE_LENGTH], "body": body}
    with transaction.atomic():
        draft = Draft.objects.filter(author=author, page=page, lost=True, **words).first()
        if draft is None:
            return Draft.objects.create(
                author=author,
                page=page,
                lost=True,
                summary=one_line(summary)[:200],
                base_id=page.own_revision(base),
                **words,
            )
    return draft


def finished(author, form, *, page=None, parent=None):
    """What was typed in `form` is saved: let go of its draft, and of the sign that its author is at `page`.

    Drafts of other forms stay: what is in them is not saved. Nothing happens for a deed that had no form.
    """
    if author is None or not form:
        return
    Draft.objects.filter(author=author, form=form, page=page, lost=False).filter(
        **({} if page else {"parent": parent})
    ).delete()
    if page:
        Editing.objects.filter(page=page, member=author).delete()


def note_editing(page, member):
    """`member` has the form of `page` open now."""
    now = timezone.now()
    row, new = Editing.objects.get_or_create(page=page, member=member, defaults={"since": now})
    if not new:
        again = {"since": now} if row.seen_at < now - STILL_THERE else {}
        Editing.objects.filter(pk=row.pk).update(seen_at=now, **again)
    Editing.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def others_at(page, member):
    """[(name, since)] of those who have the form of `page` open, without `member`; the first come first."""
    rows = Editing.objects.filter(
        page=page, seen_at__gte=timezone.now() - STILL_THERE, member__is_active=True
    )
    return list(rows.exclude(member=member).order_by("since").values_list("member__name", "since")[:5])


def of_page(author, page):
    """The drafts of `author` for `page`, the latest first; those that lost to another text last. One query."""
    return list(Draft.objects.filter(author=author, page=page).order_by("lost", "-kept_at")[:5])


def of_new_pages(author, parent):
    """The drafts of `author` of new pages below `parent`, the latest first. One query."""
    return list(Draft.objects.filter(author=author, page=None, parent=parent, lost=False)[:5])


def of(author):
    """All drafts of `author`, each with its page as `place`, or None where that is not theirs to see (any more)."""
    drafts = list(Draft.objects.filter(author=author).defer("body"))
    wanted = {draft.page_id or draft.parent_id for draft in drafts}
    pages = WikiPage.objects.visible_to(author).select_related("locale").in_bulk(wanted - {None})
    for draft in drafts:
        draft.place = pages.get(draft.page_id or draft.parent_id)
    return drafts


def place_of(draft):
    """The page of one draft, as in `of`."""
    pages = WikiPage.objects.visible_to(draft.author).select_related("locale")
    return pages.filter(pk=draft.page_id or draft.parent_id).first()
