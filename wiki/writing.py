"""Writing the wiki: a new page, and a change."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core import ids
from core.keeping import keep, sign_in_first, take, take_words
from groups import access as rules

from . import conflicts, drafts, links, page_templates, reviewing, reviewing_views, words
from .editing import AlreadyWritten, Meanwhile, create_page, save_page
from .forms import PageForm, new_token
from .locking import LockedPage, may_change
from .models import TITLE_LENGTH, Edit, Weight, WikiPage
from .pairing import pair_state
from .sent import mark, was_ours
from .surroundings import around


def words_back(request, *, status=404):
    """The page is gone, or no longer this person's to read: here are their words."""
    typed = {"title": request.POST.get("title", ""), "typed": request.POST.get("body", "")}
    return render(request, "wiki/words_back.html", typed, status=status)


def writer(request, page):
    """(access, None) for who may write here, else (access, the answer). 404 for who may not even read."""
    try:
        access = rules.enter(request.user, page.group)
    except Http404:
        if not was_ours(request, page):
            raise
        if not request.user.is_authenticated:
            return None, sign_in_first(request)
        return None, words_back(request)
    if may_change(page, access):
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
    """Change a page. A save that others came before is joined to theirs, or answers with both texts."""
    access, answer = writer(request, page)
    if answer:
        return answer
    state = pair_state(page)
    half = state if state.pk else None
    if request.method != "POST":
        return _open(request, page, access, half)
    data = conflicts.put_together(request.POST)
    if "take" in data:
        return conflicts.choose(request, page, access, data, half)
    if "preview" in data or "whole" in data:
        html = _preview_html(request, page, data.get("body", ""))
        if request.htmx:
            return render(request, "wiki/preview.html", {"preview": html})
        form = PageForm(initial=data.dict(), half=half)
        return _edit_screen(request, page, access, form, preview=html)
    form = PageForm(data, half=half)
    if form.is_valid():
        return _save(request, page, access, form, half)
    return _edit_screen(request, page, access, form)


def _open(request, page, access, half):
    """The form as it begins: with what waited in the session, with a draft, or with the page as it is."""
    own = drafts.of_page(request.user, page)
    kept = take_words(request)
    if kept and "part" in (parts := take(request)):
        kept["body"] = "".join(parts["part"])
    chosen = next((draft for draft in own if str(draft.pk) == request.GET.get("draft")), None)
    fields = _as_it_is(page, half) | (_of_draft(chosen) if chosen and not kept else kept)
    form = PageForm(initial=fields, half=half)
    return _edit_screen(
        request,
        page,
        access,
        form,
        kept=bool(kept),
        continued=chosen if not kept else None,
        own_drafts=[draft for draft in own if draft != chosen],
        preview=_preview_html(request, page, fields["body"]),
    )


def _as_it_is(page, half):
    return {
        "title": page.title,
        "body": page.body,
        "weight": int(Weight.NORMAL),
        "base": page.latest_revision_id,
        "seen": half.latest_revision_id if half else "",
        "form": new_token(),
    }


def _of_draft(draft):
    """A Draft as the fields of its form. It answers to the revision that it began with."""
    fields = {**draft.fields, "title": draft.title, "body": draft.body, "summary": draft.summary}
    if draft.base_id:
        fields["base"] = draft.base_id
    if draft.form and not draft.lost:
        fields["form"] = draft.form
    return fields


def _save(request, page, access, form, half):
    fields = form.cleaned_data
    based_on = _seen(half, fields["seen"]) if half and fields["level"] else None
    if reviewing.must_wait(access):
        if not reviewing.has_room(access):
            form.add_error(None, reviewing_views.too_many())
            return _edit_screen(request, page, access, form)
        return reviewing_views.put_forward(request, page, access, fields, new=False, seen=based_on)
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
            form=fields["form"],
        )
    except Meanwhile as meanwhile:
        return conflicts.screen(request, access, meanwhile, fields, half)
    except WikiPage.DoesNotExist:
        return words_back(request)
    except LockedPage:
        page.refresh_from_db(fields=["locked"])
        return writer(request, page)[1]
    conflicts.settled(request)
    messages.add_message(request, *_what_became(page, done, based_on))
    return redirect(page.url_path)


