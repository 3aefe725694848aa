"""Starting a thread and replying: what is written, and what stops it."""

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_comments.signals import comment_was_posted

from forum import posting
from forum.models import Reply, Thread
from notices.models import Notice
from tests.factories import make_member, make_reply, make_thread

from .conftest import forum_of, url_of


def test_a_thread_begins_with_its_opening_post(metadata, amina):
    thread = make_thread(
        metadata, author=amina, title="  How do we record it?  ", text="Tell me.", language="en"
    )
    opening = thread.replies.get()
    assert (thread.title, thread.slug, thread.last_position, thread.reply_count) == (
        "How do we record it?", "how-do-we-record-it", 1, 0,
    )  # fmt: skip
    assert (opening.position, opening.comment, opening.user, opening.level) == (1, "Tell me.", amina, 0)
    assert (opening.thread_id, opening.parent_id) == (opening.pk, opening.pk)
    assert opening.content_object == thread
    notice = Notice.objects.get()
    assert (notice.kind, notice.target, notice.actor, notice.group) == ("thread", opening, amina, metadata)


def test_a_title_without_letters_has_an_address_too(client, metadata, amina):
    thread = make_thread(metadata, author=amina, title="???")
    assert client.get(url_of(thread)).status_code == 200


def test_a_reply_knows_its_place(thread, amina, benoit):
    first = make_reply(thread, author=benoit)
    answer = make_reply(thread, author=amina, reply_to=first)
    opening = thread.replies.get(position=1)
    assert (first.position, first.level, first.parent_id, first.thread_id) == (2, 1, opening.pk, opening.pk)
    assert (answer.position, answer.level, answer.parent_id) == (3, 2, first.pk)
    assert list(thread.replies.values_list("nested_count", flat=True)) == [2, 1, 0]
    assert Reply.objects.filter(ip_address__isnull=False).count() == 0
    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_post_by, thread.last_post_at) == (
        2,
        amina.name,
        answer.submit_date,
    )


def test_a_parent_of_another_thread_counts_as_none(metadata, thread, amina):
    other = make_thread(metadata, author=amina, title="Another").replies.get()
    assert make_reply(thread, author=amina, reply_to=other).parent_id == thread.replies.get(position=1).pk


def test_the_name_is_cut_where_the_package_cuts_it(thread, metadata):
    reply = make_reply(thread, author=make_member("A" * 80, email="a@demo.example"))
    assert reply.user_name == "A" * 50


def test_a_post_can_be_dated_and_silent(thread, amina):
    Notice.objects.all().delete()
    then = timezone.now() - datetime.timedelta(days=3)
    assert make_reply(thread, author=amina, at=then).submit_date == then
    assert Notice.objects.get().created_at == then
    make_reply(thread, author=amina, at=then, silent=True)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("count", [3, 60])
def test_a_reply_costs_the_same_in_any_thread(thread, amina, django_assert_max_num_queries, count):
    last = None
    for _ in range(count):
        last = make_reply(thread, author=amina, reply_to=last)
    ContentType.objects.get_for_model(Reply)
    with django_assert_max_num_queries(10) as found:
        make_reply(thread, author=amina, reply_to=last)
    assert len(found) == 8 + _savepoints(found)


def _savepoints(found):
    return sum("SAVEPOINT" in query["sql"] for query in found.captured_queries)


def test_locked_and_hidden_and_vanished_threads_take_no_reply(thread, amina, benoit):
    posting.lock_thread(thread, amina, "Decided.")
    with pytest.raises(posting.ThreadLocked) as locked:
        make_reply(thread, author=benoit)
    assert locked.value.reason == "Decided."
    posting.unlock_thread(thread, amina)
    posting.hide_thread(thread, amina)
    with pytest.raises(posting.ThreadGone):
        make_reply(thread, author=benoit)
    posting.show_thread(thread, amina)
    assert make_reply(thread, author=benoit).position == 2
    gone = Thread.objects.get(pk=thread.pk)
    thread.delete()
    with pytest.raises(posting.ThreadGone):
        make_reply(gone, author=benoit)


def test_the_package_is_told_of_a_post(thread, amina, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, comment, **rest):
        heard.append(comment.pk)

    comment_was_posted.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            reply = make_reply(thread, author=amina)
    finally:
        comment_was_posted.disconnect(listen)
    assert heard == [reply.pk]


def test_a_member_starts_a_discussion_on_the_site(client, post, metadata, benoit):
    client.force_login(benoit)
    url = forum_of(metadata).url_path + "new/"
    shown = post(url, title="A question", kind="question", text="Some **bold** words", preview="1")
    assert shown.status_code == 200 and not Thread.objects.exists()
    html = shown.content.decode()
    assert (
        "<strong>bold</strong>" in html
        and "Some **bold** words</textarea>" in html
        and 'value="A question"' in html
    )
    answer = post(url, title="A question", kind="question", text="Some **bold** words", language="fr")
    thread = Thread.objects.get()
    assert answer.status_code == 302 and answer["Location"] == url_of(thread)
    assert (thread.kind, thread.language, thread.author) == ("question", "fr", benoit)


def test_only_who_may_moderate_announces(client, post, metadata, amina, benoit):
    url = forum_of(metadata).url_path + "new/"
    client.force_login(benoit)
    refused = post(url, title="Hear, hear", kind="announcement", text="News")
    assert refused.status_code == 200 and not Thread.objects.exists()
    assert "News</textarea>" in refused.content.decode()
    client.force_login(amina)
    post(url, title="Hear, hear", kind="announcement", text="News")
    assert Thread.objects.get().kind == "announcement"


def test_a_member_replies_on_the_site_to_somebody(client, post, thread, amina, benoit):
    first = make_reply(thread, author=amina, text="Only the dates.\n\nAnd more.")
    client.force_login(benoit)
    url = url_of(thread)
    asked = client.get(f"{url}?reply_to={first.pk}").content.decode()
    assert "<q>Only the dates.</q>" in asked
    answer = post(url, opened=f"{url}?reply_to={first.pk}", text="Why?")
    reply = thread.replies.get(position=3)
    assert (reply.parent_id, reply.user, reply.comment) == (first.pk, benoit, "Why?")
    assert answer["Location"] == f"{url}?post={reply.pk}#p{reply.pk}"


def test_the_language_offered_is_that_of_the_interface(client, thread, benoit):
    client.force_login(benoit)
    assert '<option value="fr" selected>' in client.get(url_of(thread, "fr")).content.decode()
    assert '<option value="en" selected>' in client.get(url_of(thread, "en")).content.decode()


def test_a_visitor_signs_in_and_finds_what_they_typed(client, thread, benoit):
    url = url_of(thread)
    page = client.get(url).content.decode()
    assert "Sign in to answer" in page and "<textarea" not in page
    answer = client.post(url, {"text": "My long answer", "language": "fr"})
    assert answer.status_code == 302 and "/login/" in answer["Location"]
    client.force_login(benoit)
    page = client.get(url).content.decode()
    assert "My long answer</textarea>" in page and '<option value="fr" selected>' in page


def test_an_outsider_reads_why_they_cannot_reply(client, thread, chloe):
    client.force_login(chloe)
    url = url_of(thread)
    assert "Join the group to take part" in client.get(url).content.decode()
    answer = client.post(url, {"text": "My long answer", "language": "en"})
    assert answer.status_code == 403
    assert "My long answer</textarea>" in answer.content.decode()
    assert thread.replies.count() == 1
