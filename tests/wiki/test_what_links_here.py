"""What links to a page: the rows behind it, what each reader sees of it, and links that follow a new title."""

import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page
from wiki import backlinks, links
from wiki.editing import save_page
from wiki.models import Edit, OldAddress, PageLink, Weight, WikiPage
from wiki.rewriting import follow_title, rewrite

pytestmark = pytest.mark.django_db


def rows(page):
    return set(page.links.values_list("group_key", "title"))


def save(page, author, *, title=None, body=None):
    page = WikiPage.objects.select_related("locale", "group").get(pk=page.pk)
    body = page.body if body is None else body
    save_page(page, author=author, title=title or page.title, body=body, base=page.latest_revision_id)
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


def test_a_save_notes_what_the_text_names(metadata, amina):
    page = make_page(
        metadata, author=amina, body="[[One]] [[board:Two]] [[Three#Part]] `[[Four]]`\n\n    [[Five]]"
    )
    assert rows(page) == {
        ("", "One"), ("", "board:Two"), ("board", "Two"), ("", "Three#Part"), ("", "Three")
    }  # fmt: skip
    save(page, amina, body="[[One]] [[Six]]")
    assert rows(page) == {("", "One"), ("", "Six")}


def test_noting_costs_one_query_where_nothing_changed_and_three_at_most(metadata, amina):
    page = make_page(metadata, author=amina, body=" ".join(f"[[Page {n}]]" for n in range(60)))
    for body, most in ((page.body, 1), ("[[Page 1]] [[Other]]", 3), ("", 2)):
        page.body = body
        with CaptureQueriesContext(connection) as queries:
            links.note_links(page)
        assert len(queries) <= most
    assert rows(page) == set()


def test_very_many_links_are_noted(metadata, amina):
    page = make_page(metadata, author=amina, body="\n\n".join(f"[[P {n}]]" for n in range(11_000)))
    assert page.links.count() == links.MOST_NOTED


def test_the_command_notes_what_was_saved_before(metadata, amina):
    page = make_page(metadata, author=amina, body="[[One]]")
    PageLink.objects.all().delete()
    call_command("wiki_links")
    call_command("wiki_links")
    assert rows(page) == {("", "One")}


def test_by_title_by_slug_by_former_title_and_from_other_groups(metadata, listed, guide, guide_fr, amina):
    OldAddress.objects.create(path="/en/y/", group=metadata, page=guide, title="Handbook")
    naming = [
        make_page(metadata, title="By title", body="[[The guide]]"),
        make_page(metadata, title="By its section", body="[[The guide#Part|x]]"),
        make_page(metadata, title="By slug", body="[[the GUIDE]]"),
        make_page(metadata, title="By what it was", body="[[Handbook]]"),
        make_page(metadata, title="En français", body="[[Le guide]]", language="fr"),
        make_page(listed, title="From elsewhere", body="[[metadata:The guide]]"),
        make_page(metadata, title="With its own group", body="[[metadata:The guide]]"),
    ]
    make_page(listed, title="Another guide", body="[[The guide]]")
    make_page(metadata, title="In code", body="`[[The guide]]`")
    make_page(metadata, title="Other", body="[[board:The guide]] [[Another guide]]")
    save(guide, amina, body="I am [[The guide]].")
    assert set(backlinks.linking_to(guide, amina)) == set(naming)


def test_only_pages_that_the_reader_may_see_are_named_and_counted(
    metadata, hidden, guide, amina, chloe, as_member
):
    make_page(metadata, title="Open page", body="[[The guide]]")
    address = guide.url_path + "links/"
    before = [as_member(reader).get(address).content.decode() for reader in (None, chloe)]
    secret = make_page(hidden, title="Secret page", body="[[metadata:The guide]]")
    assert secret in backlinks.linking_to(guide, amina)
    html = as_member(amina).get(address).content.decode()
    assert "Secret page" in html and "2 pages that you may read" in html
    after = [as_member(reader).get(address).content.decode() for reader in (None, chloe)]
    assert "Open page" in after[0] and "1 page that you may read" in after[0]
    strip = [_without_tokens(html) for html in (*before, *after)]
    assert strip[:2] == strip[2:]


