"""Writing the wiki: a new page, a change, and two texts to bring together."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core import dates, ids
from core.keeping import keep, sign_in_first, take_words
from core.words import named
from groups import access as rules

from . import links, page_templates, words
from .editing import AlreadyWritten, Meanwhile, create_page, save_page
from .forms import PageForm
from .models import TITLE_LENGTH, Edit, Weight, WikiPage
from .pairing import pair_state
from .surroundings import around

_signer = signing.Signer(salt="wiki.form")


def mark(page):
    """What shows that a form for `page` came from us: only its holder learns that the page was there."""
    return _signer.sign(str(page.pk))


def _was_ours(request, page):
    return request.method == "POST" and request.POST.get("mark") == mark(page)


def words_back(request, *, status=404):
    """The page is gone, or no longer this person's to read: here are their words."""
    typed = {"title": request.POST.get("title", ""), "typed": request.POST.get("body", "")}
    return render(request, "wiki/words_back.html", typed, status=status)


def writer(request, page):
    """(access, None) for who may write here, else (access, the answer). 404 for who may not even read."""
    try:
        access = rules.enter(request.user, page.group)
    except Http404:
        if not _was_ours(request, page):
            raise
        if not request.user.is_authenticated:
            return None, sign_in_first(request)
        return None, words_back(request)
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


def edit(request, page):
    """Change a page. A save that meets another one answers with both texts."""
    access, answer = writer(request, page)
    if answer:
        return answer
    state = pair_state(page)
    half = state if state.pk else None
    if request.method != "POST":
        kept = take_words(request)
        fields = kept or _as_it_is(page, half)
        html = _preview_html(request, page, fields.get("body", ""))
        form = PageForm(initial=fields, half=half)
        return _edit_screen(request, page, access, form, kept=bool(kept), preview=html)
    if "preview" in request.POST:
        html = _preview_html(request, page, request.POST.get("body", ""))
        if request.htmx:
            return render(request, "wiki/preview.html", {"preview": html})
        form = PageForm(initial=request.POST.dict(), half=half)
        return _edit_screen(request, page, access, form, preview=html)
    form = PageForm(request.POST, half=half)
    if form.is_valid():
        return _save(request, page, access, form, half)
    return _edit_screen(request, page, access, form)


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
        return words_back(request)
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
        "mark": mark(page),
        "theirs": theirs,
        "their_html": links.show(page, reader=request.user, prefix="theirs-")[0],
        "my_title": fields["title"],
        "my_html": links.show(page, fields["body"], reader=request.user, prefix="mine-")[0],
        "sentence": _saved_meanwhile(theirs),
        "half": half,
    }
    return render(request, "wiki/two_texts.html", context, status=409)


def _saved_meanwhile(edit):
    if edit is None:
        return _("Somebody saved this page while you were writing.")
    return _("%(name)s saved this page at %(time)s, while you were writing.") % {
        "name": named(edit.author_name),
        "time": dates.clock(edit.created_at),
    }


def _preview_html(request, page, text):
    """The text of the form as it will look, links to pages not yet written among it."""
    return links.show(page, text, reader=request.user, may_write=True, prefix="preview-")[0]


def _edit_screen(request, page, access, form, **more):
    context = (
        around(page, access, ending="edit/", itself=True)
        | {"form": form, "address": "edit/", "mark": mark(page)}
        | more
    )
    return render(request, "wiki/edit.html", context | _beside(request, context["state"].pk))


def _beside(request, pk):
    """The text of the other half, to read beside the form."""
    half = WikiPage.objects.select_related("locale").filter(pk=pk).first() if pk else None
    if half is None:
        return {}
    return {
        "half": half,
        "half_heading": words.other_heading(half.language),
        "half_html": links.show(half, reader=request.user, prefix="half-")[0],
    }


def new(request, page):
    """Write a page below `page`; with ?translation_of=, the other half of a page."""
    access, answer = writer(request, page)
    if answer:
        return answer
    if request.method != "POST":
        kept = take_words(request)
        initial = kept or {
            "title": request.GET.get("title", "")[:TITLE_LENGTH].replace("\x00", ""),
            "body": page_templates.body(page, request.GET.get("template", ""), request.user),
        }
        source = _source(request, page, initial.get("translation_of") or request.GET.get("translation_of"))
        if source and not kept:
            initial |= {"translation_of": source.pk, "seen": source.latest_revision_id}
        form = PageForm(initial=initial, new=True)
        return _new_screen(request, page, access, form, source, kept=bool(kept))
    try:
        source = _source(request, page, request.POST.get("translation_of"))
    except Http404:
        return words_back(request)
    if "preview" in request.POST:
        html = _preview_html(request, page, request.POST.get("body", ""))
        if request.htmx:
            return render(request, "wiki/preview.html", {"preview": html})
        form = PageForm(initial=request.POST.dict(), new=True)
        return _new_screen(request, page, access, form, source, preview=html)
    form = PageForm(request.POST, new=True)
    if not form.is_valid():
        return _new_screen(request, page, access, form, source)
    return _create(request, page, access, form, source)


def _source(request, parent, pk):
    """The page whose half is written here, or None. 404 for one of another wiki."""
    if not pk:
        return None
    pages = WikiPage.objects.visible_to(request.user).exclude(locale=parent.locale_id)
    return get_object_or_404(
        pages.select_related("locale", "group"), pk=ids.number(pk), group=parent.group_id
    )


def _create(request, parent, access, form, source):
    fields = form.cleaned_data
    seen = Edit.objects.filter(page=source, revision=fields["seen"]).first() if source else None
    try:
        page = create_page(
            parent,
            author=request.user,
            title=fields["title"],
            body=fields["body"],
            translation_of=source,
            based_on=seen.revision if seen else None,
        )
    except AlreadyWritten as there:
        return _two_texts(request, there.page, access, fields | {"summary": ""}, there.page.edits.first())
    except WikiPage.DoesNotExist:
        return words_back(request)
    except ValidationError as trouble:
        form.add_error(None, trouble)
        return _new_screen(request, parent, access, form, source)
    messages.success(request, _("The page is saved."))
    return redirect(page.url_path)


def _new_screen(request, parent, access, form, source, **more):
    context = (
        around(parent, access, ending="new/", itself=True)
        | {"form": form, "address": "new/", "mark": mark(parent)}
        | more
    )
    if not source and request.method != "POST":
        context["templates_offer"] = page_templates.offer(
            parent, request.user, request.GET.get("template", ""), form["title"].value() or ""
        )
    context |= {"is_new": True} | (_beside(request, source.pk) if source else {})
    # The bars are about one page and its half; this one is not there yet.
    del context["pair"], context["pair_label"]
    return render(request, "wiki/edit.html", context)
