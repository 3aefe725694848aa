"""What happened lately on the site, for the front page: threads and pages side by side."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from core.markdown import to_text
from core.words import named
from forum.models import Reply, Thread
from wiki.models import Edit


@dataclass(frozen=True)
class Item:
    kind: str  # "thread" or "page"
    title: str
    language: str
    address: str
    group: object  # the GroupPage in the reader's language
    at: datetime
    who: str
    words: str
    count: int = 0


SHOWN = ("title", "url_path", "group", "locale__language_code")


def items(member, language, group_pages, limit=6):
    """The latest activity that `member` may see, newest first. Constant number of queries.

    `group_pages` maps a group's id to its GroupPage in `language`.
    """
    # Discussions move faster; without a place of their own the pages would never be seen here.
    pages = list(_pages(member, group_pages, limit))[: limit // 3]
    threads = list(_threads(member, group_pages, limit))[: limit - len(pages)]
    return sorted([*threads, *pages], key=lambda item: item.at, reverse=True)


def _threads(member, group_pages, limit):
    newest = Reply.objects.filter(discussion=OuterRef("pk"), is_public=True, is_removed=False)
    threads = (
        Thread.objects.visible_to(member)
        .filter(group__in=group_pages)
        .annotate(newest=Subquery(newest.order_by("-position").values("pk")[:1]))
        .order_by("-last_post_at")[:limit]
    )
    replies = Reply.objects.visible_to(member).in_bulk([thread.newest for thread in threads])
    for thread in threads:
        page = group_pages[thread.group_id]
        reply = replies.get(thread.newest)
        # An excerpt in another language than the title's would need a label of its own.
        words = ""
        if reply and reply.language == thread.language:
            words = to_text(reply.comment, 180, language=reply.language)
        yield Item(
            "thread",
            thread.title,
            thread.language,
            thread.address(f"{page.url_path}discussions/"),
            page,
            thread.last_post_at,
            named(thread.last_post_by),
            words,
            thread.reply_count,
        )


def _pages(member, group_pages, limit):
    edits = (
        Edit.objects.visible_to(member)
        .filter(page__group__in=group_pages)
        # What the site wrote itself is no news; one who deleted their account has left no name.
        .filter(Q(author__isnull=False) | Q(author_name=""))
        .select_related("page__locale")
        # The texts, and the lists of their blocks, are long and not shown.
        .only("page", "created_at", "author_name", "summary", *(f"page__{name}" for name in SHOWN))
        .order_by("-created_at")[: limit * 4]
    )
    seen = set()
    for edit in edits:
        if edit.page_id in seen:
            continue
        seen.add(edit.page_id)
        yield Item(
            "page",
            edit.page.title,
            edit.page.language,
            edit.page.url_path,
            group_pages[edit.page.group_id],
            edit.created_at,
            named(edit.author_name),
            edit.summary,
        )
