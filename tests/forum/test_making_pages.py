"""A message or a discussion becomes a page of the wiki, or a section of one, and says whose words it has."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core import dates
from core.markdown import PAGE_LIMIT, render
from forum import making, posting
from forum.models import MadeInto, Reply, Thread
from groups.access import access
from home.erasure import erase
from tests.at_once import at_once
from tests.factories import make_member, make_page, make_reply, make_thread, wiki_root
from wiki.editing import save_page
from wiki.models import WikiPage

from .conftest import fields, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(metadata):
    return wiki_root(metadata)


@pytest.fixture
def guide(metadata, amina):
    return make_page(metadata, author=amina, title="The guide", body="# Before\n\nFirst words.\n")


@pytest.fixture
def reply(thread, benoit):
    return make_reply(thread, author=benoit, text="Keep the *lowest* score.")


def form_of(about, language="en"):
    kind = "posts" if isinstance(about, Reply) else "threads"
    return f"/{language}/{kind}/{about.pk}/make-page/"


def send(client, about, place, *, hidden=None, language="en", **typed):
    """Open the form about a message or a discussion, and send it."""
    address = form_of(about, language)
    answer = client.get(address)
    assert answer.status_code == 200
    found = answer.context["form"].initial
    hidden = hidden or fields(answer.content.decode())
    kept = {name: found[name] for name in ("title", "text")}
    return client.post(
        address, {**hidden, **kept, "kind": "page", "place": getattr(place, "pk", place), **typed}
    )


def day(moment, language="en"):
    with translation.override(language):
        return dates.day(moment, year=True)


def test_a_message_becomes_a_page_with_attribution_and_links_both_ways(client, reply, root, amina):
    client.force_login(amina)
    assert f'href="{form_of(reply)}"' in client.get(url_of(reply.discussion)).content.decode()
    answer = send(client, reply, root, title="Scores of lines")
    made = MadeInto.objects.get()
    assert (answer.status_code, answer.url) == (302, made.page.url_path)
    assert made.page.url_path == root.url_path + "scores-of-lines/"
    assert (made.post, made.thread, made.by, made.by_name) == (reply, reply.discussion, amina, "Amina Bello")
    permalink = reply.address(url_of(reply.discussion))
    assert made.page.body == (
        "Keep the *lowest* score.\n\n"
        f"From [a message by Benoît Kerjean]({permalink}) in the discussion “OCR quality”, "
        f"{day(reply.submit_date)}.\n"
    )
    html = client.get(permalink).content.decode()
    assert f'Made into the page <a href="{made.page.url_path}">Scores of lines</a> by Amina Bello' in html
    assert f'<a href="{permalink}">a message by Benoît Kerjean</a>' in client.get(answer.url).content.decode()
    assert made.page.edits.get().author == amina


def test_a_message_becomes_a_section_at_the_end_of_a_page(client, reply, guide, amina):
    client.force_login(amina)
    answer = send(client, reply, guide, kind="section", title="Scores & *marks*")
    guide.refresh_from_db()
    assert guide.body.startswith(
        "# Before\n\nFirst words.\n\n## Scores & \\*marks\\*\n\nKeep the *lowest* score.\n\n"
    )
    heading = render(guide.body).headings[-1]
    assert (heading.text, answer.url) == ("Scores & *marks*", f"{guide.url_path}#{heading.anchor}")
    html = client.get(url_of(reply.discussion)).content.decode()
    assert f'Made into the section <a href="{answer.url}">Scores &amp; *marks*</a> of the page' in html
    assert guide.edits.count() == 2 and "OCR quality" in guide.edits.first().summary


def test_the_line_at_the_end_is_in_the_language_of_the_page(client, reply, metadata, amina):
    client.force_login(amina)
    send(client, reply, wiki_root(metadata, "fr"), title="Les scores")
    page = MadeInto.objects.get().page
    assert page.language == "fr"
    assert page.body.endswith(
        f"D’après [un message de Benoît Kerjean]({reply.address(url_of(reply.discussion, 'fr'))}) dans la discussion "
        f"«\u202fOCR quality\u202f», {day(reply.submit_date, 'fr')}.\n"
    )
    # The English thread leads to the French page through the reader's language, and says which it is.
    html = client.get(url_of(reply.discussion)).content.decode()
    assert f'<a href="/en/wiki/{page.pk}/" lang="fr">Les scores</a>' in html


def test_a_whole_discussion_becomes_a_page_without_what_cannot_be_read(
    client, thread, reply, root, amina, benoit
):
    gone = make_reply(thread, author=benoit, text="Taken back.")
    unseen = make_reply(thread, author=benoit, text="Out of sight.")
    posting.delete_reply(gone, benoit)
    posting.hide_reply(unseen, amina)
    client.force_login(amina)
    assert f'href="{form_of(thread)}"' in client.get(url_of(thread)).content.decode()
    send(client, thread, root)
    made = MadeInto.objects.get()
    opening = thread.replies.get(position=1)
    assert made.post is None and made.page.title == "OCR quality"
    assert made.page.body == (
        f"**Amina Bello, {day(opening.submit_date)}:**\n\nWhich scores do you *keep*?\n\n"
        f"**Benoît Kerjean, {day(reply.submit_date)}:**\n\nKeep the *lowest* score.\n\n"
        f"From [the discussion “OCR quality”]({url_of(thread)}), opened by Amina Bello on "
        f"{day(thread.created_at)}.\n"
    )
    head = client.get(url_of(thread)).content.decode().split("cols-read")[0]
    assert "Made into the page" in head and "by Amina Bello" in head


def test_of_an_endless_discussion_the_form_takes_what_a_page_can_hold(metadata, amina, client):
    thread = make_thread(metadata, author=amina, text="Opening.")
    for number in range(204):
        make_reply(thread, author=amina, text=f"Number {number}.", silent=True)
    client.force_login(amina)
    html = client.get(form_of(thread)).content.decode()
    assert "Number 198." in html and "Number 199." not in html
    assert "the last 5 messages are left out" in html
    heavy = make_thread(metadata, author=amina, text="Opening.")
    for _number in range(20):
        make_reply(heavy, author=amina, text="word " * 13_000, silent=True)
    text, left_out = making.text_of(heavy)
    assert left_out == 5 and len(text) < PAGE_LIMIT


def test_code_that_was_left_open_swallows_nothing(client, thread, guide, amina):
    save_page(guide, author=amina, title=guide.title, body="```\ncode", base=guide.latest_revision_id)
    reply = make_reply(thread, author=amina, text="~~~~ python\nprint()\n~~~")
    client.force_login(amina)
    send(client, reply, guide, kind="section", title="Code")
    html = render(WikiPage.objects.get(pk=guide.pk).body).html
    assert '<h2 id="code">Code</h2>' in html and "<p>From <a" in html


def test_names_and_titles_bring_no_marks_with_them(client, metadata, root):
    joker = make_member("Eve [x](https://evil.example) *Bold*", email="eve@demo.example")
    metadata.memberships.create(member=joker)
    thread = make_thread(metadata, author=joker, title="](https://evil.example) `", text="Hm.")
    client.force_login(joker)
    for about in (thread, thread.replies.get()):
        send(client, about, root, title="Marks")
        body = MadeInto.objects.first().page.body
        assert 'href="https://evil.example"' not in render(body).html.replace(
            '<a href="https://evil.example" rel="nofollow noopener ugc">https://evil.example</a>', ""
        )
        assert "<em>" not in render(body).html and "*Bold*" in render(body).html


def test_only_who_may_write_makes_pages(client, reply, hidden, amina, chloe, root):
    assert client.get(form_of(reply)).status_code == 302
    client.force_login(chloe)
    for about in (reply, reply.discussion):
        assert client.get(form_of(about)).status_code == 403
        answer = client.post(form_of(about), {"title": "Mine", "text": "My words", "place": root.pk})
        assert answer.status_code == 403 and "My words" in answer.content.decode()
    secret = make_thread(hidden, author=amina, title="Secret")
    missing = {kind: client.get(f"/en/{kind}/999999/make-page/").content for kind in ("posts", "threads")}
    for kind, about in (("threads", secret), ("posts", secret.replies.get())):
        for answer in (client.get(form_of(about)), client.post(form_of(about), {"title": "x"})):
            assert answer.status_code == 404 and b"Secret" not in answer.content
        assert client.get(form_of(about)).content == missing[kind]
    assert not MadeInto.objects.exists()


@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_no_such_message(client, amina, pk):
    client.force_login(amina)
    for kind in ("posts", "threads"):
        assert client.get(f"/en/{kind}/{pk}/make-page/").status_code == 404
        assert client.post(f"/en/{kind}/{pk}/make-page/", {"title": "x"}).status_code == 404


def test_hidden_words_are_for_stewards_and_deleted_ones_for_nobody(client, reply, root, amina, benoit):
    posting.hide_reply(reply, amina)
    client.force_login(benoit)
    assert client.get(form_of(reply)).status_code == 404
    client.force_login(amina)
    assert "Only stewards see these words now." in client.get(form_of(reply)).content.decode()
    posting.show_reply(reply, amina)
    posting.delete_reply(reply, benoit)
    answer = client.get(form_of(reply))
    assert answer.status_code == 404 and "lowest" not in answer.content.decode()
    assert "lowest" not in client.get(form_of(reply.discussion)).content.decode()


def test_what_is_hidden_while_one_writes_gives_the_words_back(client, reply, root, amina, benoit):
    client.force_login(benoit)
    hidden = fields(client.get(form_of(reply)).content.decode())
    posting.hide_reply(reply, amina)
    typed = {**hidden, "title": "My title", "text": "My own words", "kind": "page", "place": root.pk}
    answer = client.post(form_of(reply), typed)
    assert answer.status_code == 404
    assert "My own words" in answer.content.decode() and "My title" in answer.content.decode()
    # Who never had the form learns nothing.
    stranger = Client()
    stranger.force_login(make_member("Zoé Test"))
    assert (
        "My own words"
        not in stranger.post(form_of(reply), {**typed, "security_hash": "x" * 40}).content.decode()
    )
    assert not MadeInto.objects.exists()


def test_the_deed_itself_looks_again(reply, root, amina, benoit):
    """Whatever a view has seen before: what counts is what is there when the page is written."""
    rights = access(benoit, reply.discussion.group)
    words = {"place": root.pk, "title": "T", "text": "Words", "as_section": False}
    posting.hide_reply(reply, amina)
    with pytest.raises(posting.ThreadGone):
        making.make(rights, reply.discussion, reply, **words)
    posting.hide_thread(reply.discussion, amina)
    with pytest.raises(posting.ThreadGone):
        making.make(rights, reply.discussion, **words)
    assert not root.get_children().exists()


def test_a_session_that_ended_keeps_the_words(client, reply, root, benoit):
    client.force_login(benoit)
    hidden = fields(client.get(form_of(reply)).content.decode())
    client.logout()
    typed = {**hidden, "title": "Kept", "text": "My own words", "kind": "section", "place": root.pk}
    assert "/login/" in client.post(form_of(reply), typed).url
    # The session lives through signing in, as it does in a browser.
    session = dict(client.session.items())
    client.force_login(benoit)
    kept = client.session
    kept.update({"kept": session["kept"]})
    kept.save()
    form = client.get(form_of(reply)).context["form"]
    assert (form["title"].value(), form["text"].value(), form["kind"].value()) == (
        "Kept",
        "My own words",
        "section",
    )


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"title": ""}, "Please give the page a title."),
        ({"title": "x" * 201}, "The title has 201 characters"),
        ({"text": " \n"}, "Please write something first."),
        ({"text": "x" * (PAGE_LIMIT + 1)}, "a page has room for"),
        ({"text": ">" * 200 + " x"}, "too deep"),
        ({"kind": "book"}, "Please choose a page or a section."),
        ({"kind": ""}, "Please choose a page or a section."),
        ({"place": ""}, "Please choose a page of the wiki."),
        ({"place": "999999"}, "This page is not there any more. Please choose another one."),
        ({"place": "9" * 40}, "This page is not there any more. Please choose another one."),
        ({"place": "1\x00"}, "This page is not there any more. Please choose another one."),
        ({"form": "y" * 4000, "title": ""}, "Please give the page a title."),
        ({"timestamp": "1"}, "This form had been open for a long time."),
        ({"honeypot": "me"}, "One field must stay empty."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, reply, root, amina, typed, sentence):
    client.force_login(amina)
    typed = dict(typed)
    place = typed.pop("place", root)
    answer = send(client, reply, place, **{"title": "My title", "text": "My own words", **typed})
    html = answer.content.decode()
    assert answer.status_code == 422 and sentence in html
    for name, value in {"title": "My title", "text": "My own words", **typed}.items():
        if name in ("title", "text"):
            assert answer.context["form"][name].value() == value
    assert not MadeInto.objects.exists() and not root.get_children().exists()


def test_halves_of_surrogates_and_missing_fields_do_no_harm(client, reply, root, amina):
    client.force_login(amina)
    assert client.post(form_of(reply), {}).status_code == 422
    answer = client.post(
        form_of(reply), "title=%ED%A0%80&text=%00a&kind=page&place=%ED%A0%80",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 422


def test_a_page_of_another_group_is_no_place(client, reply, hidden, amina):
    client.force_login(amina)
    secret = wiki_root(hidden)
    answer = send(client, reply, secret)
    assert answer.status_code == 422 and not secret.get_children().exists()
    assert secret.title not in answer.content.decode()


def test_a_page_that_went_or_was_locked_meanwhile_keeps_the_words(client, reply, guide, amina, benoit):
    client.force_login(benoit)
    WikiPage.objects.filter(pk=guide.pk).update(locked=True)
    answer = send(client, reply, guide, kind="section", text="My own words")
    assert answer.status_code == 422 and "This page is locked" in answer.content.decode()
    assert answer.context["form"]["text"].value() == "My own words"
    client.force_login(amina)
    assert send(client, reply, guide, kind="section", text="A steward may").status_code == 302
    hidden = fields(client.get(form_of(reply)).content.decode())
    WikiPage.objects.filter(pk=guide.pk).update(live=False)
    for kind in ("page", "section"):
        answer = send(client, reply, guide, hidden=hidden, kind=kind, text="My own words")
        assert answer.status_code == 422
        assert "This page is not there any more." in answer.content.decode()
        assert answer.context["form"]["text"].value() == "My own words"


def test_a_section_that_does_not_fit_is_refused(client, reply, guide, amina):
    save_page(
        guide, author=amina, title="The guide", body="x" * (PAGE_LIMIT - 50), base=guide.latest_revision_id
    )
    client.force_login(amina)
    answer = send(client, reply, guide, kind="section", text="My own words")
    assert answer.status_code == 422 and "the page would be too large" in answer.content.decode()


def test_a_form_sent_twice_makes_one_page(client, reply, root, guide, amina):
    client.force_login(amina)
    for kind in ("page", "section"):
        hidden = fields(client.get(form_of(reply)).content.decode())
        assert len(hidden["form"]) == 32
        answers = [send(client, reply, guide, hidden=hidden, kind=kind, title="Once") for _ in range(3)]
        assert len({answer.url for answer in answers}) == 1
        assert MadeInto.objects.filter(form=hidden["form"]).count() == 1
    guide.refresh_from_db()
    assert guide.body.count("## Once") == 1 and guide.get_children().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_four_times_at_once_makes_one_page(client, reply, root, amina):
    client.force_login(amina)
    html = client.get(form_of(reply)).content.decode()
    typed = {**fields(html), "title": "Once", "text": "Words", "kind": "page", "place": root.pk}

    def sending():
        one = Client()
        one.force_login(amina)
        return lambda: one.post(form_of(reply), typed)

    answers = at_once(*[sending() for _ in range(4)])
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer.url for answer in answers}) == 1
    assert WikiPage.objects.filter(title="Once").count() == MadeInto.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sections_and_saves_at_the_same_moment_are_all_kept(thread, guide, amina, benoit):
    replies = [make_reply(thread, author=benoit, text=f"Words {number}.") for number in range(6)]
    rights = access(benoit, thread.group)

    def making_of(reply):
        return lambda: making.make(
            rights,
            thread,
            reply,
            place=guide.pk,
            title=f"Part {reply.pk}",
            text=reply.comment,
            as_section=True,
        )

    results = at_once(*[making_of(reply) for reply in replies])
    assert all(isinstance(result, MadeInto) for result in results), results
    guide.refresh_from_db()
    for reply in replies:
        assert guide.body.count(f"## Part {reply.pk}\n") == 1 and guide.body.count(reply.comment) == 1
    assert sorted(row.anchor for row in results) == sorted(f"part-{reply.pk}" for reply in replies)


def test_nothing_is_said_of_a_page_that_is_gone(client, reply, root, guide, amina):
    client.force_login(amina)
    send(client, reply, root, title="Soon gone")
    page = MadeInto.objects.get().page
    WikiPage.objects.filter(pk=page.pk).update(live=False)
    assert "Made into" not in client.get(url_of(reply.discussion)).content.decode()
    send(client, reply, guide, kind="section", title="Stays")
    assert "Made into the section" in client.get(url_of(reply.discussion)).content.decode()
    WikiPage.objects.get(pk=page.pk).delete()
    assert MadeInto.objects.count() == 1 and Thread.objects.count() == 1


def test_of_who_left_no_name_is_kept_beside_it(client, reply, root, benoit):
    client.force_login(benoit)
    send(client, reply, root, title="A page")
    erase(benoit)
    made = MadeInto.objects.get()
    assert (made.by, made.by_name) == (None, "")
    assert "by former member" in client.get(url_of(reply.discussion)).content.decode()


def test_words_of_a_former_member_are_attributed_as_such(client, reply, root, amina, benoit):
    erase(benoit)
    client.force_login(amina)
    send(client, reply, root, title="A page")
    assert "From [a message by former member](" in MadeInto.objects.get().page.body


def test_a_message_about_a_page_is_offered_to_it_first(client, metadata, guide, amina):
    thread = make_thread(metadata, author=amina, title="About it", page=guide)
    client.force_login(amina)
    form = client.get(form_of(thread.replies.get())).context["form"]
    assert (form["place"].value(), form["kind"].value()) == (guide.pk, "section")
    french = make_reply(thread, author=amina, language="fr")
    languages = [name for name, _pages in client.get(form_of(french)).context["form"].fields["place"].choices]
    assert languages == ["Français", "English"]


def test_the_preview_saves_nothing(client, reply, root, amina):
    client.force_login(amina)
    answer = send(client, reply, root, preview="1", text="Some **bold** words")
    assert answer.status_code == 200 and "<strong>bold</strong>" in answer.content.decode()
    assert not MadeInto.objects.exists()


def test_a_thread_costs_the_same_whatever_was_made_of_its_messages(client, thread, root, amina, benoit):
    replies = [make_reply(thread, author=benoit, text=f"See [[Page {n}]].") for n in range(20)]
    client.force_login(benoit)

    def count():
        client.get(url_of(thread))
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(thread))
        return len(queries)

    before, rights = count(), access(amina, thread.group)
    for reply in (*replies, None):
        making.make(rights, thread, reply, place=root.pk, title="Made", text="Words", as_section=False)
    assert count() == before <= 12
    assert client.get(url_of(thread)).content.decode().count("Made into the page") == 21
