"""Stewards write the charter of their group, one language at a time, and look at its earlier versions."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import dates
from core.keeping import take_words
from core.pages import current_language
from core.templatetags.tandem import language_words

from . import charter as deeds
from .charter_forms import CharterForm
from .models import GroupPage
from .stewards_only import for_stewards, mark
from .views import home_of

VERSIONS_ON_A_PAGE = 50


def _around(home, access, language):
    """(GroupPage whose text is in `language`, the context that every screen about it shares)."""
    rows = GroupPage.objects.filter(group=home.group, live=True).select_related("locale", "group")
    pages = {page.language: page for page in rows}
    if language not in pages:
        raise Http404
    others = [page for code, page in pages.items() if code != language]
    return pages[language], {
        "group": home.group,
        "group_page": home,
        "access": access,
        "page": pages[language],
        "others": others,
        "text_language": language,
        "text_language_name": dict(settings.LANGUAGES)[language],
        "text_languages": [(code, name, code == language) for code, name in settings.LANGUAGES],
        "mark": mark(home.group),
        "never_saved": pages[language].latest_revision_id is None,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def charter(request, group, access, language=None):
    """The charter in `language` as a form, the other language beside it. A save that meets another one
    answers with both texts."""
    if language is None:
        # What was typed is kept for an address, so each text has its own.
        return redirect("groups:charter", group.key, current_language())
    page, context = _around(home_of(group), access, language)
    if request.method != "POST":
        kept = take_words(request)
        initial = kept or {**deeds.words_of(page), "base": page.latest_revision_id or ""}
        return _screen(request, CharterForm(initial=initial, language=language), context, kept=bool(kept))
    if "preview" in request.POST:
        typed = {name: request.POST.get(name, "") for name in (*deeds.FIELDS, "base")}
        form = CharterForm(initial=typed, language=language)
        return _screen(request, form, context, preview=_preview(page, typed))
    form = CharterForm(request.POST, language=language)
    if not form.is_valid():
        return _screen(request, form, context, status=422)
    try:
        changed = deeds.save_charter(page, by=request.user, words=form.words, base=form.cleaned_data["base"])
    except deeds.Meanwhile as meanwhile:
        return _two_texts(request, meanwhile.page, form, context)
    if changed:
        messages.success(request, _("The charter is saved."))
    else:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return redirect("groups:charter", group.key, language)


def _preview(page, words):
    """The charter that is being written, as readers will see it."""
    draft = GroupPage(locale=page.locale, **{name: words[name] for name in deeds.FIELDS})
    return {"title": words["title"], "charter": deeds.parts(draft)}


def _screen(request, form, context, *, status=200, **more):
    rows = [
        {
            "field": form[name],
            "others": [
                {"language": other.language, "in": language_words(other.language), "text": text}
                for other in context["others"]
                if (text := getattr(other, name).strip())
            ],
            "is_line": name in deeds.LINES,
        }
        for name in deeds.FIELDS
    ]
    return render(
        request, "groups/charter.html", {**context, "form": form, "rows": rows, **more}, status=status
    )


def _two_texts(request, page, form, context):
    """What the other person changed is here already; what both changed stands side by side."""
    mine = form.words
    joined, both = deeds.bring_together(page, mine, form.cleaned_data["base"])
    initial = {**joined, "base": page.latest_revision_id or ""}
    form = CharterForm(initial=initial, language=page.language)
    revision = page.latest_revision
    context |= {
        "page": page,
        "form": form,
        "both": [
            {
                "field": form[name],
                "label": deeds.heading(name),
                "mine": mine[name],
                "theirs": getattr(page, name),
                "is_line": name in deeds.LINES,
            }
            for name in both
        ],
        "joined": [form[name] for name in deeds.FIELDS if name not in both],
        "sentence": _saved_meanwhile(revision),
        "their_name": revision.user.name if revision and revision.user else "",
    }
    return render(request, "groups/charter_two_texts.html", context, status=409)


def _saved_meanwhile(revision):
    if revision is None or revision.user is None:
        return _("Somebody saved this charter while you were writing.")
    return _("%(name)s saved this charter at %(time)s, while you were writing.") % {
        "name": revision.user.name,
        "time": dates.clock(revision.created_at),
    }


@require_safe
@for_stewards
def charter_history(request, group, access, language):
    """Who saved the charter in `language`, and when; the latest first."""
    page, context = _around(home_of(group), access, language)
    revisions = page.revisions.select_related("user").order_by("-created_at", "-pk")
    versions = Paginator(revisions, VERSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "groups/charter_history.html", {**context, "versions": versions})


@require_safe
@for_stewards
def charter_version(request, group, access, language, pk):
    """The charter as it was in one revision, marked as what it is."""
    page, context = _around(home_of(group), access, language)
    version = get_object_or_404(page.revisions.select_related("user"), pk=pk)
    words = deeds.words_in(version)
    context |= {
        "version": version,
        "is_current": version.pk == page.latest_revision_id,
        "preview": _preview(page, words),
    }
    return render(request, "groups/charter_version.html", context)
