"""A wiki page and the discussions about it: each leads to the other, and a section can be quoted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import posting
from forum.models import Thread
from tests.factories import make_member, make_page, make_reply, make_thread
from wiki.models import WikiPage

from .conftest import fields, forum_of, url_of

pytestmark = pytest.mark.django_db

BODY = """Before all.

## First steps

Take *one* step.

### Deeper

> A quotation.

```python
# no heading
```

## Last words

The end.
"""


@pytest.fixture
def guide(metadata, amina):
    return make_page(metadata, author=amina, title="The guide", body=BODY)


@pytest.fixture
def guide_fr(guide, metadata, benoit):
    return make_page(
        metadata,
        author=benoit,
        title="Le guide",
        body="# Début\n\nMots.\n",
        language="fr",
        translation_of=guide,
    )


def words(client, url):
    return client.get(url).content.decode()


def start(client, group, opened, **typed):
    """Send the form for a new discussion that the address `opened` shows."""
    hidden = fields(words(client, opened))
    typed = {"title": "A question", "text": "Why?", "kind": "discussion", "language": "en", **hidden, **typed}
    return client.post(f"{forum_of(group).url_path}new/", typed)


def new(group, page, more=""):
    return f"{forum_of(group).url_path}new/?page={page.pk}{more}"


def test_a_discussion_is_begun_from_the_page_and_each_leads_to_the_other(client, metadata, guide, benoit):
    client.force_login(benoit)
    html = words(client, guide.url_path)
    assert f'href="{new(metadata, guide)}"' in html and "Discuss this page" in html
    form = words(client, new(metadata, guide))
    assert 'value="About “The guide”"' in form and f'href="{guide.url_path}"' in form
    answer = start(client, metadata, new(metadata, guide), title="About “The guide”")
    thread = Thread.objects.get()
    assert (answer.status_code, answer.url, thread.page_id) == (302, url_of(thread), guide.pk)
    assert f'About the page <a href="{guide.url_path}">The guide</a>' in words(client, answer.url)
    html = words(client, guide.url_path)
    assert f'href="{url_of(thread)}"' in html and "0 replies" in html


def test_both_halves_of_a_page_show_the_discussion_each_in_its_own_language(
    client, metadata, guide, guide_fr, benoit
):
    thread = make_thread(metadata, author=benoit, title="Une question", language="fr", page=guide_fr)
    html = words(client, guide.url_path)
    assert url_of(thread, "en") in html and "lang-mark" in html and "in French" in html
    assert url_of(thread, "fr") in words(client, guide_fr.url_path)
    # From the English discussion, the link to the French page leads through the reader's language.
    assert f'href="/en/wiki/{guide_fr.pk}/" lang="fr"' in words(client, url_of(thread, "en"))
    assert f'href="{guide_fr.url_path}"' in words(client, url_of(thread, "fr"))
    client.force_login(benoit)
    french = words(client, f"{forum_of(metadata, 'fr').url_path}new/?page={guide_fr.pk}")
    assert "À propos de « Le guide »".replace("« ", "«\u202f").replace(" »", "\u202f»") in french
    assert '<option value="fr" selected' in french


def test_other_pages_and_other_discussions_are_left_out(client, metadata, guide, amina):
    other = make_page(metadata, author=amina, title="Another")
    make_thread(metadata, author=amina, title="About nothing")
    make_thread(metadata, author=amina, title="About another", page=other)
    html = words(client, guide.url_path)
    assert "About nothing" not in html and "About another" not in html
    assert "About another" in words(client, other.url_path)


def test_five_are_shown_and_a_list_has_them_all(client, metadata, guide, amina):
    for number in range(7):
        make_thread(metadata, author=amina, title=f"Number {number}", page=guide)
    make_thread(metadata, author=amina, title="Off topic")
    html = words(client, guide.url_path)
    assert [n for n in range(7) if f"Number {n}<" in html] == [2, 3, 4, 5, 6]
    listed = f"{forum_of(metadata).url_path}?about={guide.pk}"
    assert f'href="{listed}"' in html
    html = words(client, listed)
    assert html.count("thread-row") == 7 and "Off topic" not in html and "About the page" in html


@pytest.mark.parametrize("number", ["0", "x", "-1", "", "9" * 40, "\u0661", "1\x00"])
def test_a_number_of_no_page_is_passed_over(client, metadata, benoit, number):
    client.force_login(benoit)
    forum = forum_of(metadata).url_path
    for address in (f"{forum}new/", forum):
        html = client.get(address, {"page": number, "about": number, "section": "x"}).content.decode()
        assert "About the page" not in html
    answer = start(client, metadata, f"{forum}new/", page=number)
    assert answer.status_code == 302 and Thread.objects.get().page is None


def test_a_page_of_another_group_is_answered_like_one_that_is_not_there(
    client, metadata, hidden, amina, chloe
):
    secret = make_page(hidden, author=amina, title="Secret plan", body="# Plans\n\nHush.\n")
    metadata.memberships.create(member=chloe)
    # Also for who may read it: a discussion about a page belongs to the page's group.
    for member in (chloe, amina):
        client.force_login(member)
        known = words(client, new(metadata, secret, "&section=plans"))
        missing = words(client, f"{forum_of(metadata).url_path}new/?page=999999&section=plans")

        def plain(html):
            html = re.sub(r"(csrfmiddlewaretoken|timestamp|security_hash)\" value=\"[^\"]*", "", html)
            return html.replace(f"page={secret.pk}", "").replace("page=999999", "")

        assert plain(known) == plain(missing)
        assert "Secret" not in known and "Hush" not in known
        start(client, metadata, f"{forum_of(metadata).url_path}new/", page=secret.pk)
        assert not Thread.objects.filter(page=secret).exists()


def test_hidden_discussions_are_shown_to_stewards_alone_and_marked(client, metadata, guide, amina, benoit):
    thread = make_thread(metadata, author=benoit, title="Out of sight", page=guide)
    reply = make_reply(thread, author=benoit)
    posting.hide_reply(reply, amina)
    assert "0 replies" in words(client, guide.url_path)
    posting.hide_thread(thread, amina)
    for member in (None, benoit):
        if member:
            client.force_login(member)
        assert "Out of sight" not in words(client, guide.url_path)
    client.force_login(amina)
    html = words(client, guide.url_path)
    assert "Out of sight" in html and "hidden, only stewards see it" in html


def test_who_may_not_write_is_not_asked_to(client, metadata, guide, chloe):
    assert (
        "discussion"
        not in re.sub(r"<nav.*?</nav>", "", words(client, guide.url_path), flags=re.S)
        .split("<article")[1]
        .split("</main>")[0]
        .lower()
    )
    client.force_login(chloe)
    assert "Discuss this page" not in words(client, guide.url_path)


def test_a_discussion_outlives_its_page_and_does_not_speak_of_it(client, metadata, guide, amina):
    thread = make_thread(metadata, author=amina, title="What now?", page=guide)
    WikiPage.objects.filter(pk=guide.pk).update(live=False)
    html = words(client, url_of(thread))
    assert "What now?" in html and "The guide" not in html and "About the page" not in html
    WikiPage.objects.get(pk=guide.pk).delete()
    thread.refresh_from_db()
    assert thread.page is None
    assert "About the page" not in words(client, url_of(thread))


def test_a_page_that_went_while_one_wrote_takes_no_words_with_it(client, metadata, guide, benoit):
    client.force_login(benoit)
    hidden = fields(words(client, new(metadata, guide)))
    WikiPage.objects.get(pk=guide.pk).delete()
    typed = {"title": "Still here", "text": "My words", "kind": "question", "language": "en"}
    answer = client.post(f"{forum_of(metadata).url_path}new/", {**hidden, **typed})
    assert answer.status_code == 302
    assert (Thread.objects.get().title, Thread.objects.get().page) == ("Still here", None)


def test_a_section_is_quoted_with_a_link_to_it(client, metadata, guide, benoit):
    client.force_login(benoit)
    answer = client.get(new(metadata, guide, "&section=first-steps"))
    text = answer.context["form"]["text"].value()
    assert text == (
        "> Take *one* step.\n>\n> ### Deeper\n>\n> > A quotation.\n>\n> ```python\n> # no heading\n> ```\n\n"
        f"[The guide – First steps]({guide.url_path}#first-steps)\n\n"
    )
    assert "The end." not in text
    html = answer.content.decode()
    assert '<option value="deeper">Deeper</option>' in html and '<option value="last-words">' in html


def test_a_section_is_added_to_what_was_typed(client, metadata, guide, benoit):
    client.force_login(benoit)
    hidden = fields(words(client, new(metadata, guide)))
    typed = {"title": "My title", "text": "My words", "kind": "question", "language": "fr", "quote": "1"}
    answer = client.post(f"{forum_of(metadata).url_path}new/", {**hidden, **typed, "section": "last-words"})
    form = answer.context["form"]
    assert answer.status_code == 200 and not Thread.objects.exists()
    assert [form[name].value() for name in ("title", "kind", "language")] == ["My title", "question", "fr"]
    assert form["text"].value().startswith("My words\n\n> The end.\n\n[The guide – Last words](")
    assert "error" not in answer.content.decode()
    # What the form says now can be sent.
    sent = {**fields(answer.content.decode()), **typed, "text": form["text"].value()}
    del sent["quote"]
    assert client.post(f"{forum_of(metadata).url_path}new/", sent).status_code == 302
    assert Thread.objects.get().page == guide


def test_a_section_that_is_not_there_adds_nothing(client, metadata, guide, benoit):
    client.force_login(benoit)
    for anchor in ("nowhere", "", "x" * 9000, "a\x00b"):
        answer = client.get(new(metadata, guide), {"page": guide.pk, "section": anchor})
        assert answer.status_code == 200 and not answer.context["form"]["text"].value()


def test_a_link_to_an_earlier_name_of_a_section_still_finds_it(client, metadata, guide, benoit):
    WikiPage.objects.filter(pk=guide.pk).update(anchors={"last-words": ["the-end"]})
    client.force_login(benoit)
    assert (
        "> The end." in client.get(new(metadata, guide, "&section=the-end")).context["form"]["text"].value()
    )


def test_a_long_section_is_cut_at_a_paragraph(client, metadata, amina, benoit):
    paragraphs = [f"Paragraph {number} " + "word " * 60 for number in range(20)]
    page = make_page(metadata, author=amina, title="Long", body="# All\n\n" + "\n\n".join(paragraphs))
    client.force_login(benoit)
    text = client.get(new(metadata, page, "&section=all")).context["form"]["text"].value()
    quoted = [line[2:].rstrip() for line in text.split("\n") if line.startswith("> ")]
    assert quoted[-1] == "…" and 3 < len(quoted) < 10
    assert quoted[:-1] == [paragraph.rstrip() for paragraph in paragraphs[: len(quoted) - 1]]


def test_one_endless_paragraph_is_cut_at_a_word(client, metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="Long", body="# All\n\n" + "word " * 2000)
    client.force_login(benoit)
    text = client.get(new(metadata, page, "&section=all")).context["form"]["text"].value()
    assert len(text) < 2200 and text.split("\n")[0].endswith("word…")


def test_marks_in_a_title_stay_characters(client, metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="*All* [of](it)", body="# One & *two*\n\nWords.\n")
    client.force_login(benoit)
    text = client.get(new(metadata, page, "&section=one--two")).context["form"]["text"].value()
    assert f"[\\*All\\* \\[of\\](it) – One & two]({page.url_path}#one--two)" in text


def test_a_very_long_title_fits(client, metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="word " * 39)
    client.force_login(benoit)
    title = client.get(new(metadata, page)).context["form"]["title"].value()
    assert len(title) <= 200 and title.endswith("…”")


def test_the_discussions_cost_a_page_one_query(client, metadata, amina):
    page = make_page(metadata, author=amina, title="Busy", body="See [[Nowhere]].")
    client.force_login(amina)

    def count():
        client.get(page.url_path)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url_path)
        asked = [query for query in queries if 'FROM "forum_thread"' in query["sql"]]
        return len(queries), len(asked)

    none = count()
    for number in range(12):
        thread = make_thread(metadata, author=amina, title=f"Number {number}", page=page)
        make_reply(thread, author=make_member(f"Person{number} Test"))
    assert count() == none
    assert none[0] <= 12 and none[1] == 1
