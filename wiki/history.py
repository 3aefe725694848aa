"""What became of a page: its versions, one of them, what changed between two, and who wrote which passage."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates, ids, marking
from core.aligning import one_effort
from core.markdown_limits import is_too_much
from core.words import named
from groups import access as rules

from . import blame, comparing, links, locking, reviewing, words
from .models import Edit
from .surroundings import around
from .views import contents

EDITS_ON_A_PAGE = 50
# Versions to choose from beside the two that are compared; the history leads to all others.
MOST_TO_CHOOSE = 200


def history(request, page):
    """Who changed what, when and why; the latest first."""
    access = rules.enter(request.user, page.group)
    context = around(page, access, ending="history/", itself=True)
    edits = Paginator(page.edits.all(), EDITS_ON_A_PAGE).get_page(request.GET.get("page"))
    for edit in edits:
        edit.weight_words = words.weight_in_history(edit.weight)
        edit.size_words = words.size_in_history(edit.size_change)
        edit.before = edit.number - 1
        edit.is_current = edit.revision_id == page.latest_revision_id
    shown = list(edits)
    context |= {
        "edits": edits,
        "may_change": may_change_at_once(page, access),
        "choices": [(edit, _named(edit)) for edit in shown],
        "older": shown[1] if len(shown) > 1 else None,
        "newer": shown[0] if shown else None,
    }
    return render(request, "wiki/history.html", context)


def may_change_at_once(page, access):
    """Whether what this person does to this page waits for nobody (see locking.may_change, reviewing.must_wait)."""
    return locking.may_change(page, access) and not reviewing.must_wait(access)


def find_edit(page, number):
    """The Edit of this page with its revision. 404 for a number that none of its versions has."""
    return get_object_or_404(Edit.objects.select_related("revision"), page=page, number=ids.number(number))


def text_of(edit):
    """What the page said in a version, byte for byte."""
    return edit.revision.content.get("body", "")


def title_of(edit):
    """What the page was called in a version."""
    return edit.revision.content.get("title", edit.page.title)


def revision(request, page, number):
    """The text of one revision, marked as what it is."""
    access = rules.enter(request.user, page.group)
    edit = find_edit(page, number)
    html, headings = links.show(page, text_of(edit), reader=request.user)
    is_current = edit.revision_id == page.latest_revision_id
    context = around(page, access, ending="history/", itself=True) | {
        "edit": edit,
        "old_title": title_of(edit),
        "is_current": is_current,
        "may_change": may_change_at_once(page, access) and not is_current,
        "latest": page.edits.values_list("number", flat=True).first(),
        "html": html,
        "contents": contents(headings),
    }
    return render(request, "wiki/revision.html", context)


def compare(request, page):
    """What changed between two versions of a page, ?from= and ?to=; without these, with the latest edit."""
    access = rules.enter(request.user, page.group)
    older, newer = _chosen(page, request.GET)
    return compare_screen(request, page, access, older, newer)


def _chosen(page, asked):
    latest = page.edits.values_list("number", flat=True).first()
    if latest is None:
        raise Http404
    to = ids.number(asked["to"]) if "to" in asked else latest
    older = ids.number(asked["from"]) if "from" in asked else max(1, to - 1)
    found = {
        edit.number: edit
        for edit in page.edits.filter(number__in=[older, to]).select_related("revision", "page")
    }
    if older not in found or to not in found:
        raise Http404
    return found[min(older, to)], found[max(older, to)]


def compare_screen(request, page, access, older, newer, *, status=200, **more):
    """The screen with what changed from one Edit of `page` to another."""
    before, after = text_of(older), text_of(newer)
    between = page.edits.filter(number__gt=older.number, number__lte=newer.number)
    authors = set(between.order_by().values_list("author", "author_name"))
    revisions = list(between[:EDITS_ON_A_PAGE])
    for edit in revisions:
        edit.weight_words = words.weight_in_history(edit.weight)
    choices = list(page.edits.all()[:MOST_TO_CHOOSE])
    # An older one than those stays chosen.
    choices += [edit for edit in (newer, older) if edit not in choices]
    context = around(page, access, ending="history/", itself=True)
    context |= differences(
        page, request.user, title_of(older), before, title_of(newer), after, request.GET.get("view")
    )
    context |= {
        "older": older,
        "newer": newer,
        "heading": _between(older, newer),
        "choices": [(edit, _named(edit)) for edit in choices],
        "revisions": revisions,
        "more_revisions": newer.number - older.number > EDITS_ON_A_PAGE,
        "by": _by(newer.number - older.number, len(authors)),
        "may_change": may_change_at_once(page, access),
        "older_is_current": older.revision_id == page.latest_revision_id,
        "older_day": dates.day(older.created_at),
    } | more
    return render(request, "wiki/compare.html", context, status=status)


@one_effort()
def differences(page, reader, old_title, old, new_title, new, view=None):
    """The context of wiki/differences.html: what changed from one text (and title) to another."""
    too_much = is_too_much(old) or is_too_much(new)
    typed = view == "text" or too_much
    changes = comparing.line_changes(old, new)
    if typed:
        parts, whole = comparing.as_typed(old, new, changes)
    else:
        parts, whole = comparing.as_page(
            links.show(page, old, reader=reader)[0], links.show(page, new, reader=reader)[0]
        )
    added, removed = comparing.count_words(changes)
    title = "" if old_title == new_title else marking.spoken(marking.mark_words(old_title, new_title))
    title = mark_safe(title)  # noqa: S308 escaped by mark_words
    return {
        "view": "text" if typed else "page",
        "too_much": too_much,
        "title_change": title,
        "parts": parts if old != new else [],
        "whole": whole,
        "same": old == new and not title,
        "looks_same": old != new and not any(not part.same for part in parts),
        "counted": _counted(added, removed),
    }


def _counted(added, removed):
    words_added = ngettext("%(count)d word added", "%(count)d words added", added) % {"count": added}
    words_removed = ngettext("%(count)d word removed", "%(count)d words removed", removed) % {
        "count": removed
    }
    if added and removed:
        return _("%(added)s, %(removed)s") % {"added": words_added, "removed": words_removed}
    return words_added if added else words_removed if removed else ""


def _between(older, newer):
    first, last = dates.day(older.created_at), dates.day(newer.created_at)
    if older.number == newer.number:
        return _("What changed")
    if first == last:
        return _("What changed between version %(first)d and version %(last)d") % {
            "first": older.number,
            "last": newer.number,
        }
    return _("What changed between %(first)s and %(last)s") % {"first": first, "last": last}


def _by(count, people):
    versions = ngettext("%(count)d version", "%(count)d versions", count) % {"count": count}
    persons = ngettext("%(count)d person", "%(count)d people", people) % {"count": people}
    return _("%(versions)s by %(people)s") % {"versions": versions, "people": persons} if count else ""


def _named(edit):
    return _("Version %(number)d, %(day)s, %(hour)s, %(name)s") % {
        "number": edit.number,
        "day": dates.day(edit.created_at, year=True),
        "hour": dates.clock(edit.created_at),
        "name": named(edit.author_name),
    }


def authors(request, page):
    """Who wrote which passage of the page as it is now."""
    access = rules.enter(request.user, page.group)
    passages = blame.passages(page)
    edits = page.edits.filter(number__in={passage.number for passage in passages})
    by_number = {edit.number: edit for edit in edits}
    context = around(page, access, ending="history/", itself=True) | {
        "passages": [(passage, by_number.get(passage.number)) for passage in passages],
    }
    return render(request, "wiki/blame.html", context)
