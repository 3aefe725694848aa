"""The screens on which a message or a discussion becomes a page of the wiki, or a section of one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import ids
from core.keeping import sign_in_first
from wiki import reviewing
from wiki.editing import Meanwhile

from . import making, moderating, posting, reading, views
from .making_forms import MakingForm
from .models import TITLE_LENGTH, Reply, Thread


@moderating.FORM
def make_post(request, pk):
    """Make a page or a section out of one message."""
    return _make(request, pk, moderating.find_post, Reply)


@moderating.FORM
def make_thread(request, pk):
    """Make a page or a section out of a whole discussion."""
    return _make(request, pk, moderating.find_thread, Thread)


def _make(request, pk, find, model):
    try:
        target, rights, page = find(request.user, pk)
    except Http404:
        # Only who has a form of ours in hand learns that it was there.
        ours = pk <= ids.HIGHEST and MakingForm.was_ours(model(pk=pk), request.POST)
        if request.method != "POST" or not ours:
            raise
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return views.gone(request, None, None)
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not rights.may_write:
        return views.may_not_write(request, page, rights)
    post = target if model is Reply else None
    thread = post.discussion if post else target
    if post and post.is_removed:
        return views.gone(request, page, rights)
    screen = _Screen(request, page, rights, thread, post)
    return screen.send() if request.method == "POST" else screen.open()


class _Screen:
    """The form about one message or one discussion, and what is answered to it."""

    def __init__(self, request, page, rights, thread, post):
        self.request, self.page, self.rights = request, page, rights
        self.thread, self.post = thread, post
        self.target = post or thread
        self.places = making.places(rights)

    def form(self, data=None, **kwargs):
        language = self.target.language
        return MakingForm(self.target, data, places=self.places, language=language, **kwargs)

    def open(self):
        """The form as it is at first, or with the words that wait for it."""
        kept = views.take_words(self.request)
        left_out = 0
        if self.post:
            text = self.post.comment
        else:
            text, left_out = making.text_of(self.thread)
        initial = {"title": self.thread.title[:TITLE_LENGTH], "text": text, "kind": "page"}
        known = [place[0] for place in self.places]
        about = self.thread.page_id
        here = [pk for pk, _title, _depth, code in self.places if code == self.target.language]
        if about in known:
            initial |= {"place": about, "kind": "section"}
        elif here:
            initial["place"] = here[0]
        return self.show(self.form(initial={**initial, **kept}), left_out=0 if kept else left_out)

    def send(self):
        """Make it, or show again what was typed with what is wrong."""
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        if "preview" in self.request.POST:
            return self.show(form, preview=views.preview(form, self.page, self.request.user))
        if reviewing.must_wait(self.rights):
            form.add_error(
                None,
                _(
                    "In this group, the changes of newcomers wait for a steward. "
                    "Please write the page in the wiki, where it can wait."
                ),
            )
            return self.show(form, status=422)
        words = form.cleaned_data
        try:
            made = making.make(
                self.rights,
                self.thread,
                self.post,
                place=words["place"],
                title=words["title"],
                text=words["text"],
                as_section=words["kind"] == "section",
                form=words.get("form", ""),
            )
        except posting.ThreadGone:
            return views.gone(self.request, self.page, self.rights)
        except making.PlaceGone:
            form.add_error("place", MakingForm.base_fields["place"].error_messages["invalid_choice"])
        except making.PlaceLocked:
            form.add_error(
                "place", _("This page is locked: only stewards change it. Please choose another one.")
            )
        except Meanwhile:
            form.add_error(None, _("Others are saving this page at this moment. Please send it again."))
        except ValidationError as trouble:
            form.add_error(None, trouble)
        else:
            messages.success(self.request, _("The page is saved."))
            return redirect(made.page.url_path + (f"#{made.anchor}" if made.anchor else ""))
        return self.show(form, status=422)

    def show(self, form, *, status=200, **more):
        if form.is_bound:
            form.refresh()
        context = reading.around(self.page, self.rights)
        # The language switch stays at this address.
        del context["alternates"]
        address = self.thread.address(self.page.url_path)
        context |= {
            "form": form,
            "post": self.post,
            "thread": self.thread,
            "back": self.post.address(address) if self.post else address,
        }
        return render(self.request, "forum/make.html", context | more, status=status)
