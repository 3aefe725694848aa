"""The charter of a group: its text in each language, changed by stewards, never overwritten unseen."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from . import changes
from .deeds import lock_to_run
from .models import CHARTER_FIELDS, GroupPage, LogEntry, note

# What a steward writes, in the order of the form. The others are Markdown.
FIELDS = ("title", *CHARTER_FIELDS)
LINES = {"title": 120, "purpose": 300, "meets": 200, "tags": 300}
SECTIONS = tuple(name for name in CHARTER_FIELDS if name not in LINES)


class Meanwhile(Exception):
    """Somebody saved this charter since the text that was edited. Carries the page as it is now."""

    def __init__(self, page):
        super().__init__(f"charter {page.pk} was saved meanwhile")
        self.page = page


def words_of(page):
    """{field: text} of a GroupPage."""
    return {name: getattr(page, name) for name in FIELDS}


def words_in(revision):
    """{field: text} of a Revision; a field younger than it is empty."""
    return {name: revision.content.get(name) or "" for name in FIELDS}


@transaction.atomic
def save_charter(page, *, by, words, base):
    """Save `words` ({field: text}, checked by CharterForm) as a new revision of `page`, live at once.

    `base` is the id of the revision that was edited, None for the text a group was founded with. Returns
    the names of the fields that changed. Raises Meanwhile, writing nothing, when the page has another
    latest revision than `base`, and NoLongerAllowed.
    """
    lock_to_run(page.group, by)
    # The row is ours from here to the end of the transaction; a second writer waits, then finds no row.
    ours = Page.objects.filter(pk=page.pk, latest_revision_id=base).update(live=True)
    current = GroupPage.objects.select_related("locale", "group").get(pk=page.pk)
    if not ours:
        raise Meanwhile(current)
    changed = [name for name in FIELDS if getattr(current, name) != words[name]]
    if not changed:
        return []
    if base is None:
        _keep_the_first(current)
    for name in changed:
        setattr(current, name, words[name])
    revision = current.save_revision(user=by, changed=True, log_action=False)
    # Members have no rights in Wagtail's admin; groups/access.py has been asked.
    revision.publish(user=by, log_action=False, skip_permission_checks=True)
    note(current.group, by, LogEntry.Deed.CHARTER, words=changes.of_charter(current.language, changed))
    return changed


def _keep_the_first(page):
    """The text a group was founded with becomes a revision too, before the first change."""
    revision = page.save_revision(changed=False, log_action=False)
    Revision.objects.filter(pk=revision.pk).update(created_at=page.group.created_at)


def bring_together(page, words, base):
    """What two people made of one charter: (joined words, names of the fields both changed).

    `page` is the charter as it is now, `words` what was typed upon the revision `base`. What only one of
    the two changed is taken from them; where both did, the joined words are the typed ones.
    """
    theirs = words_of(page)
    revisions = page.revisions.order_by("created_at", "pk")
    start = (revisions if base is None else revisions.filter(pk=base)).first()
    before = words_in(start) if start else None
    joined, both = dict(words), []
    for name in FIELDS:
        if words[name] == theirs[name]:
            continue
        if before and words[name] == before[name]:
            joined[name] = theirs[name]
        elif not before or theirs[name] != before[name]:
            both.append(name)
    return joined, both


@dataclass(frozen=True)
class Part:
    """One field of the charter as a reader gets it, and the language of its text."""

    name: str
    label: str
    text: str
    language: str

    @property
    def words(self):
        """The single words of a line of tags."""
        return [word.strip() for word in self.text.split(",") if word.strip()]


def parts(page, others=()):
    """{field: Part} of `page`; what has no text there is taken from the first of `others` that has one.

    `others` are the GroupPages of the same group in other languages. No query.
    """
    found = {}
    for name in CHARTER_FIELDS:
        for source in (page, *others):
            if text := getattr(source, name).strip():
                found[name] = Part(name, heading(name), text, source.language)
                break
    return found


def heading(name):
    """What a field is called, with a capital."""
    label = str(changes.label(name))
    return label[:1].upper() + label[1:]


def hints():
    """{field: what to write there}, in the reader's language."""
    return {
        "title": _("A new name changes the name only: the address of the group stays as it is."),
        "purpose": _("It stands below the name of the group. At most 300 characters."),
        "meets": _("In words, for example: every second Tuesday, 16:00 in London."),
        "links": _("One link on each line, for example: * [Title](https://example.org/)"),
        "videos": _("Links to videos, one on each line. They open where they are kept."),
        "contacts": _("Whom to write to. Do not give an address that should not be public."),
        "tags": _("Words, with commas between them."),
    }
