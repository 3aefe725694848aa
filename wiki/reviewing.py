"""Changes by newcomers, which wait for a steward where a group reviews its wiki.

A proposed text is its author's and the stewards' alone until it is accepted; then it becomes an Edit like any
other, in its author's name. It is never thrown away: a refused one stays with its author, with the reason.
"""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from core import markdown
from groups.access import NEWCOMER_EDITS, access
from groups.answering import answer, still_waiting
from groups.deeds import NoLongerAllowed, Refused, lock_to_run
from groups.models import LogEntry, note

from . import drafts
from .editing import AlreadyWritten, Meanwhile, Sending, clean_text, clean_title, create_page, save_page
from .models import Edit, ProposedEdit, Weight, WikiPage

State = ProposedEdit.State
# Of one author in one group: each is a mail to every steward.
MOST_WAITING = 20
Deed = LogEntry.Deed


class CannotBeSaved(Refused):
    """A proposed text that cannot become a page as things stand. It keeps waiting; `sentence` says why."""


class Gone(CannotBeSaved):
    """The page, or the one it was to stand below, was deleted."""

    sentence = gettext_lazy(
        "This page was deleted meanwhile, so the text cannot be saved. It is kept, and you can refuse it."
    )


class Closed(CannotBeSaved):
    """The page was locked."""

    sentence = gettext_lazy(
        "This page was locked meanwhile. Please unlock it first. The text is kept, and you can refuse it."
    )


def must_wait(found):
    """Whether what the member of `found` (an Access) saves in the group's wiki waits for a steward.

    One query, and none where the group does not review or the member runs it.
    """
    if found.may_write_at_once or not found.may_write:
        return False
    written = Edit.objects.filter(author=found.member, page__group=found.group).order_by()
    return found.is_newcomer(written[:NEWCOMER_EDITS].count())


def has_room(found):
    """Whether the member of `found` may put one more text before the stewards of the group."""
    waiting = ProposedEdit.objects.filter(author=found.member, group=found.group, state=State.WAITING)
    return waiting.count() < MOST_WAITING


@transaction.atomic
def propose(
    *,
    author,
    title,
    body,
    page=None,
    parent=None,
    summary="",
    weight=Weight.NORMAL,
    base=None,
    translation_of=None,
    based_on=None,
    form="",
):
    """Keep a text for `page`, or for a new page below `parent`, until a steward answers. Tells the stewards.

    The other arguments are those of editing.save_page and create_page. Returns the ProposedEdit, or None where
    nothing was changed. The same form sent twice, or the same text proposed again while it waits, is one row.
    Raises ValidationError for a bad title, WikiPage.DoesNotExist when the page is gone, Closed when it is locked.
    """
    title, body = clean_title(title), clean_text(body)
    # One sending of one person at a time, so that two at once are one row.
    get_user_model().objects.select_for_update(no_key=True).get(pk=author.pk)
    place = page or parent
    current = WikiPage.objects.get(pk=place.pk, live=True) if isinstance(place, WikiPage) else place
    sent = Sending(form, author.pk, (str(place.pk), title, body, summary)).fingerprint
    same = Q(state=State.WAITING, page=page, parent=parent, title=title, body=body, summary=summary)
    mine = ProposedEdit.objects.filter(author=author)
    if before := mine.filter(same | Q(sent=sent) if sent else same).first():
        return before
    if isinstance(current, WikiPage) and current.locked:
        raise Closed
    if page and based_on is None and (current.title, current.body) == (title, body):
        return None
    row = ProposedEdit.objects.create(
        group=place.group,
        page=page,
        parent=parent,
        author=author,
        author_name=author.name,
        title=title,
        body=body,
        summary=summary,
        weight=weight,
        base_id=page.own_revision(base) if page else None,
        translation_of=translation_of,
        based_on=based_on,
        sent=sent,
    )
    drafts.finished(author, form, page=page, parent=parent)
    return row


