"""Writing the wiki: a new page, a change, and two texts to bring together."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import dates
from core.keeping import keep, sign_in_first, take
from core.pages import current_language
from groups import access as rules

from . import links, words
from .editing import AlreadyWritten, Meanwhile, create_page, save_page
from .forms import PageForm, number
from .models import Edit, Weight, WikiPage
from .pairing import pair_state
from .surroundings import around

FORM = require_http_methods(["GET", "HEAD", "POST"])


def writer(request, page):
    """(access, None) for who may write here, else (access, the answer). 404 for who may not even read."""
    access = rules.enter(request.user, page.group)
    if access.may_write:
        return access, None
    if request.htmx:  # only the preview is asked that way
        return access, HttpResponse(status=204)
    if not request.user.is_authenticated:
        return access, sign_in_first(request)
    if request.method == "POST":
        keep(request)
    context = around(page, access, itself=True) | {"typed": request.POST.get("body", "")}
    return access, render(request, "wiki/not_yours.html", context, status=403)


@FORM
def edit(request, page):
    """Change a page. A save that meets another one answers with both texts."""
    access, answer = writer(request, page)
    if answer:
        return answer
    state = pair_state(page)
    half = state if state.pk else None
    if request.method != "POST":
        kept = take(request)
        form = PageForm(initial=kept or _as_it_is(page, half), half=half)
        return _edit_screen(request, page, access, form, kept=bool(kept))
    form = PageForm(request.POST, half=half)
    if "preview" in request.POST:
        return _preview(request, page, access, form, _edit_screen)
    if not form.is_valid():
        return _edit_screen(request, page, access, form)
    return _save(request, page, access, form, half)


def _as_it_is(page, half):
    return {
        "title": page.title,
        "body": page.body,
        "weight": int(Weight.NORMAL),
        "base": page.latest_revision_id,
        "seen": half.latest_revision_id if half else "",
    }


def _save(request, page, access, form, half):
    fields = form.cleaned_data
    based_on = _seen(half, fields["seen"]) if half and fields["level"] else None
    try:
        done = save_page(
            page,
            author=request.user,
            title=fields["title"],
            body=fields["body"],
            summary=fields["summary"],
            weight=fields.get("weight", Weight.NORMAL),
            base=fields["base"],
            based_on=based_on,
        )
    except Meanwhile as meanwhile:
        return _two_texts(request, meanwhile.current_page, access, fields, meanwhile.edit)
    except WikiPage.DoesNotExist:
        raise Http404 from None
    if done:
        messages.success(request, _("The page is saved."))
    elif based_on:
        messages.success(request, _("Noted: both texts say the same. The words were not changed."))
    else:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return redirect(page.url_path)


def _seen(half, revision_id):
    """The revision of the other half that stood beside the form, or None where the id is not one of its."""
    found = Edit.objects.filter(page=half.pk, revision=revision_id).select_related("revision").first()
    return found.revision if found else None


def _two_texts(request, page, access, fields, theirs):
    """Both texts, and a form that starts from the author's own and answers to the latest revision.

    What only the other person changed is taken over at once: a title, or a text that the author left alone.
    """
    mine = {"title": fields["title"], "body": fields["body"]}
    base = Edit.objects.filter(page=page, revision=fields.get("base") or 0).select_related("revision").first()
    if base:
        for name in mine:
            if mine[name] == base.revision.content.get(name):
                mine[name] = getattr(page, name)
    state = pair_state(page)
    half = state if state.pk else None
    data = {**fields, **mine, "base": page.latest_revision_id}
    data["level"] = "on" if fields.get("level") else ""
    form = PageForm(initial=data, half=half)
    context = around(page, access, itself=True) | {
        "form": form,
        "theirs": theirs,
        "their_html": links.show(page, prefix="theirs-")[0],
        "my_title": fields["title"],
        "my_html": links.show(page, fields["body"], prefix="mine-")[0],
        "sentence": _saved_meanwhile(theirs),
        "half": half,
    }
    return render(request, "wiki/two_texts.html", context, status=409)


def _saved_meanwhile(edit):
    if edit is None:
        return _("Somebody saved this page while you were writing.")
    return _("%(name)s saved this page at %(time)s, while you were writing.") % {
        "name": edit.author_name,
        "time": dates.clock(edit.created_at),
    }


def _preview(request, page, access, form, screen, **more):
    """The text as it will look: alone for htmx, else on the form with everything kept."""
    html = links.show(page, form["body"].value() or "", may_write=access.may_write, prefix="preview-")[0]
    if request.htmx:
        return render(request, "wiki/preview.html", {"preview": html})
    # Shown with what was typed, not yet with what is wrong with it.
    form = PageForm(initial=request.POST.dict(), half=more.pop("form_half", None), new="new" in more)
    return screen(request, page, access, form, preview=html, **more)


def _edit_screen(request, page, access, form, **more):
    context = around(page, access, ending="edit/", itself=True) | {"form": form} | more
    context |= beside(context["state"])
    return render(request, "wiki/edit.html", context, status=200 if not form.errors else 422)


def beside(state):
    """The text of the other half, to read beside the form."""
    if not state.pk:
        return {}
    half = WikiPage.objects.select_related("locale").get(pk=state.pk)
    return {
        "half": half,
        "half_heading": words.other_heading(half.language),
        "half_html": links.show(half, prefix="half-")[0],
    }
