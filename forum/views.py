"""The pages of discussions: the list, one thread with its reply form, and the form that starts one."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import ids
from core.keeping import keep, sign_in_first, take_words
from core.markdown import place_links, render_many
from groups.access import enter
from wiki import links
from wiki.models import WikiPage

from . import posting, quoting, reading, wiki_pages
from .forms import LockForm, PostForm, ThreadForm
from .models import Reply, Thread


def threads(request, page):
    """The discussions of a group, pinned ones first. A page of the tree."""
    rights = enter(request.user, page.group)
    rows = Thread.objects.seen_with(rights).latest_first()
    about = page_about(rights, request.GET.get("about"))
    if about:
        rows = rows.about(about)
    page_obj = Paginator(rows, reading.THREADS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = reading.around(page, rights, f"?about={about.pk}" if about else "")
    context |= {"page_obj": page_obj, "threads": _addressed(page_obj, page), "about": about}
    return render(request, "forum/threads.html", context)


def _addressed(rows, page):
    found = list(rows)
    for row in found:
        row.url = row.address(page.url_path)
    return found


def start(request, page):
    """The form for a new discussion. A page of the tree."""
    rights, answer = _door(request, page, page.group)
    if answer:
        return answer
    context = reading.around(page, rights, "new/")
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not rights.may_write:
        return may_not_write(request, page, rights)
    sent = request.method == "POST"
    kept = {} if sent else take_words(request)
    about = page_about(rights, kept.get("page") or (request.POST if sent else request.GET).get("page"))
    if about:
        context |= {"about": about, "sections": quoting.sections(about)}
        # In the other language, its discussion stays one about this page.
        context["alternates"] = {
            code: f"{address}?page={about.pk}" for code, address in context["alternates"].items()
        }
    if not sent or "quote" in request.POST:
        initial = _quoted(request.POST, about) if sent else _begun(request.GET, about) | kept
        initial["page"] = about.pk if about else ""
        form = ThreadForm(page.group, initial=initial, may_announce=rights.may_moderate)
        return render(request, "forum/start.html", context | {"form": form})
    form = ThreadForm(page.group, request.POST, may_announce=rights.may_moderate)
    if not form.is_valid() or "preview" in request.POST:
        context |= {"form": form, "preview": preview(form, page, request.user)}
        form.refresh()
        return render(request, "forum/start.html", context)
    words = {name: form.cleaned_data[name] for name in ("title", "language", "text", "kind")}
    thread = posting.start_thread(page.group, author=request.user, page=about, **words)
    return redirect(thread.address(page.url_path))


def page_about(rights, number):
    """The live page of the group's wiki with the id `number`, as typed; None for any other. One query."""
    pk = ids.number(number or "")
    if not pk:
        return None
    pages = WikiPage.objects.visible_to(rights.member).select_related("locale")
    return pages.filter(pk=pk, group=rights.group).first()


def _begun(asked, about):
    """What the form for a discussion about a page says at first; `asked` may name a section to quote."""
    if about is None:
        return {}
    text = quoting.quotation(about, asked.get("section", ""))
    return {"title": quoting.about(about), "language": about.language, "text": text}


def _quoted(typed, about):
    """What was typed so far, with the section that was chosen below it."""
    words = {name: typed[name] for name in ("title", "language", "kind", "text") if name in typed}
    section = quoting.quotation(about, typed.get("section", "")) if about else ""
    before = words.get("text", "").rstrip()
    return words | {"text": f"{before}\n\n{section}" if before and section else section or before}


def thread(request, page, pk, slug):
    """A discussion, and the form at its end. A page of the tree."""
    rights, answer = _door(request, page, Thread(pk=pk))
    if answer:
        return answer
    rows = Thread.objects.seen_with(rights).select_related("page__locale").defer("page__body")
    found = rows.annotate(made=wiki_pages.made_of_thread()).filter(pk=pk).first()
    if request.method == "POST":
        return _reply(request, page, rights, found)
    if found is None:
        raise Http404
    found.group = page.group
    if slug != found.slug:
        query = request.META.get("QUERY_STRING")
        return redirect(found.address(page.url_path) + (f"?{query}" if query else ""))
    kept = take_words(request) if request.user.is_authenticated else {}
    answered = whole(request.GET.get("reply_to") or kept.get("reply_to"))
    form = PostForm(found, initial={"reply_to": answered or "", **kept})
    focus = whole(request.GET.get("post")) or whole(request.GET.get("reply_to")) or ("end" if kept else None)
    return thread_screen(
        request, page, rights, found, form, number=request.GET.get("page"), focus=focus, answered=answered
    )


