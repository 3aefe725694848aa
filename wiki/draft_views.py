"""Drafts over HTTP: kept while somebody types, listed for their author, let go of."""

from django.contrib import messages
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import dates, ids
from core.keeping import sign_in_first
from core.markdown import PAGE_LIMIT
from core.words import named
from groups import access as rules

from . import drafts
from .editing import clean_text
from .forms import TOKEN
from .models import Draft

# What a form holds besides its words; the rest of what was sent is not kept.
FIELDS = ("weight", "level", "seen", "translation_of", "began")


def keep(request, page):
    """Keep what is being typed for `page`, or with `new` for one below it. Answers in JSON.

    {"kept": when it was kept, in a sentence, "others": who else has the form open, in sentences}. With `beat`
    nothing is kept: the form only says that it is open. 404 as for reading; 403 for who may not write; 405 for
    another method.
    """
    access = rules.enter(request.user, page.group)
    # Only now: where the page is hidden, nothing may tell this address from one that leads nowhere.
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not access.may_write:
        return JsonResponse({"kept": "", "others": ""}, status=403)
    posted, new = request.POST, "1" in (request.GET.get("new"), request.POST.get("new"))
    if not new:
        drafts.note_editing(page, request.user)
    kept = ""
    if "beat" not in posted:
        body = clean_text(posted.get("body", ""))
        form = posted.get("form", "")
        if len(body) > PAGE_LIMIT:
            return JsonResponse({"kept": "", "others": ""}, status=413)
        draft = drafts.keep(
            request.user,
            title=posted.get("title", ""),
            body=body,
            summary=posted.get("summary", ""),
            fields={name: posted[name][:100] for name in FIELDS if name in posted},
            base=ids.number(posted.get("base", "")),
            form=form if TOKEN.fullmatch(form) else "",
            **({"parent": page} if new else {"page": page}),
        )
        if draft:
            kept = _("Your draft was kept at %(time)s.") % {"time": dates.clock(draft.kept_at)}
    others = [] if new else drafts.others_at(page, request.user)
    return JsonResponse({"kept": kept, "others": " ".join(_also_here(*other) for other in others)})


def _also_here(name, since):
    return _("%(name)s is also editing this page, since %(time)s.") % {
        "name": named(name),
        "time": dates.clock(since),
    }


@require_safe
def index(request):
    """Everything that the reader typed for the wiki and has not saved."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    return render(request, "wiki/drafts.html", {"drafts": drafts.of(request.user), "section": "drafts"})


@require_safe
def show(request, pk):
    """One draft, with its whole text to copy."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    draft = get_object_or_404(Draft, pk=ids.number(pk), author=request.user)
    draft.place = drafts.place_of(draft)
    return render(request, "wiki/draft.html", {"draft": draft})


@require_POST
def let_go(request, pk):
    """Throw a draft away, as its author asks."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    get_object_or_404(Draft, pk=ids.number(pk), author=request.user).delete()
    messages.success(request, _("The draft is gone."))
    return redirect("wiki:drafts")
