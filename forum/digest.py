"""What discussions tell in the digest: one entry a thread, with the words of the new posts."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.markdown import to_text
from notices.digest import Entry, Passage
from notices.models import Notice

from .models import Reply
from .reading import forum_paths, quoted_line

WORDS_LENGTH = 700


def entries(replies, member, language):
    """A list of `Entry`, one for each thread in `replies` (posts that `member` may see), oldest news first.

    Addresses and the site's own words are in `language`; each passage says which language it is in. Three
    queries, whatever the number of posts.
    """
    posts = list(replies.select_related("discussion", "user").order_by("submit_date", "pk"))
    paths = forum_paths({post.discussion.group_id for post in posts}, language)
    answered = _answered(posts, member)
    threads = {}
    for post in posts:
        if post.discussion.group_id in paths:
            threads.setdefault(post.discussion_id, []).append(post)
    with translation.override(language):
        return [_entry(news, paths, answered) for news in threads.values()]


def _answered(posts, member):
    """{id: post} of those answered, without what `member` may not see. One query."""
    wanted = {post.parent_id for post in posts if post.level > 1}
    rows = Reply.objects.visible_to(member).filter(pk__in=wanted, is_removed=False).select_related("user")
    return {post.pk: post for post in rows}


def _entry(news, paths, answered):
    thread = news[0].discussion
    address = thread.address(paths[thread.group_id])
    opened = news[0].position == 1
    replies = len(news) - opened
    facts = [_("new discussion")] if opened else []
    if replies:
        facts.append(ngettext("%(n)d new reply", "%(n)d new replies", replies) % {"n": replies})
    return Entry(
        group_id=thread.group_id,
        key=f"thread:{thread.pk}",
        title=thread.title,
        title_language=thread.language,
        url=address if opened else news[0].address(address),
        kind=thread.get_kind_display(),
        facts=facts,
        passages=[_passage(post, address, answered.get(post.parent_id)) for post in news],
        at=news[-1].submit_date,
        counts={Notice.Kind.THREAD: int(opened), Notice.Kind.REPLY: replies},
    )


def _passage(post, address, parent):
    note = ""
    if post.level > 1 and parent:
        note = _("In reply to %(name)s: “%(line)s”") % {
            "name": parent.author_name,
            "line": quoted_line(parent.comment, parent.language),
        }
    return Passage(
        author=post.author_name,
        at=post.submit_date,
        language=post.language,
        text=to_text(post.comment, WORDS_LENGTH, language=post.language),
        url=post.address(address),
        note=note,
    )
