"""Where pages stand: the form that moves one, and the screen on which a whole wiki is arranged."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import ids
from core.keeping import take_words
from groups.deeds import Refused

from . import binning, locking, moving, reviewing
from .editing import Meanwhile, save_page
from .models import FRONT_DEPTH, Edit, Weight, WikiPage
from .place_forms import MoveForm
from .sent import mark
from .surroundings import around
from .writing import words_back, writer


def only_stewards(request, sentence):
    """403, with a sentence that says why."""
    return render(request, "403.html", {"reason": sentence}, status=403)


def move(request, page):
    """Give a page another title, another address, another page above it."""
    access, answer = writer(request, page)
    if answer:
        return answer
    if page.depth <= FRONT_DEPTH:
        return only_stewards(request, _("The front page of a wiki stays where it is."))
    if reviewing.must_wait(access):
        return only_stewards(
            request, _("In this group, newcomers do not move pages yet. Please ask a steward.")
        )
    initial = {"title": page.title, "slug": page.slug, "parent": page.get_parent().pk}
    options = {"parents": moving.possible_parents(page), "language": page.language}
    if request.method != "POST":
        initial["base"] = page.latest_revision_id
        form = MoveForm(initial=initial | take_words(request), **options)
        return _move_screen(request, page, access, form)
    form = MoveForm(request.POST, initial=initial, **options)
    if not form.is_valid():
        return _move_screen(request, page, access, form, status=422)
    return _move(request, page, access, form)


def _move(request, page, access, form):
    fields = form.cleaned_data
    try:
        with transaction.atomic():
            moved = moving.move_page(
                page,
                by=request.user,
                slug=fields["slug"],
                parent=WikiPage(pk=fields["parent"]) if fields["parent"] else None,
            )
            edit = _retitle(page, request.user, fields)
    except WikiPage.DoesNotExist:
        return words_back(request)
    except Meanwhile as meanwhile:
        current = meanwhile.current_page
        form.add_error(
            "title", _("Somebody else has just changed this title: it is now “%s”.") % current.title
        )
        form.data = form.data.copy()
        form.data["base"] = current.latest_revision_id
        return _move_screen(request, page, access, form, status=409)
    except moving.NotMoved as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return _move_screen(request, page, access, form, status=422)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _move_screen(request, page, access, form, status=422)
    if moved:
        messages.success(request, _("The page has moved. Its old address leads here."))
    elif edit:
        messages.success(request, _("The page has its new title."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(WikiPage.objects.get(pk=page.pk).url_path)


def _retitle(page, by, fields):
    """Save the new title where one was typed. Only the title: whatever the text is by now stays."""
    seen = Edit.objects.filter(page=page, revision=fields["base"]).select_related("revision").first()
    current = WikiPage.objects.get(pk=page.pk)
    old = seen.revision.content["title"] if seen else current.title
    if fields["title"] == old:
        return None
    if current.title not in (old, fields["title"]):
        raise Meanwhile(current, current.edits.first())
    return save_page(
        page,
        author=by,
        title=fields["title"],
        body=current.body,
        summary=_("Renamed from “%(title)s”") % {"title": current.title},
        weight=Weight.MINOR,
        base=current.latest_revision_id,
    )


def _move_screen(request, page, access, form, status=200):
    context = around(page, access, ending="move/", itself=True)
    context |= {"form": form, "mark": mark(page), "half_stays": half_stays(context["state"])}
    context["may_delete"] = binning.may_delete(page, access)
    return render(request, "wiki/move.html", context, status=status)


def half_stays(state):
    """That the other half of a page is not moved along; "" where there is none."""
    if not state.pk:
        return ""
    sentences = {
        "en": _("The English text has an address of its own and is not moved with this one."),
        "fr": _("The French text has an address of its own and is not moved with this one."),
    }
    return sentences.get(
        state.language, _("The other text has an address of its own and is not moved with this one.")
    )


def arrange(request, page):
    """The whole tree of a wiki in one language, with buttons that move its pages."""
    access, answer = writer(request, page)
    if answer:
        return answer
    if page.depth > FRONT_DEPTH:
        raise Http404
    if reviewing.must_wait(access):
        return only_stewards(
            request, _("In this group, newcomers do not move pages yet. Please ask a steward.")
        )
    if request.method == "POST":
        return _rearrange(request, page)
    pressed = next((step for step in moving.STEPS if step == request.GET.get("step")), "")
    context = around(page, access, ending="arrange/", itself=True) | {
        "tree": nested(
            moving.in_order(page.group_id, page.locale_id),
            access,
            moved=ids.number(request.GET.get("moved", "")),
            pressed=pressed,
        ),
        "mark": mark(page),
    }
    return render(request, "wiki/arrange.html", context)


def _rearrange(request, page):
    """One step, from the button `up`, `down`, `in` or `out` with a page's number; or a drop: `drop` (a key of
    DROPS) of `page` beside or below `other`."""
    step = next((step for step in moving.STEPS if step in request.POST), "")
    pk = ids.number(request.POST.get(step or "page", ""))
    pages = WikiPage.objects.filter(group=page.group_id, locale=page.locale_id, live=True)
    row = pages.filter(pk=pk).first()
    try:
        if row is None:
            raise WikiPage.DoesNotExist
        if step:
            moving.take_step(row, step, by=request.user)
        elif request.POST.get("drop") in moving.DROPS:
            other = WikiPage(pk=ids.number(request.POST.get("other", "")))
            moving.drop_page(row, request.POST["drop"], other, by=request.user)
    except WikiPage.DoesNotExist:
        messages.error(request, _("This page is not there any more. Here is the wiki as it is now."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    place = f"?moved={pk}" + (f"&step={step}" if step else "") if row else ""
    return redirect(f"{page.url_path}arrange/{place}")


def nested(rows, access, *, moved=0, pressed=""):
    """The rows of moving.in_order as a tree: the front page alone in a list, each with the list `below` it.

    Each row gets `steps`, the buttons it has, and `focus`, the one that gets the focus.
    """
    lists = {FRONT_DEPTH: []}  # {depth: the list that is being filled at it}
    for row in rows:
        row = {**row, "below": [], "is_front": row["depth"] == FRONT_DEPTH}
        # Below one that is not live, which only Wagtail's admin can do, there is no list of its own.
        lists.get(row["depth"], lists[FRONT_DEPTH]).append(row)
        lists[row["depth"] + 1] = row["below"]
    _give_buttons(lists[FRONT_DEPTH], access, moved, pressed)
    return lists[FRONT_DEPTH]


def _give_buttons(sisters, access, moved, pressed):
    for place, row in enumerate(sisters):
        may = not row["is_front"] and locking.may_change(WikiPage(locked=row["locked"]), access)
        row["steps"] = _steps(row, place, len(sisters)) if may else []
        if row["pk"] == moved and row["steps"]:
            row["focus"] = pressed if pressed in row["steps"] else row["steps"][0]
        _give_buttons(row["below"], access, moved, pressed)


def _steps(row, place, number):
    possible = {
        "up": place > 0,
        "down": place < number - 1,
        "in": place > 0,
        "out": row["depth"] > FRONT_DEPTH + 1,
    }
    return [step for step in moving.STEPS if possible[step]]
