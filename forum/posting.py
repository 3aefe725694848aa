"""Writing in a discussion: starting, replying, editing, and what stewards do. Each deed is one transaction.

Everything that writes to a thread or its posts locks the thread's row first. Without that, two replies at
once take the same place (SQLite serialises writers by itself: its transactions begin IMMEDIATE).

Of the fields of django-comments-xtd, a post keeps: `thread_id` (the opening post, from which all others of
the thread hang), `parent_id` (the post answered; the opening post's own id for itself), `level` (the
parent's plus one), `order` (the same as `position`: order of time) and `nested_count` (all posts below it,
whatever became of them since). The package's own save() is not called: it would number the rows of the whole
thread again.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django_comments.signals import comment_was_posted
from django_comments_xtd.models import XtdComment

from groups.models import LogEntry, note
from notices.models import Notice, record

from .models import Reply, ReplyVersion, Thread

# What the columns of django_comments and django-comments-xtd hold.
NAME_LENGTH = 50
DEEPEST = 32_000


class ThreadGone(Exception):
    """The thread, or the post in it, does not exist any more, or a steward has hidden it."""


class ThreadLocked(Exception):
    """A steward has closed the thread. `reason` is what they wrote, or ""."""

    def __init__(self, reason=""):
        super().__init__(reason)
        self.reason = reason


class NotYours(Exception):
    """Only its author may change or delete a post."""


@transaction.atomic
def start_thread(
    group, *, author, title, language, text, kind="discussion", page=None, at=None, silent=False
):
    """Open a discussion with its first post, and record the notice unless `silent`. Returns the Thread.

    `page` is the page of the group's wiki that it is about, or None. `at` is an aware datetime, by default
    now. The caller has checked the words and asked `access`.
    """
    at = at or timezone.now()
    title = title.strip()
    thread = Thread.objects.create(
        group=group,
        title=title,
        slug=slugify(title)[:60].strip("-_") or "thread",
        language=language,
        kind=kind,
        page=page,
        author=author,
        author_name=author.name,
        created_at=at,
        last_position=1,
        last_post_at=at,
        last_post_by=author.name,
    )
    opening = _write(thread, author=author, text=text, language=language, position=1, parent=None, at=at)
    if not silent:
        record(Notice.Kind.THREAD, opening, group=group, actor=author, at=at)
    return thread


@transaction.atomic
def post_reply(thread, *, author, text, language, reply_to=None, at=None, silent=False):
    """Add a post at the end of `thread`, and record the notice unless `silent`. Returns the Reply.

    `reply_to` is the post answered, by default the opening one; one that is not of this thread counts as
    none. `at` is an aware datetime, by default now. Raises ThreadGone or ThreadLocked, having written
    nothing. Eight queries, however long the thread is.
    """
    thread = _lock(thread)
    _must_be_open(thread)
    # The time is taken under the lock, so that order of time and order of place are the same.
    at = at or timezone.now()
    position = thread.last_position + 1
    parent = _parent(thread, reply_to)
    reply = _write(
        thread, author=author, text=text, language=language, position=position, parent=parent, at=at
    )
    thread.last_position = position
    thread.reply_count += 1
    thread.last_post_at = at
    thread.last_post_by = author.name
    thread.save(update_fields=["last_position", "reply_count", "last_post_at", "last_post_by"])
    if not silent:
        record(Notice.Kind.REPLY, reply, group=thread.group, actor=author, at=at)
    return reply


@transaction.atomic
def edit_reply(reply, *, by, text, language):
    """Change one's own post and keep what it said. Returns whether anything changed.

    Raises NotYours, ThreadGone (also for a deleted or hidden post) or ThreadLocked.
    """
    thread = _lock(reply.discussion_id)
    _must_be_open(thread)
    reply = _fresh(reply)
    if reply.user_id != by.pk:
        raise NotYours
    if reply.is_removed or not reply.is_public:
        raise ThreadGone
    if (reply.comment, reply.language) == (text, language):
        return False
    ReplyVersion.objects.create(
        reply=reply,
        text=reply.comment,
        language=reply.language,
        written_at=reply.edited_at or reply.submit_date,
    )
    Reply.objects.filter(pk=reply.pk).update(comment=text, language=language, edited_at=timezone.now())
    return True


@transaction.atomic
def delete_reply(reply, by):
    """Take back one's own post; a stub stays in its place. Returns whether anything changed.

    Possible in a locked thread too. Raises NotYours or ThreadGone.
    """
    thread = _lock(reply.discussion_id)
    reply = _fresh(reply)
    if reply.user_id != by.pk:
        raise NotYours
    if thread.hidden or not reply.is_public:
        raise ThreadGone
    if reply.is_removed:
        return False
    Reply.objects.filter(pk=reply.pk).update(is_removed=True)
    _count_again(thread)
    _log(thread, by, LogEntry.Deed.DELETED_POST)
    return True


def hide_reply(reply, by):
    """Take a post out of sight of everybody but the stewards. Returns whether anything changed.

    Raises ValueError for an opening post: hide the thread. Raises ThreadGone where it is no more.
    """
    if reply.position == 1:
        raise ValueError("the opening post is hidden with its thread")
    return _set_public(reply, by, False, LogEntry.Deed.HID_POST)


def show_reply(reply, by):
    """Show a hidden post again. Returns whether anything changed."""
    return _set_public(reply, by, True, LogEntry.Deed.SHOWED_POST)


@transaction.atomic
def lock_thread(thread, by, reason=""):
    """Close `thread` to replies; `reason` is cut at 200 characters. Returns whether anything changed."""
    row, reason = _lock(thread), reason.strip()[:200]
    if row.locked and row.lock_reason == reason:
        return False
    row.locked, row.lock_reason = True, reason
    row.save(update_fields=["locked", "lock_reason"])
    _log(row, by, LogEntry.Deed.LOCKED)
    return True


@transaction.atomic
def unlock_thread(thread, by):
    """Open `thread` to replies again. Returns whether anything changed."""
    row = _lock(thread)
    if not row.locked:
        return False
    row.locked, row.lock_reason = False, ""
    row.save(update_fields=["locked", "lock_reason"])
    _log(row, by, LogEntry.Deed.UNLOCKED)
    return True


def pin_thread(thread, by):
    """Keep `thread` at the top of the list. Returns whether anything changed."""
    return _set(thread, by, "pinned", True, LogEntry.Deed.PINNED)


def unpin_thread(thread, by):
    """Let `thread` take its usual place in the list. Returns whether anything changed."""
    return _set(thread, by, "pinned", False, LogEntry.Deed.UNPINNED)


def hide_thread(thread, by):
    """Take `thread` out of sight of everybody but the stewards. Returns whether anything changed."""
    return _set(thread, by, "hidden", True, LogEntry.Deed.HID_THREAD)


def show_thread(thread, by):
    """Show a hidden thread again. Returns whether anything changed."""
    return _set(thread, by, "hidden", False, LogEntry.Deed.SHOWED_THREAD)


def _lock(thread):
    """The thread's row as it is now, held until the transaction ends. Takes a Thread or its id."""
    pk = getattr(thread, "pk", thread)
    row = Thread.objects.select_for_update(of=("self",)).select_related("group").filter(pk=pk).first()
    if row is None:
        raise ThreadGone
    return row


