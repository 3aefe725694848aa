"""Deleting a page, the bin of a group, and pages that only stewards change."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import ids
from core.keeping import sign_in_first, take_words
from groups import access as rules
from groups.deeds import Refused
from groups.models import Group
from groups.views import home_of

from . import addresses, backlinks, binning, locking
from .models import FRONT_DEPTH, Binned, WikiPage
from .place_forms import DeleteForm
from .place_views import only_stewards
from .sent import mark
from .surroundings import around
from .writing import words_back, writer

LINKS_SHOWN = 20


def delete(request, page):
    """Say what goes along and what leads here, ask why, then put the page into the bin."""
    access, answer = writer(request, page)
    if answer:
        return answer
    if page.depth <= FRONT_DEPTH:
        return only_stewards(request, _("The front page of a wiki cannot be deleted."))
    if not binning.may_delete(page, access):
        return only_stewards(request, binning.WrittenByOthers.sentence)
    if request.method != "POST":
        return _delete_screen(request, page, access, DeleteForm(initial=take_words(request)))
    form = DeleteForm(request.POST)
    if not form.is_valid():
        return _delete_screen(request, page, access, form, status=422)
    above = page.get_parent().url_path
    try:
        number = binning.delete_page(page, by=request.user, reason=form.cleaned_data["reason"])
    except WikiPage.DoesNotExist:
        return words_back(request)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _delete_screen(request, page, access, form, status=422)
    sentence = ngettext(
        "The page is in the bin. It can be brought back for %(days)d days.",
        "%(number)d pages are in the bin. They can be brought back for %(days)d days.",
        number,
    )
    messages.success(request, sentence % {"number": number, "days": binning.KEPT_FOR.days})
    return redirect(above)


def _delete_screen(request, page, access, form, status=200):
    # Those that go with it are no loss.
    linking = backlinks.linking_to(page, request.user).exclude(path__startswith=page.path)
    number = linking.count()
    context = around(page, access, itself=True) | {
        "form": form,
        "mark": mark(page),
        "below": binning.branch(page).count() - 1,
        "linking": linking[:LINKS_SHOWN],
        "linking_count": number,
        "more_links": max(number - LINKS_SHOWN, 0),
        "days": binning.KEPT_FOR.days,
    }
    return render(request, "wiki/delete.html", context, status=status)


def lock(request, page):
    """From now on only stewards change the page."""
    return _with_lock(request, page, locking.lock_page, _("Only stewards can change this page now."))


def unlock(request, page):
    """Every member can change the page again."""
    return _with_lock(request, page, locking.unlock_page, _("Every member can change this page again."))


def _with_lock(request, page, deed, done):
    access = rules.enter(request.user, page.group)
    # After that question: what one may not see must not answer 405.
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.is_authenticated:
        return sign_in_first(request, back=page.url_path)
    if not access.may_moderate:
        return only_stewards(request, _("Only the stewards of this group can do that."))
    try:
        if deed(page, request.user):
            messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(page.url_path)


def _enter_bin(request, key):
    """(group, access, None) for who may write in the group `key`, else with the answer at the end."""
    group = get_object_or_404(Group, key=key)
    access = rules.enter(request.user, group)
    if not request.user.is_authenticated:
        back = None if request.method == "GET" else home_of(group).url_path
        return group, access, sign_in_first(request, back=back)
    if not access.may_write:
        return group, access, only_stewards(request, _("Only those who write in this group see its bin."))
    return group, access, None


@require_safe
def bin_of_group(request, key):
    """What was deleted from the wiki of a group, in all languages, the latest first."""
    group, access, answer = _enter_bin(request, key)
    if answer:
        return answer
    rows = list(binning.in_bin(group))
    for row in rows:
        row.until = row.at + binning.KEPT_FOR
        row.below = row.pages - 1
        row.may_restore = addresses.may_restore(row, access)
    context = {
        "group": group,
        "group_page": home_of(group),
        "access": access,
        "rows": rows,
        "days": binning.KEPT_FOR.days,
    }
    return render(request, "wiki/bin.html", context)


@require_POST
def restore(request, key, pk):
    """Bring a page back, with all that was deleted with it."""
    group, access, answer = _enter_bin(request, key)
    if answer:
        return answer
    if pk > ids.HIGHEST:
        raise Http404
    page = WikiPage.objects.select_related("locale", "group").filter(pk=pk, group=group).first()
    binned = Binned.objects.filter(page=pk, root=pk).first() if page else None
    if page is None:
        raise Http404
    if binned and not addresses.may_restore(binned, access):
        return only_stewards(request, _("Only a steward, or who deleted a page, can bring it back."))
    try:
        page, moved = binning.restore_page(page, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("wiki:bin", group.key)
    if moved:
        sentence = _("The page is back. The page above it is in the bin, so it now stands below “%(title)s”.")
        messages.success(request, sentence % {"title": page.get_parent().title})
    else:
        messages.success(request, _("The page is back in its place."))
    return redirect(page.url_path)