def _without_tokens(html):
    return "\n".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


def test_the_list_costs_the_same_for_5_and_for_120(metadata, listed, guide, amina, as_member):
    client, address = as_member(amina), guide.url_path + "links/"
    counts = []
    for start, end in ((0, 5), (5, 120)):
        for n in range(start, end):
            make_page(
                (metadata, listed)[n % 2], title=f"P {n:03}", silent=True,
                body=("[[The guide]]", "[[metadata:The guide]]")[n % 2],
            )  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(address).content.decode()
        counts.append(len(queries))
    assert "P 049" in html and "P 050" not in html
    assert "P 050" in client.get(address + "?page=2").content.decode()
    assert counts[0] == counts[1] - html.count("COUNT") <= 20


REWRITTEN = {
    "[[Old]] and [[Old|words]]": "[[New]] and [[New|words]]",
    "[[Old#Part|x]] [[ Old ]] [[Older]] [[old]]": "[[New#Part|x]] [[New]] [[Older]] [[old]]",
    "`[[Old]]` [[Old]] ``a [[Old]]``": "`[[Old]]` [[New]] ``a [[Old]]``",
    "```\n[[Old]]\n```\n\n[[Old]]\n": "```\n[[Old]]\n```\n\n[[New]]\n",
    "    [[Old]]\n\n> [[Old]]\n": "    [[Old]]\n\n> [[New]]\n",
    r"\[[Old]] \\[[Old]]": r"\[[Old]] \\[[New]]",
    "| a | b |\n|---|---|\n| [[Old\\|w]] | `[[Old]]` |\n": "| a | b |\n|---|---|\n| [[New\\|w]] | `[[Old]]` |\n",
    "[[metadata:Old]] [[ Metadata : Old#P]] [[board:Old]]": "[[metadata:New]] [[ Metadata :New#P]] [[board:Old]]",
    "[x](/Old) ![[Old]] [[[Old]]]": "[x](/Old) ![[New]] [[[New]]]",
    "Old\r\n[[Old]]\u00a0!\n\n\n": "Old\r\n[[New]]\u00a0!\n\n\n",
}


@pytest.mark.parametrize("text", REWRITTEN)
def test_rewriting_changes_only_targets(text):
    found = rewrite(text, ["Old"], "New", group="metadata")
    assert found.replace("[[Metadata", "[[ Metadata") == REWRITTEN[text]


def test_a_text_of_another_group_means_only_links_with_the_short_name():
    assert rewrite("[[Old]] [[metadata:Old]]", ["Old"], "New", group="metadata", own=False) == (
        "[[Old]] [[metadata:New]]"
    )


@pytest.mark.parametrize("title", ["a]] b", "a|b", "[x", "^1", "x\\"])
def test_a_title_that_no_link_can_hold_changes_nothing(title):
    assert rewrite("[[Old]]", ["Old"], title) == "[[Old]]"


@pytest.fixture
def renamed(metadata, amina, guide):
    """The guide, now called "The manual", and a page that names it as before."""
    make_page(metadata, author=amina, title="Uses it", body="See [[The guide]] and [[The guide|this]].")
    return save(guide, amina, title="The manual")


def test_links_are_offered_and_follow(renamed, metadata, benoit, as_member):
    page, client = WikiPage.objects.get(title="Uses it"), as_member(benoit)
    html = client.get(renamed.url_path + "links/").content.decode()
    assert f'name="page" value="{page.pk}"' in html
    answer = client.post(renamed.url_path + "links/", {"page": page.pk}, follow=True)
    assert "1 page now uses the new title." in answer.content.decode()
    page.refresh_from_db()
    assert page.body == "See [[The manual]] and [[The manual|this]]."
    edit = page.edits.first()
    assert (edit.summary, edit.weight) == ("Follows the new title of “The manual”", Weight.MINOR)
    assert edit.author == benoit
    assert 'name="page"' not in answer.content.decode()
    again = client.post(renamed.url_path + "links/", {"page": page.pk}, follow=True)
    assert "None of the chosen pages uses a former title any more." in again.content.decode()
    assert page.edits.count() == 2


