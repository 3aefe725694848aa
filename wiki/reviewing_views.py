"""Changes that wait for a steward: their list, one of them with its answers, and putting one forward."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import ids
from core.keeping import sign_in_first, take_words
from core.markdown import place_links
from core.markdown import render as as_html
from core.words import named
from groups import access as rules
from groups.answering import AlreadyAnswered
from groups.deeds import Refused
from groups.models import Group
from groups.stewards_only import mark, words_back
from groups.views import home_of

from . import links, reviewing
from .editing import Meanwhile
from .history import differences, text_of, title_of
from .models import Edit, ProposedEdit, Weight, WikiPage
from .review_forms import AcceptForm, RefuseEditForm

ON_A_PAGE = 50
ANSWERS = ("accept", "refuse")


def put_forward(request, place, access, fields, *, new, source=None, seen=None):
    """Keep what a newcomer typed until a steward answers, and lead them to it. For writing.py, in place of a save.

    `place` is the page, or with `new` the one it will stand below; `fields` the cleaned PageForm; `source` the
    page whose other half this is, `seen` the Revision of the other half that was read.
    """
    from .writing import words_back as give_back

    words = {name: fields.get(name, "") for name in ("title", "body", "summary", "form")}
    try:
        row = reviewing.propose(
            author=request.user,
            **words,
            **({"parent": place} if new else {"page": place, "base": fields.get("base")}),
            weight=fields.get("weight") or Weight.NORMAL,
            translation_of=source,
            based_on=seen,
        )
    except WikiPage.DoesNotExist:
        return give_back(request)
    except reviewing.Closed:
        # The form of a locked page does not open; this is for one that was open before.
        return give_back(request, status=403)
    if row is None:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
        return redirect(place.url_path)
    if row.is_waiting:
        messages.success(
            request, _("Your change waits for a steward. You are told by mail when it is answered.")
        )
    return redirect("wiki:proposed", row.group.key, row.pk)


def too_many():
    """What is said to a newcomer whose changes would be more than stewards can answer."""
    return ngettext(
        "You have %(most)d change waiting in this group. Please wait until a steward has answered it.",
        "You have %(most)d changes waiting in this group. Please wait until a steward has answered some.",
        reviewing.MOST_WAITING,
    ) % {"most": reviewing.MOST_WAITING}


def _enter(request, key):
    """(group, Access) for who may read there. Raises Http404."""
    group = get_object_or_404(Group, key=key)
    return group, rules.enter(request.user, group)


@require_safe
def waiting(request, key):
    """All that waits, for who runs the group; for others, what they have proposed there. Constant queries."""
    group, access = _enter(request, key)
    if not request.user.is_authenticated:
        return sign_in_first(request)
    rows = (
        ProposedEdit.objects.visible_to(access).select_related("page__locale", "parent__locale").defer("body")
    )
    rows = rows.waiting() if access.may_run else rows.order_by("-created_at", "-pk")
    context = {
        "group": group,
        "group_page": home_of(group),
        "access": access,
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "wiki/waiting.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposed(request, key, pk):
    """One proposed text: for who runs the group, with the answers, and for its author. For all others, nothing."""
    try:
        _group, access = _enter(request, key)
        if not request.user.is_authenticated:
            return sign_in_first(request)
        row = get_object_or_404(_rows(access), pk=ids.number(pk))
    except Http404:
        group = Group.objects.filter(key=key).first()
        if request.method != "POST" or group is None or request.POST.get("mark") != mark(group):
            raise
        # Who typed an answer and may not give it any more keeps the words.
        return words_back(request, 404) if request.user.is_authenticated else sign_in_first(request)
    deed = request.POST.get("deed", "")
    if deed in ANSWERS and not access.may_run:
        reason = _("Only the stewards of this group can do that.")
        return render(request, "403.html", {"reason": reason}, status=403)
    if request.method == "POST":
        return _answer(request, row, access, deed)
    kept = take_words(request)
    return _screen(request, row, access, kept=kept)


def _rows(access):
    related = (
        "author",
        "decided_by",
        "page__locale",
        "page__group",
        "parent__locale",
        "parent__group",
        "group",
    )
    return ProposedEdit.objects.visible_to(access).select_related(*related)


def _answer(request, row, access, deed):
    """Do what was asked with a proposed text."""
    accept = AcceptForm(request.POST) if deed == "accept" else None
    refuse = RefuseEditForm(request.POST, auto_id="refuse_%s") if deed == "refuse" else None
    form = accept or refuse
    if (form and not form.is_valid()) or deed not in (*ANSWERS, "withdraw"):
        return _screen(request, row, access, accept=accept, refuse=refuse, status=422)
    name = {"person": named(row.author_name)}
    try:
        if accept:
            words = {key: accept.cleaned_data[key] for key in ("title", "body", "base", "reason")}
            page = reviewing.accept(row, request.user, **words)
            messages.success(
                request, _("The change is saved in the name of %(person)s, who is told by mail.") % name
            )
            return redirect(page.url_path)
        if refuse:
            reviewing.refuse(row, request.user, refuse.cleaned_data["reason"])
            done = _(
                "The change is refused. %(person)s is told by mail, with your reason, and keeps the text."
            )
            messages.success(request, done % name)
            return redirect("wiki:waiting", row.group.key)
        reviewing.withdraw(row, request.user)
        messages.success(request, _("You have taken your change back. Its text stays here for you."))
    except Meanwhile as meanwhile:
        return _two_texts(request, row, access, accept, meanwhile)
    except AlreadyAnswered as trouble:
        messages.error(request, reviewing.answered_words(trouble))
    except reviewing.CannotBeSaved as trouble:
        accept.add_error(None, str(trouble.sentence))
        return _screen(request, row, access, accept=accept, status=422)
    except Refused as trouble:
        messages.error(request, trouble.sentence)
    return redirect("wiki:proposed", row.group.key, row.pk)


def _two_texts(request, row, access, form, meanwhile):
    """The page has moved on, and the texts do not join by themselves: the form now answers to the page as it is."""
    there = meanwhile.current_page
    words = {name: form.cleaned_data[name] for name in ("title", "body", "reason")}
    form = AcceptForm(initial={**words, "base": there.latest_revision_id})
    return _screen(request, row, access, accept=form, there=there, their_edit=meanwhile.edit, status=409)


def _screen(
    request, row, access, *, accept=None, refuse=None, there=None, their_edit=None, kept=None, status=200
):
    page = there or row.page
    place = page or row.parent
    mine = row.author == request.user
    answers = row.is_waiting and access.may_run
    first = {"title": row.title, "body": row.body, "base": row.base_id or "", **(kept or {})}
    context = {
        "group": row.group,
        "group_page": home_of(row.group),
        "access": access,
        "row": row,
        "place": place,
        "text_language": place.language if place else "",
        "mine": mine,
        # What was taken back is its author's alone.
        "shown": mine or row.state != row.State.WITHDRAWN,
        "state_words": _state_words(row),
        "base_edit": _base(row) if page and page.live and row.is_waiting else None,
        "conflict": there is not None,
        "their_edit": their_edit,
        "mark": mark(row.group),
    }
    if context["shown"]:
        context["html"] = _html(place, row.body, "proposed-", request.user)
    if page and page.live and row.is_waiting:
        context |= {"now": page, "now_html": _html(page, page.body, "now-", request.user)}
        context |= _changes(request, row, page)
    if answers:
        context["accept"] = accept or AcceptForm(initial=first)
        context["refuse"] = refuse or RefuseEditForm(initial=kept, auto_id="refuse_%s")
    return render(request, "wiki/proposed.html", context, status=status)


def _changes(request, row, page):
    """The context of wiki/differences.html: what the author made of the version that they started from."""
    # Asked of the page: a proposal must never show a revision of another one.
    base = Edit.objects.filter(page=page, revision=row.base_id).select_related("revision", "page").first()
    title, body = (title_of(base), text_of(base)) if base else (page.title, page.body)
    return differences(page, request.user, title, body, row.title, row.body, request.GET.get("view"))


def _html(place, text, prefix, reader):
    """The text as it will read on its page; links between pages lead nowhere where that is gone."""
    if place is None:
        return place_links(as_html(text), {}, prefix=prefix)
    return links.show(place, text, reader=reader, prefix=prefix)[0]


def _base(row):
    """The Edit that the author started from, where the page has moved on since."""
    if row.base_id is None or row.base_id == row.page.latest_revision_id:
        return None
    return Edit.objects.filter(page=row.page, revision=row.base_id).first()


def _state_words(row):
    """What became of a proposed text, in a sentence."""
    by = {"by": row.decided_by.name if row.decided_by else named("")}
    return {
        row.State.WAITING: _("This change waits for a steward. Until one accepts it, nobody else sees it."),
        row.State.ACCEPTED: _("%(by)s has accepted this change.") % by,
        row.State.REFUSED: _("%(by)s has not accepted this change.") % by,
        row.State.WITHDRAWN: _("Its author has taken this change back."),
    }[row.state]