@transaction.atomic
def accept(proposal, by, *, title=None, body=None, base=None, reason=""):
    """Save a waiting text in its author's name, and tell them. Returns the WikiPage it stands on.

    `title` and `body` (by default the author's) are what the steward `by` made of it, `base` the id of the
    revision that they saw beside it, where it is not the author's any more; `reason` is a word to the author.
    Raises Meanwhile where somebody has to bring two texts together, CannotBeSaved, AlreadyAnswered,
    NoLongerAllowed, ValidationError for a bad title; then nothing is changed.
    """
    group = lock_to_run(proposal.group, by)
    row = still_waiting(proposal, "author")
    if not access(by, group).may_write:
        raise CannotBeSaved(
            _(
                "This group is an archive: nothing is changed in its wiki. The text is kept, and you can refuse it."
            )
        )
    text = {"title": row.title if title is None else title, "body": row.body if body is None else body}
    try:
        page = _save(row, base=base or row.base_id, **text)
    except WikiPage.DoesNotExist:
        raise Gone from None
    except ValidationError as trouble:
        raise CannotBeSaved(" ".join(trouble.messages)) from trouble
    answer(row, State.ACCEPTED, by=by, reason=reason, page=page)
    note(group, by, Deed.ACCEPTED_EDIT, subject=row.author, words=page.title)
    return page


def _save(row, *, title, body, base):
    """Let the words of a proposal, locked, become an Edit. Returns the page."""
    words = {"author": row.author, "title": title, "body": body, "summary": row.summary, "weight": row.weight}
    if row.is_new:
        half = _half(row)
        if half is None:
            page = _create(row, words)
            _name(page.edits.first(), row)
            return page
    else:
        half = WikiPage.objects.select_related("locale", "group").get(pk=row.page_id, live=True)
    # The row stays ours: nobody locks the page between this look at it and the save.
    if Page.objects.select_for_update().get(pk=half.pk).locked:
        raise Closed
    edit = save_page(half, base=base, based_on=row.based_on, **words)
    if edit:
        _name(edit, row)
    return WikiPage.objects.select_related("locale", "group").get(pk=half.pk)


def _half(row):
    """The page that has come to stand where a proposed translation was to be, or None."""
    if row.translation_of is None or row.parent is None:
        return None
    same = {"translation_key": row.translation_of.translation_key, "locale": row.parent.locale_id}
    return WikiPage.objects.select_related("locale", "group").filter(**same).first()


def _create(row, words):
    if row.parent is None:
        raise WikiPage.DoesNotExist
    parent = WikiPage.objects.select_related("locale", "group").get(pk=row.parent_id, live=True)
    try:
        return create_page(parent, translation_of=row.translation_of, based_on=row.based_on, **words)
    except AlreadyWritten as there:
        raise Meanwhile(there.page, there.page.edits.select_related("revision").first()) from there


def _name(edit, row):
    """An account that was deleted meanwhile has no name left; the words are not the site's for that."""
    if row.author is None:
        Edit.objects.filter(pk=edit.pk).update(author_name="")


@transaction.atomic
def refuse(proposal, by, reason):
    """Say no to a waiting text; its author is told why and keeps the text. Raises AlreadyAnswered, NoLongerAllowed."""
    group = lock_to_run(proposal.group, by)
    row = still_waiting(proposal, "author")
    answer(row, State.REFUSED, by=by, reason=reason)
    # The log has the title of the page; of a page that never was, only that it was refused.
    words = row.page.title if row.page and not row.is_new else ""
    note(group, by, Deed.REFUSED_EDIT, subject=row.author, words=words)
    return row


@transaction.atomic
def withdraw(proposal, author):
    """Take back a text of one's own that waits; its author keeps it. Raises AlreadyAnswered, NoLongerAllowed."""
    row = still_waiting(proposal, "author")
    if row.author != author:
        raise NoLongerAllowed
    answer(row, State.WITHDRAWN, by=author, told=True)
    return row


def forget(member):
    """Delete the texts of `member` that never became a page and wait for nobody: their account is being deleted."""
    rows = ProposedEdit.objects.filter(author=member, state__in=[State.REFUSED, State.WITHDRAWN])
    markdown.forget(list(rows.values_list("body", flat=True)))
    rows.delete()


def answered_words(trouble):
    """The sentence for an AlreadyAnswered."""
    row = trouble.row
    names = {"by": row.decided_by.name if row.decided_by else ""}
    if row.state == State.WITHDRAWN:
        return _("Its author has taken this change back. Nothing has been changed.")
    if not names["by"]:
        return _("This change has been answered already. Nothing has been changed.")
    if row.state == State.ACCEPTED:
        return _("%(by)s has already accepted this change. Nothing has been changed.") % names
    return _("%(by)s has already refused this change. Nothing has been changed.") % names
