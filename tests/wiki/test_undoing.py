"""An old version comes back byte for byte; one old edit is taken out where nothing later stands in the way."""

import re

import pytest

from groups.models import Membership
from tests.factories import belong, make_page
from wiki.editing import Meanwhile
from wiki.models import WikiPage
from wiki.undoing import InTheWay, NothingToUndo, bring_back, undo_edit

from .test_comparing import change

pytestmark = pytest.mark.django_db

NASTY = [
    "\n\n  leading",
    "trailing  \n\n\n",
    "\ttabs\n \n",
    "a\u2028b\x0bc\u00a0\u202f!",
    "  ",
    "<textarea>\n</textarea>&amp;",
]


def fields(client, address):
    """The hidden fields of the form at an address."""
    html = client.get(address).content.decode()
    form = next(form for form in re.findall(r"<form.*?</form>", html, re.S) if 'name="base"' in form)
    return dict(re.findall(r'name="(mark|base)" value="([^"]*)"', form))


@pytest.fixture
def page(metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="The guide", body="One.\n\nTwo.\n\nThree.\n")
    page = change(page, benoit, "One.\n\nTwo, changed.\n\nThree.\n")
    return change(page, amina, "One.\n\nTwo, changed.\n\nThree.\n\nFour.\n", title="The new guide")


@pytest.fixture
def writer(client, benoit):
    client.force_login(benoit)
    return client


def now(page):
    return WikiPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("text", NASTY)
def test_a_version_comes_back_to_the_last_byte(writer, metadata, amina, text):
    page = make_page(metadata, author=amina, title="Bytes", body=text)
    page = change(page, amina, "something else")
    address = f"{page.url_path}history/1/restore/"
    answer = writer.post(address, fields(writer, address))
    assert answer.status_code == 302 and answer["Location"] == page.url_path
    assert now(page).body == text
    assert page.edits.first().revision.content["body"] == text


def test_the_title_comes_back_too_and_the_question_says_so(writer, page, benoit):
    address = f"{page.url_path}history/1/restore/"
    html = writer.get(address).content.decode()
    assert "and its title: “The guide”" in html and "Bring back version 1" in html
    assert page.edits.count() == 3  # to look writes nothing
    writer.post(address, fields(writer, address))
    assert (now(page).title, now(page).body) == ("The guide", "One.\n\nTwo.\n\nThree.\n")
    edit = page.edits.first()
    assert (edit.number, edit.author) == (4, benoit)
    assert edit.summary.startswith("Back to version 1 of ")


def test_the_summary_is_in_the_language_of_the_page(guide_fr, benoit):
    page = change(guide_fr, benoit, "Autres mots.\n")
    bring_back(page, page.edits.last(), author=benoit, base=page.latest_revision_id)
    assert page.edits.first().summary.startswith("Retour à la version 1 du ")


def test_what_the_page_says_already_is_not_saved_again(writer, page):
    address = f"{page.url_path}history/3/restore/"
    assert "nothing to bring back" in writer.get(address).content.decode()
    writer.post(address, {"base": page.latest_revision_id})
    assert page.edits.count() == 3


def test_a_save_meanwhile_is_never_overwritten(writer, page, amina):
    for ending in ("history/1/restore/", "history/2/undo/"):
        seen = fields(writer, page.url_path + ending)
        later = change(page, amina, f"{now(page).body}\nMeanwhile {ending}\n")
        count = page.edits.count()
        answer = writer.post(page.url_path + ending, seen)
        html = answer.content.decode()
        assert answer.status_code == 409 and "meanwhile" in html
        assert page.edits.count() == count and now(page).body == later.body


def test_the_deeds_refuse_an_old_base(page, amina):
    first, second = page.edits.last(), page.edits.get(number=2)
    for deed, edit in ((bring_back, first), (undo_edit, second)):
        with pytest.raises(Meanwhile):
            deed(page, edit, author=amina, base=first.revision_id)


def test_one_edit_is_undone_and_later_ones_stay(writer, page):
    address = f"{page.url_path}history/2/undo/"
    html = writer.get(address).content.decode()
    assert "changed</del>" in html and "Four" in html
    assert page.edits.count() == 3
    answer = writer.post(address, fields(writer, address))
    assert answer.status_code == 302
    assert (now(page).title, now(page).body) == ("The new guide", "One.\n\nTwo.\n\nThree.\n\nFour.\n")
    assert page.edits.first().summary.startswith("Undoes version 2 of ")


