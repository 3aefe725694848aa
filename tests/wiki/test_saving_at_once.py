"""Two people save one page at the same moment: one wins, the other is told, and nothing is lost."""

import pytest

from tests.at_once import at_once
from tests.factories import make_page, make_site
from wiki.editing import Meanwhile, save_page
from wiki.models import Pairing, Weight, WikiPage


@pytest.mark.django_db(transaction=True)
def test_of_six_saves_at_once_one_wins_and_five_are_told(guide, amina):
    base = guide.latest_revision_id

    def save(number):
        return lambda: save_page(
            WikiPage.objects.get(pk=guide.pk),
            author=amina,
            title="The guide",
            body=f"Text {number}",
            base=base,
        )

    results = at_once(*[save(number) for number in range(6)])
    told = [result for result in results if isinstance(result, Meanwhile)]
    saved = [result for result in results if not isinstance(result, Exception)]
    assert (len(saved), len(told)) == (1, 5), results
    page = WikiPage.objects.get(pk=guide.pk)
    assert page.edits.count() == page.revisions.count() == 2
    assert page.body == f"Text {results.index(saved[0])}"
    assert page.latest_revision == page.live_revision == saved[0].revision
    assert {other.current_page.body for other in told} == {page.body}
    assert {other.edit for other in told} == {saved[0]}


@pytest.mark.django_db(transaction=True)
def test_both_languages_saved_at_once_have_both_moved_on(guide, guide_fr, amina, benoit):
    def save(page, author):
        return lambda: save_page(
            WikiPage.objects.get(pk=page.pk), author=author, title=page.title, body="New words",
            weight=Weight.MAJOR, base=page.latest_revision_id,
        )  # fmt: skip

    results = at_once(save(guide, amina), save(guide_fr, benoit))
    assert not [result for result in results if isinstance(result, Exception)], results
    row = Pairing.objects.get(left=guide)
    assert (row.left_moved, row.right_moved) == (Weight.MAJOR, Weight.MAJOR)


@pytest.mark.django_db(transaction=True)
def test_through_the_site_the_second_author_gets_both_texts_and_can_save_again(
    guide, amina, benoit, as_member
):
    typed = {"title": "The guide", "base": guide.latest_revision_id}

    def post(member, words):
        client = as_member(member)
        return lambda: client.post(
            f"{guide.url_path}edit/", {**typed, "body": words, "summary": f"by {member}"}
        )

    words = ["Amina wrote this line.\n", "Benoît wrote that line.\n"]
    answers = at_once(post(amina, words[0]), post(benoit, words[1]))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    second = [answer.status_code for answer in answers].index(409)
    html = answers[second].content.decode()
    assert "Nothing is lost." in html
    assert words[0].strip() in html and words[1].strip() in html
    form = answers[second].context["form"]
    assert form["body"].value() == words[second]
    page = WikiPage.objects.get(pk=guide.pk)
    assert page.body == words[1 - second]
    assert form["base"].value() == page.latest_revision_id
    again = as_member((amina, benoit)[second]).post(
        f"{guide.url_path}edit/",
        {"title": form["title"].value(), "base": form["base"].value(), "body": "".join(words)},
    )
    assert again.status_code == 302
    page.refresh_from_db()
    assert page.body == "".join(words)
    assert page.edits.count() == 3


@pytest.mark.django_db
def test_saving_again_meets_a_third_author_just_as_well(guide, amina, benoit, as_member):
    client, path = as_member(benoit), f"{guide.url_path}edit/"
    typed = {"title": "The guide", "base": guide.latest_revision_id, "body": "Mine"}
    for number in range(2):
        page = WikiPage.objects.get(pk=guide.pk)
        save_page(page, author=amina, title=page.title, body=f"Hers {number}", base=page.latest_revision_id)
        answer = client.post(path, typed)
        assert answer.status_code == 409
        assert answer.context["form"]["body"].value() == "Mine"
        assert f"Hers {number}" in answer.content.decode()
        typed["base"] = answer.context["form"]["base"].value()
    assert client.post(path, typed).status_code == 302


@pytest.mark.django_db
def test_what_only_the_other_person_changed_is_taken_over(guide, amina, benoit, as_member):
    save_page(guide, author=amina, title="A better title", body=guide.body, base=guide.latest_revision_id)
    answer = as_member(benoit).post(
        f"{guide.url_path}edit/",
        {"title": "The guide", "base": guide.latest_revision_id, "body": "My words"},
        follow=True,
    )
    page = WikiPage.objects.get(pk=guide.pk)
    assert (page.title, page.body) == ("A better title", "My words")
    assert "your changes were joined to theirs" in answer.content.decode()
    assert [edit.author_name for edit in page.edits.all()] == [benoit.name, amina.name, amina.name]


@pytest.mark.django_db
@pytest.mark.parametrize("base", ["", "0", "x", "9" * 40, "-1"])
def test_a_form_without_a_known_base_loses_nothing(guide, amina, as_member, base):
    answer = as_member(amina).post(
        f"{guide.url_path}edit/", {"title": "The guide", "base": base, "body": "My words"}
    )
    assert answer.status_code == 409
    assert answer.context["form"]["body"].value() == "My words"


@pytest.mark.django_db
def test_a_save_without_a_change_writes_nothing(guide, amina):
    before = guide.latest_revision_id
    assert save_page(guide, author=amina, title=" The  guide ", body="First words.\r\n", base=before) is None
    guide.refresh_from_db()
    assert guide.latest_revision_id == before
    assert guide.edits.count() == 1


@pytest.mark.django_db
def test_a_new_title_keeps_the_address(metadata, amina):
    make_site()
    page = make_page(metadata, author=amina, title="Old title")
    edit = save_page(page, author=amina, title="New title", body=page.body, base=page.latest_revision_id)
    page.refresh_from_db()
    assert (page.title, page.slug, edit.number, edit.author_name) == (
        "New title",
        "old-title",
        2,
        "Amina Bello",
    )
