"""Changing and taking back one's own posts, and what stewards do: hide, show, lock, pin. POST only."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import ids
from core.keeping import sign_in_first
from core.pages import current_language
from groups import access
from groups.access import enter

from . import posting, reading, views
from .forms import LockForm, PostForm
from .models import Reply, Thread

FORM = require_http_methods(["GET", "HEAD", "POST"])


def find_thread(member, pk):
    """(thread, access, forum page) for who may see it; a hidden one only its stewards. Else Http404."""
    if pk > ids.HIGHEST:
        raise Http404
    thread = (
        Thread.objects.filter(access.readable_by(member, "group__"), pk=pk).select_related("group").first()
    )
    if thread is None:
        raise Http404
    rights = enter(member, thread.group)
    page = reading.forum_page(thread.group, current_language())
    if page is None or (thread.hidden and not rights.may_moderate):
        raise Http404
    return thread, rights, page


def find_post(member, pk):
    """(post, access, forum page) for who may see it; a hidden one only its stewards. Else Http404."""
    if pk > ids.HIGHEST:
        raise Http404
    rows = Reply.objects.select_related("user", "discussion")
    reply = rows.filter(access.readable_by(member, "discussion__group__"), pk=pk).first()
    if reply is None:
        raise Http404
    thread, rights, page = find_thread(member, reply.discussion_id)
    if not reply.is_public and not rights.may_moderate:
        raise Http404
    reply.discussion = thread
    return reply, rights, page


@FORM
def edit_post(request, pk):
    """Change one's own post; what it said is kept."""
    try:
        reply, rights, page = find_post(request.user, pk)
    except Http404:
        if request.method == "POST" and pk <= ids.HIGHEST and PostForm.was_ours(Reply(pk=pk), request.POST):
            return (
                views.gone(request, None, None) if request.user.is_authenticated else sign_in_first(request)
            )
        raise
    if not request.user.is_authenticated:
        return sign_in_first(request)
    address = reply.discussion.address(page.url_path)
    if reply.user_id != request.user.pk:
        return not_yours(request, page, rights)
    if not rights.may_write:
        return views.may_not_write(request, page, rights)
    if reply.is_removed:
        return views.gone(request, page, rights)
    if reply.discussion.locked:
        return views.locked(request, page, rights, reply.discussion.lock_reason, address)
    if request.method != "POST":
        kept = {
            name: value for name, value in views.take_words(request).items() if name in ("text", "language")
        }
        form = PostForm(reply, initial={"text": reply.comment, "language": reply.language, **kept})
        return _edit_screen(request, page, rights, reply, form)
    form = PostForm(reply, request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _edit_screen(
            request, page, rights, reply, form, preview=views.preview(form, page, request.user)
        )
    try:
        posting.edit_reply(
            reply, by=request.user, text=form.cleaned_data["text"], language=form.cleaned_data["language"]
        )
    except posting.ThreadGone:
        return views.gone(request, page, rights)
    except posting.ThreadLocked as closed:
        return views.locked(request, page, rights, closed.reason, address)
    return redirect(reply.address(address))


def _edit_screen(request, page, rights, reply, form, preview=""):
    if form.is_bound:
        form.refresh()
    context = _around(page, rights) | _post(reply, page) | {"form": form, "preview": preview}
    return render(request, "forum/edit.html", context)


@FORM
def delete_post(request, pk):
    """Ask, then take back one's own post."""
    reply, rights, page = find_post(request.user, pk)
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if reply.user_id != request.user.pk:
        return not_yours(request, page, rights)
    if request.method != "POST":
        return render(request, "forum/delete.html", _around(page, rights) | _post(reply, page))
    try:
        if posting.delete_reply(reply, request.user):
            messages.success(request, _("Your message is deleted."))
    except posting.ThreadGone:
        raise Http404 from None
    return redirect(reply.address(reply.discussion.address(page.url_path)))


@require_POST
def hide_post(request, pk):
    """Take a post out of sight."""
    return _with_post(request, pk, posting.hide_reply, _("The message is hidden. Only stewards see it now."))


@require_POST
def show_post(request, pk):
    """Show a hidden post again."""
    return _with_post(request, pk, posting.show_reply, _("The message is shown again."))


@require_POST
def lock(request, pk):
    """Close a thread to replies, with a reason."""
    thread, rights, page = find_thread(request.user, pk)
    refused = _refusal(request, page, rights, thread)
    if refused:
        return refused
    form = LockForm(request.POST)
    if not form.is_valid():
        context = _around(page, rights) | {"form": form, "thread": thread}
        return render(request, "forum/lock.html", context | {"address": thread.address(page.url_path)})
    if posting.lock_thread(thread, request.user, form.cleaned_data["reason"]):
        messages.success(request, _("The discussion is locked."))
    return redirect(thread.address(page.url_path))


@require_POST
def unlock(request, pk):
    """Open a thread to replies again."""
    return _with_thread(request, pk, posting.unlock_thread, _("The discussion is open to replies again."))


@require_POST
def pin(request, pk):
    """Keep a thread at the top of the list."""
    return _with_thread(request, pk, posting.pin_thread, _("The discussion is pinned."))


@require_POST
def unpin(request, pk):
    """Let a thread take its usual place."""
    return _with_thread(request, pk, posting.unpin_thread, _("The discussion is no longer pinned."))


@require_POST
def hide(request, pk):
    """Take a thread out of sight."""
    return _with_thread(
        request, pk, posting.hide_thread, _("The discussion is hidden. Only stewards see it now.")
    )


@require_POST
def show(request, pk):
    """Show a hidden thread again."""
    return _with_thread(request, pk, posting.show_thread, _("The discussion is shown again."))


def _with_thread(request, pk, deed, done):
    thread, rights, page = find_thread(request.user, pk)
    refused = _refusal(request, page, rights, thread)
    if refused:
        return refused
    try:
        if deed(thread, request.user):
            messages.success(request, done)
    except posting.ThreadGone:
        raise Http404 from None
    return redirect(thread.address(page.url_path))


def _with_post(request, pk, deed, done):
    reply, rights, page = find_post(request.user, pk)
    refused = _refusal(request, page, rights, reply.discussion)
    if refused:
        return refused
    address = reply.discussion.address(page.url_path)
    if deed is posting.hide_reply and reply.position == 1:
        messages.error(request, _("The first message cannot be hidden alone. Hide the whole discussion."))
        return redirect(address)
    try:
        if deed(reply, request.user):
            messages.success(request, done)
    except posting.ThreadGone:
        raise Http404 from None
    return redirect(reply.address(address))


def _refusal(request, page, rights, thread):
    """The answer for who may not moderate, or None."""
    if rights.may_moderate:
        return None
    if not request.user.is_authenticated:
        # Back to the discussion: the deed itself has no page to come back to.
        request.path = request.path_info = thread.address(page.url_path)
        request.method = "GET"
        return sign_in_first(request)
    return _refused(request, page, rights, _("Only the stewards of this group can do that."))


def not_yours(request, page, rights):
    """403: somebody else wrote this."""
    return _refused(request, page, rights, _("Only its author can change or delete a message."))


def _refused(request, page, rights, sentence):
    words = {"heading": _("This is for somebody else"), "sentence": sentence}
    words["typed"] = request.POST.get("text", "")
    return render(request, "forum/words_back.html", _around(page, rights) | words, status=403)


def _around(page, rights):
    """As in the tree, but the language switch stays at this address."""
    context = reading.around(page, rights)
    del context["alternates"]
    return context


def _post(reply, page):
    address = reply.discussion.address(page.url_path)
    return {
        "reply": reply,
        "thread": reply.discussion,
        "permalink": reply.address(address),
        "address": address,
    }