def _what_became(page, edit, based_on):
    """(level, sentence) about a save."""
    if edit and edit.was_joined:
        return messages.SUCCESS, _(
            "The page is saved. Somebody else had saved it while you were writing: "
            "your changes were joined to theirs."
        )
    if edit:
        return messages.SUCCESS, _("The page is saved.")
    if based_on:
        return messages.SUCCESS, _("Noted: both texts say the same. The words were not changed.")
    return messages.INFO, _("Nothing was changed, so nothing was saved.")


def _seen(half, revision_id):
    """The revision of the other half that stood beside the form, or None where the id is not one of its."""
    found = Edit.objects.filter(page=half.pk, revision=revision_id).select_related("revision").first()
    return found.revision if found else None


def _preview_html(request, page, text):
    """The text of the form as it will look, links to pages not yet written among it."""
    return links.show(page, text, reader=request.user, may_write=True, prefix="preview-")[0]


def _edit_screen(request, page, access, form, **more):
    context = (
        around(page, access, ending="edit/", itself=True)
        | {"form": form, "address": "edit/", "mark": mark(page)}
        | _addresses(page)
        | more
    )
    return render(request, "wiki/edit.html", context | _beside(request, context["state"].pk))


def _addresses(page, new=""):
    """Where the editor keeps drafts and files, and asks for pages and people. `new`: for a page not there yet."""
    return {
        "draft_address": f"{page.url_path}draft/{new}",
        "files_address": f"{page.url_path}files/{new}",
        "suggest_address": f"{page.url_path}suggest/",
    }


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
        kept, own = take_words(request), drafts.of_new_pages(request.user, page)
        chosen = next((draft for draft in own if str(draft.pk) == request.GET.get("draft")), None)
        kept = kept or (_of_draft(chosen) if chosen else {})
        initial = kept or {
            "title": request.GET.get("title", "")[:TITLE_LENGTH].replace("\x00", ""),
            "body": page_templates.body(page, request.GET.get("template", ""), request.user),
        }
        initial.setdefault("form", new_token())
        source = _source(request, page, initial.get("translation_of") or request.GET.get("translation_of"))
        if source and not kept:
            initial |= {"translation_of": source.pk, "seen": source.latest_revision_id}
        form = PageForm(initial=initial, new=True)
        return _new_screen(
            request,
            page,
            access,
            form,
            source,
            kept=bool(kept) and not chosen,
            continued=chosen,
            own_drafts=[draft for draft in own if draft != chosen],
        )
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
    if reviewing.must_wait(access):
        if not reviewing.has_room(access):
            form.add_error(None, reviewing_views.too_many())
            return _new_screen(request, parent, access, form, source)
        revision = seen.revision if seen else None
        return reviewing_views.put_forward(
            request, parent, access, fields, new=True, source=source, seen=revision
        )
    try:
        page = create_page(
            parent,
            author=request.user,
            title=fields["title"],
            body=fields["body"],
            translation_of=source,
            based_on=seen.revision if seen else None,
            form=fields["form"],
        )
    except AlreadyWritten as there:
        return conflicts.screen(request, access, _met(request, there.page, fields), fields, None)
    except WikiPage.DoesNotExist:
        return words_back(request)
    except ValidationError as trouble:
        form.add_error(None, trouble)
        return _new_screen(request, parent, access, form, source)
    messages.success(request, _("The page is saved."))
    return redirect(page.url_path)


def _met(request, page, fields):
    """The Meanwhile of a half that somebody else has written by now; this text is kept as a draft of it."""
    met = Meanwhile(page, page.edits.first())
    met.draft = drafts.keep_lost(request.user, page, title=fields["title"], body=fields["body"])
    return met


def _new_screen(request, parent, access, form, source, **more):
    context = (
        around(parent, access, ending="new/", itself=True)
        | {"form": form, "address": "new/", "mark": mark(parent)}
        | _addresses(parent, "?new=1")
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
