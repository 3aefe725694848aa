"""What stewards do, and that nobody else learns what they hid."""

import re

import pytest

from forum import posting
from forum.models import Reply, Thread
from groups.models import LogEntry
from tests.factories import make_group, make_member, make_reply, make_thread

from .conftest import forum_of, url_of

DEEDS = ["lock", "unlock", "pin", "unpin", "hide", "show"]


@pytest.fixture
def reply(thread, benoit):
    return make_reply(thread, author=benoit, text="Secret **herring** words.")


def test_a_hidden_post_is_nowhere(client, thread, reply, amina, benoit, chloe):
    answer = make_reply(thread, author=amina, text="I answer.", reply_to=reply)
    posting.hide_reply(reply, amina)
    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_post_by) == (1, amina.name)
    for person in (None, chloe, benoit):  # not even its author
        client.logout() if person is None else client.force_login(person)
        for query in ("", f"?post={reply.pk}", f"?reply_to={reply.pk}"):
            page = client.get(url_of(thread) + query).content.decode()
            assert "I answer." in page and "1 reply" in page
            assert "herring" not in page and "In reply to" not in page
            # As an id or in a link: a one-time token may well hold the same two signs.
            assert not re.search(rf"[\"#]p{reply.pk}\b", page)
            assert benoit.name not in page.split("<main")[1]
        listed = client.get(forum_of(thread.group).url_path).content.decode()
        assert "1 reply" in listed and "herring" not in listed
    ids = list(thread.replies.values_list("pk", flat=True))
    entry = Reply.digest_entries(ids, benoit, "en")[0]
    assert [passage.text for passage in entry.passages] == ["Which scores do you keep?", "I answer."]
    assert [passage.note for passage in entry.passages] == ["", ""]
    assert entry.facts == ["new discussion", "1 new reply"]
    client.force_login(amina)
    page = client.get(url_of(thread)).content.decode()
    assert "herring" in page and "Hidden: only stewards see this message." in page and "Show again" in page
    assert posting.show_reply(reply, amina) and not posting.show_reply(reply, amina)
    client.force_login(chloe)
    assert "herring" in client.get(url_of(thread)).content.decode()
    assert answer.position == 3


def test_the_last_hidden_post_takes_its_time_and_name_with_it(thread, reply, amina, benoit):
    posting.hide_reply(reply, amina)
    thread.refresh_from_db()
    opening = thread.replies.get(position=1)
    assert (thread.reply_count, thread.last_post_by) == (0, amina.name)
    assert thread.last_post_at == opening.submit_date
    # The next post takes a new place all the same.
    assert make_reply(thread, author=benoit).position == 3


def test_hidden_posts_do_not_show_in_the_number_of_pages(client, thread, amina, chloe):
    replies = [make_reply(thread, author=amina, text=f"Number {n}", silent=True) for n in range(51)]
    client.force_login(chloe)
    assert 'class="pager"' in client.get(url_of(thread)).content.decode()
    for reply in replies[-3:]:
        posting.hide_reply(reply, amina)
    assert 'class="pager"' not in client.get(url_of(thread)).content.decode()


def test_a_hidden_thread_is_nowhere(client, thread, amina, benoit):
    posting.hide_thread(thread, amina)
    client.force_login(benoit)
    assert client.get(url_of(thread)).status_code == 404
    assert "OCR quality" not in client.get(forum_of(thread.group).url_path).content.decode()
    assert Reply.digest_entries([thread.replies.get().pk], benoit, "en") == []
    for deed in DEEDS:
        assert client.post(f"/en/threads/{thread.pk}/{deed}/").status_code == 404
    client.force_login(amina)
    assert "This discussion is hidden" in client.get(url_of(thread)).content.decode()
    assert "OCR quality" in client.get(forum_of(thread.group).url_path).content.decode()
    assert client.post(f"/en/threads/{thread.pk}/show/").status_code == 302
    client.force_login(benoit)
    assert client.get(url_of(thread)).status_code == 200


def test_a_wrong_slug_of_a_hidden_thread_does_not_tell_the_right_one(client, thread, amina, benoit):
    posting.hide_thread(thread, amina)
    client.force_login(benoit)
    assert client.get(f"{forum_of(thread.group).url_path}{thread.pk}-wrong/").status_code == 404