def test_nothing_is_offered_to_who_may_not_write_and_nothing_of_theirs_is_done(renamed, chloe, as_member):
    page, client = WikiPage.objects.get(title="Uses it"), as_member(chloe)
    assert 'name="page"' not in client.get(renamed.url_path + "links/").content.decode()
    answer = client.post(renamed.url_path + "links/", {"page": page.pk}, follow=True)
    assert "You may not write on “Uses it”" in answer.content.decode()
    assert page.edits.count() == 1
    answer = as_member().post(renamed.url_path + "links/", {"page": page.pk})
    assert answer.status_code == 302 and "/account/login/" in answer.url


def test_a_page_one_may_not_see_is_passed_over_like_one_that_is_not_there(renamed, hidden, chloe, as_member):
    secret = make_page(hidden, title="Secret page", body="[[metadata:The guide]]")
    client, answers = as_member(chloe), []
    for pk in (secret.pk, 999_999):
        html = client.post(renamed.url_path + "links/", {"page": pk}, follow=True).content.decode()
        answers.append(_without_tokens(html))
    assert answers[0] == answers[1]
    assert secret.edits.count() == 1


def test_conflicts_and_locks_are_told_page_by_page(renamed, metadata, amina, benoit, monkeypatch):
    pages = [make_page(metadata, title=f"P {n}", body="[[The guide]]") for n in range(3)]
    WikiPage.objects.filter(pk=pages[0].pk).update(locked=True)
    real = save_page

    def late(page, **options):
        if page.pk == pages[1].pk:
            real(page, **{**options, "author": amina, "body": "Somebody was faster."})
        return real(page, **options)

    monkeypatch.setattr("wiki.rewriting.save_page", late)
    outcome = follow_title(renamed, by=benoit, sources=[page.pk for page in pages])
    assert (outcome.locked, outcome.changed) == ([pages[0]], [pages[2]])
    assert outcome.meanwhile == [pages[1]]
    assert WikiPage.objects.get(pk=pages[0].pk).body == "[[The guide]]"
    # A steward may write on a locked page.
    assert follow_title(renamed, by=amina, sources=[pages[0].pk]).changed == [pages[0]]


def test_a_title_that_another_page_has_now_is_left_to_it(renamed, metadata, amina):
    make_page(metadata, title="The guide")
    assert backlinks.using_former_titles(renamed, amina) == ([], 0)
    page = WikiPage.objects.get(title="Uses it")
    assert not follow_title(renamed, by=amina, sources=[page.pk]).changed


@pytest.mark.parametrize("sent", [{}, {"page": ""}, {"page": "x"}, {"page": "9" * 40}, {"page": "\x00"}])
def test_without_a_page_the_form_asks_for_one(renamed, benoit, as_member, sent):
    answer = as_member(benoit).post(renamed.url_path + "links/", sent)
    assert answer.status_code == 422
    assert "Please choose at least one page." in answer.content.decode()
    assert Edit.objects.filter(summary__contains="Follows").count() == 0


def test_many_former_titles_are_followed_in_one_go():
    titles = [f"Former {n}" for n in range(50)]
    text = "\n\n".join(f"[[{titles[n % 50]}]] and `[[{titles[n % 50]}]]`" for n in range(5_000))
    began = time.process_time()
    found = rewrite(text, titles, "New")
    assert time.process_time() - began < 5
    assert found.count("[[New]]") == 5_000 and found.count("`[[Former ") == 5_000