def _must_be_open(thread):
    if thread.hidden:
        raise ThreadGone
    if thread.locked:
        raise ThreadLocked(thread.lock_reason)


def _fresh(reply):
    """The post as it is now; its thread's lock keeps it so."""
    row = Reply.objects.filter(pk=reply.pk).first()
    if row is None:
        raise ThreadGone
    return row


def _parent(thread, reply_to):
    """The post answered, or the opening one. One query."""
    wanted = models.Q(position=1)
    if reply_to is not None:
        wanted |= models.Q(pk=reply_to.pk)
    return Reply.objects.filter(wanted, discussion=thread).order_by("-position").first()


def _write(thread, *, author, text, language, position, parent, at):
    """Insert one post: three rows, because the package's models are three tables."""
    reply = Reply(
        discussion=thread,
        position=position,
        language=language,
        comment=text,
        user=author,
        user_name=author.name[:NAME_LENGTH],
        submit_date=at,
        content_type=ContentType.objects.get_for_model(Thread),
        object_pk=str(thread.pk),
        site_id=settings.SITE_ID,
        order=position,
    )
    if parent:
        reply.thread_id = parent.thread_id
        reply.parent_id = parent.pk
        reply.level = min(parent.level + 1, DEEPEST)
    models.Model.save(reply, force_insert=(models.Model,))
    if parent:
        _count_in_ancestors(parent)
    else:
        # The opening post is its own root and its own parent: the package's way to say so.
        reply.thread_id = reply.parent_id = reply.pk
        XtdComment.norel_objects.filter(pk=reply.pk).update(thread_id=reply.pk, parent_id=reply.pk)
    transaction.on_commit(
        lambda: comment_was_posted.send_robust(sender=Reply, comment=reply, request=None), robust=True
    )
    return reply


def _count_in_ancestors(parent):
    """Add one to `nested_count` of `parent` and all above it, in one query at any depth."""
    table = XtdComment._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} SET nested_count = nested_count + 1 WHERE comment_ptr_id IN (
                WITH RECURSIVE above (id, parent) AS (
                    SELECT comment_ptr_id, parent_id FROM {table} WHERE comment_ptr_id = %s
                    UNION
                    SELECT post.comment_ptr_id, post.parent_id FROM {table} AS post
                    JOIN above ON post.comment_ptr_id = above.parent
                )
                SELECT id FROM above
            )
            """,  # noqa: S608 (only the table's name is put in)
            [parent.pk],
        )


def _count_again(thread):
    """Bring what the thread's row says about its posts in line with those that can be read."""
    readable = Reply.objects.filter(discussion=thread, is_public=True, is_removed=False)
    thread.reply_count = readable.filter(position__gt=1).count()
    last = readable.order_by("-position").values_list("submit_date", "user__name", "user_name").first()
    at, name, kept_name = last or (thread.created_at, thread.author_name, "")
    thread.last_post_at, thread.last_post_by = at, name or kept_name
    thread.save(update_fields=["reply_count", "last_post_at", "last_post_by"])


@transaction.atomic
def _set_public(reply, by, public, deed):
    thread = _lock(reply.discussion_id)
    reply = _fresh(reply)
    if reply.is_public == public:
        return False
    Reply.objects.filter(pk=reply.pk).update(is_public=public)
    _count_again(thread)
    _log(thread, by, deed)
    return True


@transaction.atomic
def _set(thread, by, field, value, deed):
    row = _lock(thread)
    if getattr(row, field) == value:
        return False
    setattr(row, field, value)
    row.save(update_fields=[field])
    _log(row, by, deed)
    return True


def _log(thread, by, deed):
    note(thread.group, by, deed)