def thread_screen(request, page, rights, found, form, *, shown=None, **place):
    """One page of a thread with its form; `place` says which page (see reading.thread_page)."""
    context = reading.around(page, rights, f"{found.pk}-{found.slug}/")
    context |= reading.thread_page(page, rights, found, **place)
    context |= {
        "thread": found,
        "about": wiki_pages.about(found),
        "made": wiki_pages.made(found.made),
        "address": found.address(page.url_path),
        "form": form,
        "preview": shown,
        "may_reply": rights.may_write and not found.locked and not found.hidden,
        "lock_form": LockForm() if rights.may_moderate else None,
    }
    return render(request, "forum/thread.html", context)


def _reply(request, page, rights, found):
    """Post a reply, or show again what was typed with what is wrong, or say what happened to the thread."""
    if found is None:
        return gone(request, page, rights)
    found.group = page.group
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if found.locked:
        return locked(request, page, rights, found.lock_reason, found.address(page.url_path))
    if not rights.may_write:
        return may_not_write(request, page, rights)
    form = PostForm(found, request.POST)
    if not form.is_valid() or "preview" in request.POST:
        shown = preview(form, page, request.user)
        answered = whole(request.POST.get("reply_to"))
        form.refresh()
        return thread_screen(
            request, page, rights, found, form, shown=shown, focus=answered or "end", answered=answered
        )
    words = form.cleaned_data
    parent = words.get("reply_to") and (
        Reply.objects.seen_with(rights, found).filter(pk=words["reply_to"]).first()
    )
    try:
        reply = posting.post_reply(
            found,
            author=request.user,
            text=words["text"],
            language=words["language"],
            reply_to=parent or None,
        )
    except posting.ThreadGone:
        return gone(request, page, rights)
    except posting.ThreadLocked as closed:
        return locked(request, page, rights, closed.reason, found.address(page.url_path))
    return redirect(reply.address(found.address(page.url_path)))


def _door(request, page, target):
    """(access, None), or (None, an answer) for somebody who may not read here any more but was writing.

    Only who has a form of ours for `target` in hand learns that it was there: everybody else gets a 404.
    """
    try:
        return enter(request.user, page.group), None
    except Http404:
        if request.method != "POST" or not PostForm.was_ours(target, request.POST):
            raise
    if not request.user.is_authenticated:
        return None, sign_in_first(request)
    return None, gone(request, None, None)


def preview(form, page, reader):
    """The HTML that `reader` will see of a form's text, or "" where it is not fit to be shown. Two queries at most."""
    text = getattr(form, "cleaned_data", {}).get("text")
    if not text:
        return ""
    rendered = render_many([text])[0]
    urls = links.find(page, rendered.targets, reader) if rendered.targets else {}
    return place_links(rendered, urls, prefix="preview-", language=form.cleaned_data.get("language"))


def gone(request, page, rights):
    """404, with what was typed: the thread or the post vanished while it was written."""
    return _words_back(
        request,
        page,
        rights,
        status=404,
        heading=_("This discussion is not here any more"),
        sentence=_("It was taken away while you were writing, so your message could not be posted."),
    )


def locked(request, page, rights, reason, address):
    """409, with what was typed: the thread was closed meanwhile."""
    return _words_back(
        request,
        page,
        rights,
        status=409,
        heading=_("This discussion is locked"),
        sentence=_("A steward has closed it to replies, so your message was not posted."),
        reason=reason,
        address=address,
    )


def may_not_write(request, page, rights):
    """403: reading is allowed here, writing is for members; how to become one; what was typed."""
    if request.method == "POST":
        keep(request)
    if rights.group.is_archived:
        heading, sentence = (
            _("This group is an archive"),
            _("Everything stays readable, and nobody writes here."),
        )
    elif rights.may_join:
        heading = _("Only members write here")
        sentence = _("Join the group, then come back: what you typed will be waiting in the form.")
    elif rights.banned:
        heading = _("You cannot write in this group")
        sentence = _("Its stewards have closed it to you. What you typed was not posted.")
    elif rights.may_ask:
        heading = _("Only members write here")
        sentence = _(
            "Ask to join the group. Once a steward has said yes, what you typed will be waiting in the form."
        )
    else:
        heading = _("Only members write here")
        sentence = _("The stewards of this group invite its members.")
    return _words_back(request, page, rights, status=403, heading=heading, sentence=sentence)


def _words_back(request, page, rights, *, status, **words):
    context = reading.around(page, rights) if page else {}
    typed = {"typed_title": request.POST.get("title", ""), "typed": request.POST.get("text", "")}
    return render(request, "forum/words_back.html", context | words | typed, status=status)


def whole(text):
    """The id in `text`, or None where it is none that a row could have."""
    try:
        number = int(text)
    except (TypeError, ValueError):
        return None
    return number if 0 < number < 2**31 else None
