"""Links that follow a page's new title: which texts still use the old one, and changing them."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Revision

from core.markdown import wiki_targets
from core.markdown_parser import WIKI_LINK
from core.words import one_line
from groups import access as rules
from groups.models import Group

from . import reviewing
from .editing import Meanwhile, save_page
from .locking import LockedPage
from .models import TITLE_LENGTH, Weight, WikiPage
from .naming import split_group, split_section

# Of a page that was renamed again and again, so many are followed.
MOST_TITLES = 50
# No text of people has these two characters: a link between them is one of ours, on trial.
OPEN, CLOSE = "\ue0f0", "\ue0f1"


def former_titles(page):
    """The titles that `page` had and no live page of its wiki has now, the MOST_TITLES latest. Three queries."""
    saved = Revision.objects.filter(edit__page=page.pk).order_by("-edit__number")
    old = page.old_addresses.exclude(title="").order_by("-since")
    found = [*old.values_list("title", flat=True), *saved.values_list("object_str", flat=True)]
    found = set([title for title in dict.fromkeys(found) if title != page.title][:MOST_TITLES])
    taken = WikiPage.objects.filter(group=page.group_id, locale=page.locale_id, live=True, title__in=found)
    return sorted(found - set(taken.values_list("title", flat=True)) if found else found)


def can_be_linked(title):
    """Whether [[title]] is a link at all."""
    return wiki_targets(f"[[{title}]]") == [title]


def rewrite(text, old_titles, new_title, *, group="", own=True):
    """`text` with its [[links]] to any of `old_titles` leading to `new_title`; nothing else of it changes.

    Words, sections, and what stands in code stay as they are. [[key:Old title]] is such a link too where
    `group` is that key; with `own=False` (a text of another group) it is the only one. The text comes back as
    it was where the new title cannot stand in a link.
    """
    if not can_be_linked(new_title):
        return text
    changes = []  # (where the target begins, where it ends, what it becomes)
    for match in WIKI_LINK.finditer(text):
        target = match[1].removesuffix("\\")
        new = _renamed(target, old_titles, new_title, group, own)
        if new is not None:
            changes.append((match.start(1), match.start(1) + len(target), new))
    if not changes or OPEN in text or CLOSE in text:
        return text
    # Which of them are links, and not code that looks like one, only the parser knows: each has a mark on trial.
    trial = _replaced(text, [(a, b, f"{OPEN}{n}{CLOSE}") for n, (a, b, _new) in enumerate(changes)])
    links = {target for target in wiki_targets(trial) if target.startswith(OPEN)}
    return _replaced(text, [change for n, change in enumerate(changes) if f"{OPEN}{n}{CLOSE}" in links])


def _renamed(target, old_titles, new_title, group, own):
    """What stands for `target` now, or None where it names none of `old_titles`."""
    typed = one_line(target)
    key, title = split_group(typed)
    ways = [(typed, "")] if own else []
    if group and key == group.lower():
        ways.append((title, typed[: typed.index(":") + 1]))
    for name, before in ways:
        if name in old_titles:
            return before + new_title
        words, section = split_section(name)
        if section and words in old_titles:
            return f"{before}{new_title}#{section}"
    return None


def _replaced(text, changes):
    parts, done = [], 0
    for start, end, new in changes:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


@dataclass
class Outcome:
    """What became of the pages whose links were to follow a title: lists of WikiPages."""

    changed: list = field(default_factory=list)
    meanwhile: list = field(default_factory=list)  # somebody saved it at the same moment
    locked: list = field(default_factory=list)
    not_theirs: list = field(default_factory=list)  # may read it, may not write there
    refused: list = field(default_factory=list)  # the new text cannot be saved


def follow_title(page, *, by, sources):
    """Rewrite the links to former titles of `page` in `sources` (ids of pages), and return the Outcome.

    Each is a save of its own, by `by`; ids of pages that `by` may not see, and texts without such a link,
    are passed over. Nothing of one page depends on the others.
    """
    outcome, titles = Outcome(), former_titles(page)
    pages = WikiPage.objects.visible_to(by).filter(pk__in=sources).select_related("locale", "group")
    pages = list(pages.order_by("title", "pk"))
    groups = Group.objects.filter(pk__in={source.group_id for source in pages})
    rights = rules.accesses(by, groups)
    for source in pages:
        body = rewritten(source, page, titles)
        if body == source.body:
            continue
        access = rights[source.group_id]
        if not access.may_write or reviewing.must_wait(access):
            outcome.not_theirs.append(source)
        elif source.locked and not access.may_moderate:
            outcome.locked.append(source)
        else:
            getattr(outcome, _save(source, page, by, body)).append(source)
    return outcome


def rewritten(source, page, titles):
    """The body of `source` with its links to `titles` of `page` leading to its title."""
    own = source.group_id == page.group_id
    return rewrite(source.body, titles, page.title, group=page.group.key, own=own)


def _save(source, page, by, body):
    """Save one; the name of the list of the Outcome that it belongs to."""
    with translation.override(source.language):
        summary = _("Follows the new title of “%(title)s”") % {"title": page.title[: TITLE_LENGTH - 60]}
    try:
        save_page(
            source,
            author=by,
            title=source.title,
            body=body,
            summary=summary,
            weight=Weight.MINOR,
            base=source.latest_revision_id,
        )
    except (Meanwhile, WikiPage.DoesNotExist):
        return "meanwhile"
    except LockedPage:
        return "locked"
    except ValidationError:
        return "refused"
    return "changed"
