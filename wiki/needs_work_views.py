"""Pages that need work: the note on a page, and the list of a group."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import ids
from core.keeping import sign_in_first, take_words
from groups import access as rules
from groups.models import Group
from groups.views import home_of

from . import needs_work, reviewing
from .history import may_change_at_once
from .models import WikiPage
from .review_forms import NeedsWorkForm
from .sent import mark
from .surroundings import around
from .writing import writer

ON_A_PAGE = 50


def mark_page(request, page):
    """Say what is to be done on a page."""
    access, answer = writer(request, page)
    if answer:
        return answer
    if reviewing.must_wait(access):
        return _not_yet(request)
    form = (
        NeedsWorkForm(request.POST)
        if request.method == "POST"
        else NeedsWorkForm(initial=take_words(request))
    )
    if form.is_valid():
        try:
            needs_work.add(page, request.user, form.cleaned_data["note"])
        except WikiPage.DoesNotExist:
            return _note_back(request)
        messages.success(request, _("The page is marked as needing work."))
        return redirect(page.url_path)
    context = around(page, access, ending="needs-work/", itself=True) | {"form": form, "mark": mark(page)}
    return render(request, "wiki/needs_work.html", context, status=422 if form.is_bound else 200)


def _note_back(request):
    typed = {"title": "", "typed": request.POST.get("note", "")}
    return render(request, "wiki/words_back.html", typed, status=404)


def _not_yet(request):
    reason = _("In this group, newcomers do not mark pages yet. Please tell a steward what is to be done.")
    return render(request, "403.html", {"reason": reason}, status=403)


def done(request, page, pk):
    """Say that a note is done: a button of who may write."""
    access = rules.enter(request.user, page.group)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.is_authenticated:
        return sign_in_first(request, back=page.url_path)
    if not may_change_at_once(page, access):
        return writer(request, page)[1] or _not_yet(request)
    note = get_object_or_404(page.work_notes, pk=ids.number(pk))
    if needs_work.finish(note, request.user):
        messages.success(request, _("Noted: it is done. Thank you."))
    else:
        messages.info(request, _("Somebody has done that already. Nothing has been changed."))
    return redirect(page.url_path)


@require_safe
def to_do(request, key):
    """The pages of a group's wiki that need work, in both languages; the oldest note first. Constant queries."""
    group = get_object_or_404(Group, key=key)
    access = rules.enter(request.user, group)
    notes = needs_work.open_notes(request.user).filter(page__group=group)
    notes = notes.select_related("page__locale").defer("page__body")
    context = {
        "group": group,
        "group_page": home_of(group),
        "access": access,
        "page_obj": Paginator(notes, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "wiki/to_do.html", context)
