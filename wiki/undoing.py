"""Bringing back an old version of a page, and taking one old edit out of it again."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from core import dates, ids
from core.keeping import sign_in_first
from groups import access as rules

from .editing import Meanwhile, save_page
from .history import compare_screen, differences, find_edit, may_change_at_once, text_of, title_of
from .locking import LockedPage
from .merging import merge
from .models import TITLE_LENGTH, Edit, WikiPage
from .sent import mark
from .surroundings import around


class InTheWay(Exception):
    """Later changes touch the same words, so that this edit cannot be taken out by itself."""


class NothingToUndo(Exception):
    """The page has nothing of this edit left, or it is the first."""


# Deeds -----------------------------------------------------------------------------------------------------


@transaction.atomic
def bring_back(page, edit, *, author, base):
    """Save the title and text of `edit`, byte for byte, as a new version of `page`; whether anything changed.

    `base` is the id of the revision that its reader saw as the latest; Meanwhile when there is another one,
    WikiPage.DoesNotExist when the page is gone; then nothing is written.
    """
    current = _hold(page, base)
    title, body = title_of(edit), text_of(edit)
    if (title, body) == (current.title, current.body):
        return False
    with translation.override(page.language):
        summary = _("Back to version %(number)d of %(day)s") % _which(edit)
    save_page(current, author=author, title=title, body=body, summary=summary, base=base)
    return True


@transaction.atomic
def undo_edit(page, edit, *, author, base):
    """Save `page` without what `edit` changed, where that still applies cleanly.

    Raises InTheWay or NothingToUndo where it does not, and what `bring_back` raises.
    """
    current = _hold(page, base)
    title, body = without(current, edit)
    with translation.override(page.language):
        summary = _("Undoes version %(number)d of %(day)s") % _which(edit)
    save_page(current, author=author, title=title, body=body, summary=summary, weight=edit.weight, base=base)


def _which(edit):
    return {"number": edit.number, "day": dates.day(edit.created_at, year=True)}


def _hold(page, base):
    """The page as it is now, ours until the end of the transaction."""
    ours = Page.objects.filter(pk=page.pk, live=True, latest_revision_id=base).update(live=True)
    current = WikiPage.objects.select_related("locale", "group").get(pk=page.pk, live=True)
    if not ours:
        raise Meanwhile(current, current.edits.select_related("revision").first())
    return current


def without(page, edit):
    """(title, text) of `page` without what `edit` changed. Raises InTheWay or NothingToUndo."""
    before = Edit.objects.select_related("revision", "page").filter(page=page, number=edit.number - 1).first()
    if before is None:
        raise NothingToUndo
    title = _one_of(title_of(edit), title_of(before), page.title)
    body = merge(text_of(edit), text_of(before), page.body).text
    if title is None or body is None or len(title) > TITLE_LENGTH:
        raise InTheWay
    if (title, body) == (page.title, page.body):
        raise NothingToUndo
    return title, body


def _one_of(base, mine, theirs):
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


# Views -----------------------------------------------------------------------------------------------------


def _enter(request, page, number):
    """(access, edit, None) for who may change the page, else (access, edit, the answer)."""
    try:
        access = rules.enter(request.user, page.group)
    except Http404:
        # Only who had the form, and whose session has ended since, learns that the page is there.
        if request.user.is_authenticated or request.POST.get("mark") != mark(page):
            raise
        return None, None, sign_in_first(request, back=request.path)
    edit = find_edit(page, number)
    if may_change_at_once(page, access):
        return access, edit, None
    if not request.user.is_authenticated:
        return access, edit, sign_in_first(request, back=request.path)
    if access.may_write:
        return access, edit, _locked(request, page, access, edit)
    context = around(page, access, itself=True) | {"edit": edit}
    return access, edit, render(request, "wiki/not_yours.html", context, status=403)


def _locked(request, page, access, edit):
    context = around(page, access, itself=True) | {"edit": edit}
    return render(request, "wiki/undo_locked.html", context, status=403)


def restore(request, page, number):
    """Asks, with what would change, and brings back a version."""
    access, edit, answer = _enter(request, page, number)
    if answer:
        return answer
    if request.method != "POST":
        return _restore_screen(request, page, access, edit)
    try:
        done = bring_back(page, edit, author=request.user, base=ids.number(request.POST.get("base")))
    except Meanwhile as meanwhile:
        return _meanwhile(request, meanwhile.current_page, access, edit)
    except WikiPage.DoesNotExist:
        raise Http404 from None
    except LockedPage:
        return _locked(request, page, access, edit)
    if done:
        messages.success(
            request, _("Version %(number)d is back. Nothing in between is lost.") % {"number": edit.number}
        )
    else:
        messages.info(request, _("The page says that already, so nothing was saved."))
    return redirect(page.url_path)


def _meanwhile(request, page, access, edit):
    """Nothing was written: what changed from the version to the page as it is by now, and why."""
    newest = Edit.objects.select_related("revision", "page").filter(page=page).first()
    older, newer = (edit, newest) if edit.number <= newest.number else (newest, edit)
    return compare_screen(request, page, access, older, newer, status=409, meanwhile=True)


def _restore_screen(request, page, access, edit):
    context = around(page, access, ending="history/", itself=True)
    context |= differences(
        page, request.user, page.title, page.body, title_of(edit), text_of(edit), request.GET.get("view")
    )
    context |= {
        "edit": edit,
        "mark": mark(page),
        "old_title": title_of(edit),
        "title_differs": title_of(edit) != page.title,
        "day": dates.day(edit.created_at, year=True),
    }
    return render(request, "wiki/restore.html", context)


def undo(request, page, number):
    """Asks, with what would change, and takes one edit out of the page."""
    access, edit, answer = _enter(request, page, number)
    if answer:
        return answer
    if request.method == "POST":
        try:
            undo_edit(page, edit, author=request.user, base=ids.number(request.POST.get("base")))
        except Meanwhile as meanwhile:
            return _undo_screen(request, meanwhile.current_page, access, edit, status=409, meanwhile=True)
        except WikiPage.DoesNotExist:
            raise Http404 from None
        except LockedPage:
            return _locked(request, page, access, edit)
        except (InTheWay, NothingToUndo):
            return _undo_screen(request, page, access, edit, status=409)
        messages.success(
            request,
            _("What version %(number)d changed is undone. It stays in the history.")
            % {"number": edit.number},
        )
        return redirect(page.url_path)
    return _undo_screen(request, page, access, edit)


def _undo_screen(request, page, access, edit, *, status=200, meanwhile=False):
    context = around(page, access, ending="history/", itself=True) | {
        "edit": edit,
        "before": edit.number - 1,
        "mark": mark(page),
        "meanwhile": meanwhile,
        "day": dates.day(edit.created_at, year=True),
    }
    try:
        title, body = without(page, edit)
    except InTheWay:
        context["in_the_way"] = True
    except NothingToUndo:
        context["nothing"] = True
    else:
        context |= differences(
            page, request.user, page.title, page.body, title, body, request.GET.get("view")
        )
        context["clean"] = True
    return render(request, "wiki/undo.html", context, status=status)
