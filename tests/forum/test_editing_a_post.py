"""Changing and taking back one's own posts."""

import pytest

from forum import posting
from groups.models import LogEntry
from tests.factories import make_reply

from .conftest import fields, url_of


@pytest.fixture
def reply(thread, benoit):
    return make_reply(thread, author=benoit, text="Only the *dates*.")


def test_an_edit_keeps_what_was_said(client, post, thread, reply, benoit):
    client.force_login(benoit)
    url = f"/en/posts/{reply.pk}/edit/"
    assert "Only the *dates*.</textarea>" in client.get(url).content.decode()
    shown = post(url, text="All of **it**.", preview="1").content.decode()
    assert "<strong>it</strong>" in shown and "All of **it**.</textarea>" in shown
    answer = post(url, text="All of it.", language="fr")
    assert answer["Location"] == f"{url_of(thread)}?post={reply.pk}#p{reply.pk}"
    before = reply.submit_date
    reply.refresh_from_db()
    assert (reply.comment, reply.language, reply.submit_date) == ("All of it.", "fr", before)
    version = reply.versions.get()
    assert (version.text, version.language, version.written_at) == ("Only the *dates*.", "en", before)
    page = client.get(url_of(thread)).content.decode()
    assert "edited <time" in page and '<div class="prose" lang="fr"><p>All of it.</p>' in page


def test_an_edit_that_changes_nothing_keeps_nothing(reply, benoit):
    assert not posting.edit_reply(reply, by=benoit, text=reply.comment, language=reply.language)
    assert reply.versions.count() == 0
    reply.refresh_from_db()
    assert reply.edited_at is None


def test_an_edit_does_not_show_hidden_posts_again(thread, reply, amina, benoit):
    answer = make_reply(thread, author=amina, reply_to=reply)
    posting.hide_reply(answer, amina)
    posting.edit_reply(reply, by=benoit, text="Other words", language="en")
    answer.refresh_from_db()
    assert answer.is_public is False


def test_nobody_changes_or_deletes_another_members_post(client, thread, reply, amina, chloe):
    for person in (amina, chloe):  # not even a steward
        client.force_login(person)
        for deed in ("edit", "delete"):
            url = f"/en/posts/{reply.pk}/{deed}/"
            assert client.get(url).status_code == 403
            answer = client.post(url, {"text": "My own words", "language": "en"})
            assert answer.status_code == 403 and "My own words" in answer.content.decode()
    with pytest.raises(posting.NotYours):
        posting.edit_reply(reply, by=amina, text="x", language="en")
    with pytest.raises(posting.NotYours):
        posting.delete_reply(reply, amina)
    reply.refresh_from_db()
    assert (reply.comment, reply.is_removed) == ("Only the *dates*.", False)


def test_a_visitor_signs_in_before_editing(client, reply):
    answer = client.post(f"/en/posts/{reply.pk}/edit/", {"text": "Mine", "language": "en"})
    assert answer.status_code == 302 and "/login/" in answer["Location"]


def test_a_locked_thread_refuses_edits_and_gives_the_words_back(client, post, thread, reply, amina, benoit):
    client.force_login(benoit)
    url = f"/en/posts/{reply.pk}/edit/"
    page = client.get(url)
    posting.lock_thread(thread, amina, "Decided on Monday.")
    data = {**fields(page.content.decode()), "text": "My better words", "language": "en"}
    answer = client.post(url, data)
    assert answer.status_code == 409
    assert "My better words" in answer.content.decode() and "Decided on Monday." in answer.content.decode()
    with pytest.raises(posting.ThreadLocked):
        posting.edit_reply(reply, by=benoit, text="x", language="en")


def test_a_deleted_post_leaves_a_stub_and_its_answers(client, thread, reply, amina, benoit):
    answer = make_reply(thread, author=amina, reply_to=reply, text="I see.")
    client.force_login(benoit)
    url = f"/en/posts/{reply.pk}/delete/"
    assert "Delete your message?" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not posting.delete_reply(reply, benoit)
    page = client.get(url_of(thread)).content.decode()
    assert f'class="post-stub" id="p{reply.pk}"' in page and "I see." in page
    assert "dates" not in page
    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_post_by) == (1, amina.name)
    answer.refresh_from_db()
    assert answer.parent_id == reply.pk
    assert LogEntry.objects.filter(deed=LogEntry.Deed.DELETED_POST, actor=benoit).count() == 1
    assert client.get(f"/en/posts/{reply.pk}/edit/").status_code == 404
