"""What the pages of discussions show, gathered in a constant number of queries."""

from functools import lru_cache

from django.core.paginator import Paginator
from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce

from core.markdown import place_links, render_many, to_text
from core.words import initials, named
from groups.faces import visible_profile
from groups.models import Affiliation, GroupPage
from wiki import links

from . import wiki_pages
from .models import ForumPage, Reply

THREADS_ON_A_PAGE = 30
POSTS_ON_A_PAGE = 50
QUOTE_LENGTH = 110
FACES_ASIDE = 8


def around(page, rights, ending=""):
    """The context of every screen below the ForumPage `page`: its group, and the other languages. One query.

    `ending` is what the address of the screen adds to that of the page ("new/").
    """
    homes = list(GroupPage.objects.filter(group=page.group, live=True).select_related("locale"))
    here = next((home for home in homes if home.locale_id == page.locale_id), None)
    return {
        "page": page,
        "group": page.group,
        "group_page": here,
        "access": rights,
        "alternates": {
            home.language: f"{home.url_path}{page.slug}/{ending}" for home in homes if home is not here
        },
    }


def forum_page(group, language):
    """The ForumPage of `group` in `language`, else in any; None where there is none. One query."""
    pages = ForumPage.objects.filter(group=group, live=True).select_related("locale", "group")
    found = {page.language: page for page in pages}
    return found.get(language) or next(iter(found.values()), None)


def forum_paths(group_ids, language):
    """{group id: address of its discussions} in `language`. One query."""
    pages = ForumPage.objects.filter(group__in=group_ids, live=True, locale__language_code=language)
    return dict(pages.values_list("group_id", "url_path"))


def thread_page(page, rights, thread, *, number=None, focus=None, answered=None):
    """One page of a thread: {"page_obj", "posts", "people", "others", "answered"}. Five queries at most.

    `number` is the page asked for, as typed. `focus` is the id of a post whose page is wanted instead, or
    "end". `answered` is the id of the post that the reader answers. Each post has `html`, `organisation`,
    `permalink`, `is_mine`, `answers` (the post it answers, unless that is the opening one) and `made` (what was
    made of it in the wiki).
    """
    rows = Reply.objects.seen_with(rights, thread)
    people, total, before = _tally(rows, focus)
    shown = rows.select_related("user").annotate(
        author_shown=visible_profile(rights.member, "user_id"), made=wiki_pages.made_of_post()
    )
    paginator = Paginator(shown.order_by("position"), POSTS_ON_A_PAGE)
    paginator.count = total  # known already
    if focus == "end":
        number = paginator.num_pages
    elif before:
        number = (before - 1) // POSTS_ON_A_PAGE + 1
    page_obj = paginator.get_page(number)
    posts = list(page_obj.object_list)
    parents = _parents(rows, posts, answered)
    organisations = _organisations({post.user_id for post in posts if post.user_id})
    texts = _html(page, posts, rights.member)
    address = thread.address(page.url_path)
    for post, html in zip(posts, texts, strict=True):
        post.html = html
        if post.user:
            post.user.face_shown = post.author_shown
        post.organisation = organisations.get(post.user_id, "")
        post.permalink = post.address(address)
        post.is_mine = rights.member.is_authenticated and post.user_id == rights.member.pk
        post.made = wiki_pages.made(post.made)
        post.answers = None
        if post.level > 1:
            post.answers = _answer(parents.get(post.parent_id), address)
    return {
        "page_obj": page_obj,
        "posts": posts,
        "people": people[:FACES_ASIDE],
        "others": len(people[FACES_ASIDE:]),
        "answered": _answer(parents.get(answered), address) if answered else None,
    }


def _tally(rows, focus):
    """(people with their number of messages, number of posts, number of posts up to `focus`). One query."""
    counts = {
        "posts": Count("pk"),
        "messages": Count("pk", filter=Q(is_public=True, is_removed=False)),
    }
    if isinstance(focus, int):
        place = rows.filter(pk=focus).values("position")[:1]
        counts["before"] = Count("pk", filter=Q(position__lte=Subquery(place)))
    authors = list(
        rows.annotate(name=Coalesce("user__name", "user_name"))
        .values("user_id", "name")
        .annotate(**counts)
        .order_by("-messages", "name")
    )
    people = [
        {**row, "name": named(row["name"]), "initials": initials(row["name"])}
        for row in authors
        if row["messages"]
    ]
    return people, sum(row["posts"] for row in authors), sum(row.get("before", 0) for row in authors)


def _parents(rows, posts, answered):
    """{id: post} of what the posts of a page answer. One query for those that stand on other pages."""
    known = {post.pk: post for post in posts}
    wanted = {post.parent_id for post in posts if post.level > 1} | ({answered} if answered else set())
    missing = wanted - known.keys()
    if missing:
        known.update((post.pk, post) for post in rows.filter(pk__in=missing).select_related("user"))
    return known


def _answer(parent, address):
    """Who is answered, and the line quoted; None where the reader may not see that post."""
    if parent is None:
        return None
    return {
        "pk": parent.pk,
        "name": parent.author_name,
        "url": parent.address(address),
        "language": parent.language,
        "line": ""
        if parent.is_removed or not parent.is_public
        else quoted_line(parent.comment, parent.language),
    }


def quoted_line(text, language):
    """The first line of a post that is its author's own: at most QUOTE_LENGTH characters of plain text."""
    paragraphs = [part for part in text[:4000].split("\n\n") if part.strip()]
    own = [part for part in paragraphs if not part.lstrip().startswith(">")]
    return _quoted((own or paragraphs or [""])[0], language)


@lru_cache(maxsize=4096)
def _quoted(paragraph, language):
    return to_text(paragraph, QUOTE_LENGTH, language=language)


def _organisations(member_ids):
    """{member id: name of the organisation they are at now}. One query."""
    rows = (
        Affiliation.objects.current()
        .filter(member__in=member_ids)
        .order_by("begun", "pk")
        .values_list("member_id", "organisation__name")
    )
    return dict(rows)


def _html(page, posts, reader):
    """The safe HTML of each post; their [[links]] lead where `reader` may follow. One query if there are any."""
    rendered = render_many(["" if post.is_removed else post.comment for post in posts])
    targets = [target for one in rendered for target in one.targets]
    urls = links.find(page, targets, reader) if targets else {}
    return [
        place_links(one, urls, prefix=f"p{post.pk}-", language=post.language)
        for one, post in zip(rendered, posts, strict=True)
    ]
