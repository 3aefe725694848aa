"""The address of a post leads to the page it stands on; addresses follow the title and the language."""

from forum import posting
from forum.models import Reply
from tests.factories import make_page, make_reply, make_thread

from .conftest import forum_of, url_of


def test_a_permalink_opens_the_page_of_its_post(client, thread, amina):
    replies = [make_reply(thread, author=amina, text=f"Number {n}.", silent=True) for n in range(1, 121)]
    for reply in (replies[0], replies[48], replies[49], replies[98], replies[99], replies[119]):
        page = client.get(reply.address(url_of(thread))).content.decode()
        assert f'id="p{reply.pk}"' in page, reply.position
        assert page.count('<article class="post"') <= 50


def test_a_permalink_stays_right_when_earlier_posts_are_hidden(client, thread, amina):
    replies = [make_reply(thread, author=amina, text=f"Number {n}.", silent=True) for n in range(1, 61)]
    address = replies[49].address(url_of(thread))  # the first of the second page
    for reply in replies[:5]:
        posting.hide_reply(reply, amina)
    assert f'id="p{replies[49].pk}"' in client.get(address).content.decode()


def test_replying_to_a_post_stays_on_its_page(client, thread, amina, benoit):
    replies = [make_reply(thread, author=amina, text=f"Number {n}.", silent=True) for n in range(1, 61)]
    client.force_login(benoit)
    page = client.get(f"{url_of(thread)}?reply_to={replies[1].pk}").content.decode()
    assert f'id="p{replies[1].pk}"' in page and "<q>Number 2.</q>" in page


def test_a_quoted_parent_on_another_page_is_quoted_all_the_same(client, thread, amina, benoit):
    first = make_reply(thread, author=benoit, text="> Somebody said\n\nOnly the **dates**, please.\n\nMore.")
    for n in range(50):
        make_reply(thread, author=amina, text=f"Number {n}.", silent=True)
    make_reply(thread, author=amina, reply_to=first)
    page = client.get(url_of(thread) + "?page=2").content.decode()
    assert f'In reply to <a href="{first.address(url_of(thread))}">Benoît Kerjean</a>:' in page
    assert "<q>Only the dates, please.</q>" in page


def test_a_wrong_slug_leads_to_the_right_one(client, thread):
    address = url_of(thread).replace("ocr-quality", "older-title")
    answer = client.get(address + "?page=2")
    # Not for ever: a browser would keep a permanent one beyond its reader's rights.
    assert answer.status_code == 302 and answer["Location"] == url_of(thread) + "?page=2"


def test_a_thread_answers_in_both_languages(client, thread, metadata, amina, benoit):
    make_reply(thread, author=benoit, text="Oui.", language="fr")
    french, english = client.get(url_of(thread, "fr")), client.get(url_of(thread))
    assert french.status_code == english.status_code == 200
    assert f'href="{url_of(thread, "fr")}"' in english.content.decode()
    assert f'href="{url_of(thread)}"' in french.content.decode()
    assert '<div class="prose"><p>Oui.' in french.content.decode()
    assert '<div class="prose" lang="fr"><p>Oui.' in english.content.decode()
    assert '<h1 lang="en">' in french.content.decode() and "<h1>OCR" in english.content.decode()


def test_a_thread_answers_only_under_its_own_group(client, thread, hidden):
    assert client.get(thread.address(forum_of(hidden).url_path)).status_code == 404


def test_headings_of_two_posts_have_different_ids(client, thread, amina):
    one, two = (make_reply(thread, author=amina, text="# Plan\n\nx") for _ in range(2))
    page = client.get(url_of(thread)).content.decode()
    assert f'id="p{one.pk}-plan"' in page and f'id="p{two.pk}-plan"' in page


def test_links_lead_into_the_wiki_of_the_group(client, thread, metadata, amina):
    target = make_page(metadata, author=amina, title="Shared fields")
    make_reply(thread, author=amina, text="See [[Shared fields]] and [[Nothing]].")
    page = client.get(url_of(thread)).content.decode()
    assert f'<a href="{target.url_path}">Shared fields</a>' in page
    assert '<span class="to-write">Nothing</span>' in page


def test_the_digest_leads_each_reader_to_their_own_language(thread, amina, benoit):
    first = make_reply(thread, author=benoit, text="Les **dates**.", language="fr")
    answer = make_reply(thread, author=amina, text="Word. " * 400, reply_to=first)
    ids = [first.pk, answer.pk]
    (entry,) = Reply.digest_entries(ids, benoit, "fr")
    assert entry.url == first.address(url_of(thread, "fr"))
    assert (entry.title, entry.title_language, entry.group_id) == (thread.title, "en", thread.group_id)
    assert [passage.language for passage in entry.passages] == ["fr", "en"]
    assert entry.passages[0].text == "Les dates." and 500 < len(entry.passages[1].text) <= 700
    assert entry.passages[1].url == answer.address(url_of(thread, "fr"))
    assert "Les dates." in entry.passages[1].note and entry.passages[0].note == ""
    assert Reply.digest_entries(ids, benoit, "en")[0].facts == ["2 new replies"]


def test_the_digest_costs_the_same_for_one_thread_and_for_ten(
    metadata, amina, benoit, django_assert_num_queries
):
    def ask(count):
        made = [make_thread(metadata, author=amina, title=f"T{n}") for n in range(count)]
        first = [make_reply(thread, author=benoit) for thread in made]
        ids = [make_reply(reply.discussion, author=benoit, reply_to=reply).pk for reply in first]
        with django_assert_num_queries(3):
            assert len(Reply.digest_entries(ids, amina, "en")) == count

    ask(1)
    ask(10)
