"""Many people reply to one thread at the same moment: nothing is lost, nothing collides."""

import threading

import pytest
from django.db import connection

from forum import posting
from forum.models import Reply
from notices.models import Notice
from tests.factories import make_group, make_member, make_reply, make_site, make_thread

WRITERS, EACH = 8, 25


@pytest.mark.django_db(transaction=True)
def test_eight_people_write_25_replies_each_at_once():
    make_site()
    people = [make_member(f"Writer{number} Test") for number in range(WRITERS)]
    group = make_group("metadata", members=people)
    thread = make_thread(group, author=people[0])
    asked = make_reply(thread, author=people[0], text="Answer me.")
    troubles, expected, start = [], {}, threading.Barrier(WRITERS)

    def write(writer):
        try:
            start.wait()
            for number in range(EACH):
                parent = asked if number % 2 else None
                reply = posting.post_reply(
                    thread, author=writer, text=f"{writer.pk}/{number}", language="en", reply_to=parent
                )
                expected[reply.pk] = asked.pk if parent else asked.parent_id
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[writer]) for writer in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)

    assert not troubles
    rows = list(Reply.objects.filter(discussion=thread).order_by("position"))
    total = WRITERS * EACH
    assert len(expected) == total
    assert [row.position for row in rows] == list(range(1, total + 3))
    assert [row.order for row in rows] == list(range(1, total + 3))
    assert {row.pk: row.parent_id for row in rows if row.pk in expected} == expected
    assert {row.thread_id for row in rows} == {rows[0].pk}
    assert {row.level for row in rows if row.parent_id == asked.pk} == {2}
    assert [row.submit_date for row in rows] == sorted(row.submit_date for row in rows)
    assert len({row.comment for row in rows if row.pk in expected}) == total
    to_asked = sum(1 for parent in expected.values() if parent == asked.pk)
    assert (rows[0].nested_count, rows[1].nested_count) == (total + 1, to_asked)
    thread.refresh_from_db()
    assert (thread.last_position, thread.reply_count) == (total + 2, total + 1)
    assert (thread.last_post_by, thread.last_post_at) == (rows[-1].user_name, rows[-1].submit_date)
    assert Notice.objects.filter(kind="reply").count() == total + 1
