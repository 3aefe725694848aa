"""Making a page of the wiki, or a section of one, out of a message or of a whole discussion."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import dates
from core.markdown import PAGE_LIMIT, TooDeep, TooLong, check, render
from core.words import named
from wiki.editing import Meanwhile, create_page, save_page
from wiki.locking import LockedPage, may_change
from wiki.models import FRONT_DEPTH, WikiPage
from wiki.tree import lock_tree

from . import reading
from .models import MadeInto, Reply, Thread
from .posting import ThreadGone
from .quoting import closed, literal

# Of a long discussion, the form takes this many messages, as far as they fit on a page.
MOST_POSTS = 200
ROOM = PAGE_LIMIT - 16 * 1024
# How often a section is put at the end of a page that others save at the same moment.
TRIES = 5


class PlaceGone(Exception):
    """The page below which, or at whose end, the words were to stand is not there any more."""


class PlaceLocked(Exception):
    """The page at whose end the words were to stand is locked, and this person may not moderate."""


def text_of(thread):
    """(Markdown, number of posts left out): the visible posts of `thread`, each under its author and date.

    The site's own words are in the thread's language. Two queries.
    """
    rows = Reply.objects.filter(discussion=thread, is_public=True, is_removed=False)
    total, parts, size = rows.count(), [], 0
    with translation.override(thread.language):
        for post in rows.select_related("user").order_by("position")[:MOST_POSTS]:
            facts = {"name": literal(post.author_name), "date": _day(post.submit_date)}
            part = f"**{_('%(name)s, %(date)s:') % facts}**\n\n{closed(post.comment)}\n"
            size += len(part.encode("utf-8", "replace")) + 1
            if size > ROOM:
                break
            parts.append(part)
    return "\n".join(parts), total - len(parts)


def _day(moment):
    return dates.day(moment, year=True)


@transaction.atomic
def make(rights, thread, post=None, *, place, title, text, as_section, form="", at=None, silent=False):
    """Write `text` below or at the end of the page with the id `place`, and return the MadeInto.

    `rights` is the Access of who does it; `post` is None for the whole `thread`. `form` names the sending:
    the same one again returns what it made. `at` and `silent` are as in wiki.editing. Raises ThreadGone,
    PlaceGone, PlaceLocked, ValidationError (what cannot be a page) or Meanwhile, having written nothing.
    """
    place = _place(rights, place)
    # In this order, as whoever deletes a page: first the tree, then what is said about its pages.
    lock_tree(place.group_id, place.locale_id)
    rows = Thread.objects.seen_with(rights).select_for_update(of=("self",))
    thread = rows.filter(pk=thread.pk).first()
    if thread is None:
        raise ThreadGone
    if post is not None:
        posts = Reply.objects.seen_with(rights, thread).filter(is_removed=False)
        post = posts.select_related("user").filter(pk=post.pk).first()
        if post is None:
            raise ThreadGone
    author = rights.member
    done = form and MadeInto.objects.filter(thread=thread, post=post, by=author, form=form).first()
    if done:
        return done
    how = {"author": author, "at": at, "silent": silent}
    section = title if as_section else ""
    try:
        with translation.override(place.language):
            body = f"{closed(text)}\n\n{attribution(rights, thread, post, place)}\n"
            how["summary"] = _("From the discussion “%(title)s”") % {"title": thread.title}
        if as_section:
            page, anchor = _add_section(rights, place, title, body, how)
        elif not may_change(place := _place(rights, place.pk), rights):
            raise PlaceLocked
        else:
            page, anchor = create_page(place, title=title, body=body, **how), ""
    except WikiPage.DoesNotExist:
        raise PlaceGone from None
    except LockedPage:
        raise PlaceLocked from None
    return MadeInto.objects.create(
        thread=thread,
        post=post,
        page=page,
        section=section,
        anchor=anchor[: MadeInto._meta.get_field("anchor").max_length],
        by=author,
        by_name=author.name,
        at=at or timezone.now(),
        form=form,
    )


def attribution(rights, thread, post, place):
    """The last line of what was made, in the active language: whose words these are, and where they stand."""
    forum = reading.forum_page(rights.group, place.language)
    address = thread.address(forum.url_path if forum else "/")
    facts = {"title": literal(thread.title)}
    if post is None:
        facts |= {
            "url": address,
            "name": literal(named(thread.author_name)),
            "date": _day(thread.created_at),
        }
        return _("From [the discussion “%(title)s”](%(url)s), opened by %(name)s on %(date)s.") % facts
    facts |= {
        "url": post.address(address),
        "name": literal(post.author_name),
        "date": _day(post.submit_date),
    }
    return _("From [a message by %(name)s](%(url)s) in the discussion “%(title)s”, %(date)s.") % facts


def _place(rights, pk):
    """The live page of the group with the id `pk`, as it is now. Raises PlaceGone."""
    pages = WikiPage.objects.select_related("locale", "group")
    found = pages.filter(pk=pk, group=rights.group, live=True).first()
    if found is None:
        raise PlaceGone
    return found


def _add_section(rights, place, title, words, how):
    """Put the section at the end of the page as it is at this moment. Returns (the page, the anchor).

    Nobody has to be asked where another save came between: the end of the new text is as good a place.
    """
    for attempt in range(1, TRIES + 1):
        page = _place(rights, place.pk)
        if not may_change(page, rights):
            raise PlaceLocked
        before = closed(page.body)
        body = f"{before}\n\n## {literal(title)}\n\n{words}".lstrip("\n")
        _refuse_too_much(body)
        try:
            # A block of its own: where it fails, what was done before it stands.
            with transaction.atomic():
                save_page(page, title=page.title, body=body, base=page.latest_revision_id, **how)
        except Meanwhile:
            if attempt == TRIES:
                raise
            continue
        headings, older = render(body).headings, len(render(before).headings)
        return page, headings[older].anchor if len(headings) > older else ""
    raise AssertionError("the last attempt returns or raises")


def _refuse_too_much(body):
    try:
        check(body, PAGE_LIMIT)
    except (TooLong, TooDeep):
        raise ValidationError(
            _("With this section the page would be too large. Please make a page of its own instead.")
        ) from None


def places(rights):
    """[(id, title, depth below the front page, language)] of the group's wiki, tree by tree. One query."""
    rows = WikiPage.objects.visible_to(rights.member).filter(group=rights.group).order_by("path")
    found = rows.values_list("pk", "title", "depth", "locale__language_code")
    return [(pk, title, max(depth - FRONT_DEPTH, 0), code) for pk, title, depth, code in found]