def test_the_title_of_one_edit_is_undone_where_it_still_stands(page, amina):
    undo_edit(page, page.edits.get(number=3), author=amina, base=page.latest_revision_id)
    assert (now(page).title, now(page).body) == ("The guide", "One.\n\nTwo, changed.\n\nThree.\n")


def test_later_changes_stand_in_the_way(writer, page, amina):
    page = change(page, amina, page.body.replace("Two, changed", "Something else"))
    address = f"{page.url_path}history/2/undo/"
    html = writer.get(address).content.decode()
    assert "Later changes stand in the way" in html
    assert "compare/?from=1&amp;to=2" in html and f"{page.url_path}edit/" in html
    assert 'name="base"' not in html
    assert writer.post(address, {"base": page.latest_revision_id}).status_code == 409
    assert page.edits.count() == 4
    with pytest.raises(InTheWay):
        undo_edit(page, page.edits.get(number=2), author=amina, base=page.latest_revision_id)


def test_the_title_can_stand_in_the_way_too(page, amina):
    page = change(page, amina, page.body, title="A third title")
    with pytest.raises(InTheWay):
        undo_edit(page, page.edits.get(number=3), author=amina, base=page.latest_revision_id)


def test_nothing_is_left_to_undo(writer, page, amina):
    page = change(page, amina, page.body.replace(", changed", ""))
    assert "nothing left to undo" in writer.get(f"{page.url_path}history/2/undo/").content.decode()
    assert "the first version" in writer.get(f"{page.url_path}history/1/undo/").content.decode()
    with pytest.raises(NothingToUndo):
        undo_edit(page, page.edits.get(number=1), author=amina, base=page.latest_revision_id)


def test_a_visitor_signs_in_first_and_comes_back_to_the_question(client, page, chloe):
    for deed in ("restore", "undo"):
        address = f"{page.url_path}history/2/{deed}/"
        for answer in (client.get(address), client.post(address, {"base": page.latest_revision_id})):
            assert answer.status_code == 302 and "login" in answer["Location"]
            assert f"history%2F2%2F{deed}%2F" in answer["Location"]
    client.force_login(chloe)
    assert client.post(f"{page.url_path}history/2/undo/").status_code == 403
    assert page.edits.count() == 3


def test_who_had_the_form_of_a_hidden_page_may_sign_in_again(client, hidden, benoit, chloe):
    page = make_page(hidden, author=benoit, title="Secret", body="a")
    page = change(page, benoit, "b")
    address = f"{page.url_path}history/1/restore/"
    client.force_login(benoit)
    sent = fields(client, address)
    client.logout()
    assert client.get(address).status_code == 404
    assert client.post(address, {"base": sent["base"], "mark": "forged"}).status_code == 404
    assert client.post(address, sent).status_code == 302
    client.force_login(chloe)
    assert client.post(address, sent).status_code == 404
    assert now(page).body == "b"


def test_a_locked_page_is_for_the_stewards(client, page, benoit, amina):
    WikiPage.objects.filter(pk=page.pk).update(locked=True)
    client.force_login(benoit)
    for deed in ("restore", "undo"):
        answer = client.post(f"{page.url_path}history/2/{deed}/", {"base": page.latest_revision_id})
        assert answer.status_code == 403 and "This page is locked" in answer.content.decode()
    assert "undo/" not in client.get(f"{page.url_path}history/").content.decode()
    assert page.edits.count() == 3
    belong(amina, page.group, Membership.Role.STEWARD)
    client.force_login(amina)
    address = f"{page.url_path}history/2/undo/"
    assert client.post(address, fields(client, address)).status_code == 302
    assert page.edits.count() == 4


@pytest.mark.parametrize("base", ["", "x", "0", "9" * 40, "\x00", "-1", "1.5"])
def test_a_base_that_is_none_writes_nothing(writer, page, base):
    for deed in ("restore", "undo"):
        assert writer.post(f"{page.url_path}history/2/{deed}/", {"base": base}).status_code == 409
    assert page.edits.count() == 3


@pytest.mark.parametrize("number", ["0", "4", "9" * 30, "-1", "x"])
def test_versions_that_do_not_exist(writer, page, number):
    for deed in ("restore", "undo"):
        for ask in (writer.get, writer.post):
            assert ask(f"{page.url_path}history/{number}/{deed}/").status_code == 404