def test_a_steward_does_every_deed_and_the_log_keeps_it(client, thread, reply, amina):
    client.force_login(amina)
    for deed, field, value in [
        ("pin", "pinned", True), ("unpin", "pinned", False), ("lock", "locked", True),
        ("unlock", "locked", False), ("hide", "hidden", True), ("show", "hidden", False),
    ]:  # fmt: skip
        answer = client.post(f"/fr/threads/{thread.pk}/{deed}/", {"reason": "Because."})
        assert answer.status_code == 302 and answer["Location"] == url_of(thread, "fr"), deed
        thread.refresh_from_db()
        assert getattr(thread, field) is value, deed
        assert client.get(f"/fr/threads/{thread.pk}/{deed}/").status_code == 405
    for deed, public in [("hide", False), ("show", True)]:
        assert client.post(f"/en/posts/{reply.pk}/{deed}/").status_code == 302
        reply.refresh_from_db()
        assert reply.is_public is public
    # The latest first: one line for each deed, in its order.
    deeds = list(LogEntry.objects.filter(actor=amina).order_by("pk").values_list("deed", flat=True))
    assert deeds == [
        "pinned", "unpinned", "locked", "unlocked", "hid", "showed", "hid post", "shown post",
    ]  # fmt: skip


def test_the_reason_of_a_lock_stands_in_place_of_the_form(client, thread, amina, benoit):
    posting.lock_thread(thread, amina, "We decided on Monday.")
    client.force_login(benoit)
    page = client.get(url_of(thread)).content.decode()
    assert "We decided on Monday." in page and "<textarea" not in page


def test_a_reason_that_is_too_long_is_kept_and_explained(client, thread, amina):
    client.force_login(amina)
    page = client.post(f"/en/threads/{thread.pk}/lock/", {"reason": "w" * 201}).content.decode()
    assert "there is room for 200" in page and "w" * 201 in page
    thread.refresh_from_db()
    assert not thread.locked


def test_the_opening_post_is_not_hidden_alone(client, thread, amina):
    opening = thread.replies.get()
    with pytest.raises(ValueError):
        posting.hide_reply(opening, amina)
    client.force_login(amina)
    page = client.post(f"/en/posts/{opening.pk}/hide/", follow=True).content.decode()
    assert "cannot be hidden alone" in page
    opening.refresh_from_db()
    assert opening.is_public


def test_only_stewards_of_this_group_moderate(client, thread, reply, benoit, chloe, hidden, amina):
    elsewhere = make_member("Etta Elsewhere")
    make_group("imaging", stewards=[elsewhere])
    secret = make_thread(hidden, author=amina)
    answer = make_reply(secret, author=amina)
    for person in (benoit, chloe, elsewhere):
        client.force_login(person)
        for deed in DEEDS:
            assert client.post(f"/en/threads/{thread.pk}/{deed}/").status_code == 403
        for deed in ("hide", "show"):
            assert client.post(f"/en/posts/{reply.pk}/{deed}/").status_code == 403
    for deed in DEEDS:
        assert client.post(f"/en/threads/{secret.pk}/{deed}/").status_code == 404
    for deed in ("hide", "show", "edit", "delete"):
        assert client.post(f"/en/posts/{answer.pk}/{deed}/").status_code == 404
        assert client.post(f"/en/posts/{2**31 - 5}/{deed}/").status_code == 404
    client.logout()
    answer = client.post(f"/en/threads/{thread.pk}/lock/")
    assert answer.status_code == 302 and "/login/" in answer["Location"]
    assert Thread.objects.get(pk=thread.pk).locked is False
    assert Reply.objects.get(pk=reply.pk).is_public
    assert not LogEntry.objects.exclude(deed="joined").exists()


def test_a_post_hidden_by_a_steward_is_beyond_its_author(client, thread, reply, amina, benoit):
    posting.hide_reply(reply, amina)
    client.force_login(benoit)
    for deed in ("edit", "delete"):
        assert client.get(f"/en/posts/{reply.pk}/{deed}/").status_code == 404
    with pytest.raises(posting.ThreadGone):
        posting.delete_reply(reply, benoit)
