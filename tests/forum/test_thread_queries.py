"""The pages of discussions cost the same number of queries at any size, and weigh little."""

import datetime
import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Affiliation, Organisation
from tests.factories import make_member, make_reply, make_thread

from .conftest import forum_of, url_of

WORDS = (
    "We looked at {n} pages of the gazette and kept the *lowest* confidence of each line. The number alone "
    "said little to readers, so we show three words: read in full, sampled, not read.\n\n"
    "> A record that was skimmed is not a record that was checked.\n\n"
    "See [the list](https://example.org/{n}) and tell me what {n} of you think."
)


@pytest.fixture
def people(metadata, amina, benoit):
    place = Organisation.objects.create(name="National Library", country="NO")
    members = [make_member(f"Person{n} Solbakken") for n in range(6)]
    for member in members:
        Affiliation.objects.create(member=member, organisation=place)
    return members


def long_thread(group, people, count, title="Long"):
    thread = make_thread(group, author=people[0], title=title)
    earlier = []
    for n in range(count):
        parent = earlier[n // 3] if n % 2 and earlier else None
        earlier.append(
            make_reply(thread, author=people[n % 6], text=WORDS.format(n=n), reply_to=parent, silent=True)
        )
    return thread


def cost(client, url):
    client.get(url)  # the Markdown is rendered once
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries), answer


def test_a_thread_costs_the_same_with_10_and_300_replies(client, metadata, benoit, people):
    client.force_login(benoit)
    short, long = long_thread(metadata, people, 10), long_thread(metadata, people, 300)
    few, _ = cost(client, url_of(short))
    for query in ("", "?page=4", "?page=7", f"?post={long.replies.get(position=120).pk}"):
        many, answer = cost(client, url_of(long) + query)
        # One more where parents stand on another page.
        assert few <= many <= few + 1 and many <= 12, query
    assert "National Library" in answer.content.decode()


def test_a_thread_of_100_replies_weighs_at_most_60_kb(client, metadata, benoit, people):
    client.force_login(benoit)
    url = url_of(long_thread(metadata, people, 100))
    pages = [client.get(f"{url}?page={number}").content for number in (1, 2, 3)]
    assert b'class="post"' in pages[2]
    assert sum(len(gzip.compress(page)) for page in pages) < 60_000


def test_the_list_costs_the_same_with_5_and_30_threads(client, metadata, benoit, people):
    client.force_login(benoit)
    url = forum_of(metadata).url_path
    for n in range(5):
        make_thread(metadata, author=people[n], title=f"Thread {n}")
    few, _ = cost(client, url)
    for n in range(5, 31):
        make_thread(metadata, author=people[n % 6], title=f"Thread {n}")
    many, answer = cost(client, url)
    assert few == many <= 9
    assert answer.content.decode().count("thread-row") == 30
    assert client.get(url + "?page=2").content.decode().count("thread-row") == 1


def test_pinned_threads_come_first_then_the_latest(client, metadata, people):
    now = timezone.now()
    for n in range(3):
        make_thread(metadata, author=people[0], title=f"Number {n}", at=now - datetime.timedelta(days=n))
    pinned = make_thread(metadata, author=people[0], title="Pinned", at=now - datetime.timedelta(days=99))
    type(pinned).objects.filter(pk=pinned.pk).update(pinned=True)
    html = client.get(forum_of(metadata).url_path).content.decode()
    places = [html.index(f">{title}<") for title in ("Pinned", "Number 0", "Number 1", "Number 2")]
    assert places == sorted(places)


def test_the_home_of_a_group_lists_its_latest_threads(client, metadata, people, thread):
    hidden = make_thread(metadata, author=people[0], title="Out of sight")
    type(hidden).objects.filter(pk=hidden.pk).update(hidden=True)
    html = client.get(forum_of(metadata).get_parent().url_path).content.decode()
    assert "OCR quality" in html and url_of(thread) in html and "Out of sight" not in html


def test_an_empty_list_says_so(client, metadata):
    assert "Nobody has started a discussion yet." in client.get(forum_of(metadata).url_path).content.decode()
