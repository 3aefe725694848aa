"""Files of pages: who adds, replaces, removes and gets them, and that nobody else learns that they are there."""

import re
from html import unescape

import pytest
from django.core.files.storage import default_storage

from core import uploads
from core.markdown import render
from groups import deeds
from groups.models import Group, LogEntry
from tests.factories import belong, make_member, make_page
from tests.files import HTML, PDF, SVG, photograph, sent
from wiki import attached, attaching
from wiki.models import Attachment, Draft, ProposedEdit, WikiPage

pytestmark = pytest.mark.django_db
NOBODYS = "0" * 32
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keys_in(folder):
    return {path.parent.name for path in folder.rglob("*") if path.is_file()}


def drawing(size=(900, 600), name="plan.png"):
    return uploads.check(sent(photograph(size), name))


def words(text="Some words.", name="notes.txt"):
    return uploads.check(sent(text.encode(), name))


def attach(page, by, picked=None, **options):
    return attaching.attach(page, by, picked or drawing(), alt="A reading room", **options)[0]


def text_of(answer):
    return unescape(answer.content.decode())


def post(client, page, content=None, name="plan.png", **fields):
    content = photograph((900, 600)) if content is None else content
    return client.post(f"{page.url_path}files/", {"file": sent(content, name), "alt": "A plan", **fields})


def bytes_of(answer):
    return b"".join(answer.streaming_content)


def bare(answer, *parts):
    body = answer.content.decode()
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    for part in parts:
        body = body.replace(part, "§")
        headers = {name: value.replace(part, "§") for name, value in headers.items()}
    return answer.status_code, body, headers


def is_like_missing(client, address, key):
    """Whether the address of a file answers, with and without its redirect, as that of one that never was."""
    other = address.replace(key, NOBODYS)
    there, gone = client.get(address), client.get(other)
    # Where the name has no full stop in it, a page could be there: the address leads into a language first.
    assert there.status_code in (302, 404) and bare(there, key) == bare(gone, NOBODYS)
    there, gone = client.get(address, follow=True), client.get(other, follow=True)
    return there.status_code == 404 and bare(there, key)[:2] == bare(gone, NOBODYS)[:2]


# Who gets a file


@pytest.mark.parametrize("visibility, getting", [
    ("public", "visitor outsider member steward admin"),
    ("listed", "member steward admin"),
    ("hidden", "member steward admin"),
])  # fmt: skip
def test_a_file_is_for_those_who_may_read_the_group(
    as_member, metadata, amina, benoit, chloe, admin, visibility, getting
):
    page = make_page(metadata, author=amina, title="Rooms")
    file = attach(page, benoit, drawing(name="quetzal.png"))
    Group.objects.filter(pk=metadata.pk).update(visibility=visibility)
    people = {"visitor": None, "outsider": chloe, "member": benoit, "steward": amina, "admin": admin}
    for name, person in people.items():
        client = as_member(person)
        for query in ("", "?width=480", "?version=1", "?version=1&width=960"):
            address = attached.address(file.key, "quetzal.webp") + query
            if name in getting.split():
                answer = client.get(address)
                assert answer.status_code == 200 and bytes_of(answer)[8:12] == b"WEBP"
                assert answer["Content-Disposition"] == 'inline; filename="quetzal.webp"'
                assert answer["Cache-Control"] == "private, no-cache"
                assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
                again = client.get(address, headers={"If-None-Match": answer["ETag"]})
                assert again.status_code == 304 and not again.content
            else:
                assert is_like_missing(client, address, file.key), (name, query)
                tag = {"If-None-Match": "*"}
                assert client.get(address, headers=tag).status_code == 404


def test_the_name_in_an_address_may_be_any_and_what_is_not_there_is_missing(as_member, guide, amina):
    picture, paper = attach(guide, amina), attach(guide, amina, words())
    client = as_member()
    for name in ("plan.webp", "x", "Réunion (2).pdf", "%2e%2e", "a;b"):
        assert client.get(attached.address(picture.key, name)).status_code == 200
    for query in ("version=2", "version=0", "version=", "version=x", "version=-1", f"version={'9' * 40}",
                  "width=481", "width=", "width=x", "version=%00", "width=480&version=9"):  # fmt: skip
        assert is_like_missing(client, f"{attached.address(picture.key, 'x')}?{query}", picture.key), query
    assert is_like_missing(client, attached.address(paper.key, "notes.txt") + "?width=480", paper.key)
    assert client.post(attached.address(picture.key, "x")).status_code == 405


def test_what_is_no_picture_is_a_download(as_member, guide, amina):
    file = attach(guide, amina, words("Some words.", "Compte rendu, mai.txt"))
    answer = as_member().get(attached.address(file.key, "x"))
    assert answer["Content-Disposition"].startswith("attachment;") and bytes_of(answer) == b"Some words."
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_page_in_the_bin_hides_its_files_unless_its_other_language_stands(
    as_member, guide, guide_fr, amina
):
    file = attach(guide, amina)
    address, client = attached.address(file.key, "x"), as_member(amina)
    WikiPage.objects.filter(pk=guide.pk).update(live=False)
    assert client.get(address).status_code == 200, "both languages share it"
    WikiPage.objects.filter(pk=guide_fr.pk).update(live=False)
    assert is_like_missing(client, address, file.key)
    WikiPage.objects.filter(pk=guide.pk).update(live=True)
    assert client.get(address).status_code == 200


def test_the_group_that_a_page_was_moved_to_decides(as_member, guide, hidden, amina, chloe):
    file = attach(guide, amina)
    address = attached.address(file.key, "x")
    assert as_member(chloe).get(address).status_code == 200
    WikiPage.objects.filter(pk=guide.pk).update(group=hidden)
    assert is_like_missing(as_member(chloe), address, file.key), "before anybody thought of its files"


def test_handing_out_takes_four_queries(as_member, guide, amina, django_assert_max_num_queries):
    file, client = attach(guide, amina), as_member(amina)
    client.get(attached.address(file.key, "x"))
    # The session (twice, with the list of sessions), the member, and one for the file.
    with django_assert_max_num_queries(4):
        client.get(attached.address(file.key, "x"))


# The list, and the form without a script


def test_a_member_adds_a_picture_and_sees_how_to_show_it(as_member, guide, benoit, storage):
    client = as_member(benoit)
    assert client.get(guide.url_path).content.decode().count(f'href="{guide.url_path}files/"') == 1
    assert "This page has no files yet." in text_of(client.get(f"{guide.url_path}files/"))
    answer = post(client, guide, alt="A plan [of the reading room]")
    file = Attachment.objects.get()
    assert answer.status_code == 302 and answer.url == f"{guide.url_path}files/#file-{file.key}"
    html = text_of(client.get(answer.url))
    line = rf"![A plan \[of the reading room\]](/files/wiki/{file.key}/plan.webp)"
    assert f'value="{line}"' in html and "900 × 600 pixels" in html and "Benoît Kerjean" in html
    assert 'width="160" height="107" alt="A plan [of the reading room]"' in html
    [version] = file.versions.all()
    assert keys_in(storage) == {version.file} and version.added_by_name == "Benoît Kerjean"


def test_what_is_wrong_is_said_and_the_words_stay(as_member, guide, benoit, storage):
    client = as_member(benoit)
    for content, name, sentence in (
        (SVG, "drawing.png", "We cannot take this kind of file."),
        (HTML, "photo.jpg", "We cannot take this kind of file."),
        (photograph()[:200], "cut.jpg", "damaged or incomplete"),
        (b"", "empty.png", "This file is empty."),
    ):
        answer = post(client, guide, content, name, alt="Des mots")
        assert answer.status_code == 422 and sentence in text_of(answer), name
        assert 'value="Des mots"' in text_of(answer)
    for data in ({}, {"file": "words, not a file"}, {"alt": "a\x00b"}):
        answer = client.post(f"{guide.url_path}files/", data)
        assert answer.status_code == 422 and "Please choose a file." in text_of(answer)
    answer = post(client, guide, alt=" \n ")
    assert answer.status_code == 422
    assert "Please say what the picture shows, for those who cannot see it." in text_of(answer)
    assert "Your file was good, but is not saved yet." in text_of(answer)
    answer = post(client, guide, alt="x" * 301)
    assert answer.status_code == 422 and "in 300 characters at most; these are 301" in text_of(answer)
    assert "x" * 301 in text_of(answer)
    assert not Attachment.objects.exists() and keys_in(storage) == set()
    assert post(client, guide, PDF, "minutes.pdf", alt="").status_code == 302, "only pictures need words"


def test_several_errors_each_have_their_sentence(as_member, guide, benoit):
    html = text_of(post(as_member(benoit), guide, SVG, "x.png", alt="x" * 400))
    assert "We cannot take this kind of file." in html and "in 300 characters at most" in html


def test_in_french_everything_is_french(as_member, guide_fr, benoit):
    answer = text_of(post(as_member(benoit), guide_fr, alt=""))
    assert "Veuillez dire ce que montre l’image" in answer and "Votre fichier convenait" in answer
    assert not re.search(r"Please|Nothing is saved|Your file", answer)


def test_who_may_not_write_adds_nothing(as_member, metadata, hidden, amina, benoit, chloe, storage):
    for group, outside in ((metadata, 403), (hidden, 404)):
        page = make_page(group, author=amina)
        assert post(as_member(chloe), page).status_code == outside
        assert post(as_member(), page).status_code == (302 if outside == 403 else 404)
    Group.objects.filter(pk=metadata.pk).update(ended="2020-01-01")
    assert post(as_member(benoit), make_page(metadata)).status_code == 403
    assert not Attachment.objects.exists() and keys_in(storage) == set()


def test_a_locked_page_is_for_stewards(as_member, guide, amina, benoit, storage):
    mine = attach(guide, benoit)
    WikiPage.objects.filter(pk=guide.pk).update(locked=True)
    member, steward = as_member(benoit), as_member(amina)
    listed = text_of(member.get(f"{guide.url_path}files/"))
    assert "This page is locked" in listed and '<h2 id="add">' not in listed
    answer = post(member, guide, PDF, "minutes.pdf")
    assert answer.status_code == 403 and "This page is locked" in text_of(answer)
    one = f"{guide.url_path}files/{mine.key}/"
    answer = member.post(one, {"file": sent(photograph((50, 50))), "alt": "x"})
    assert answer.status_code == 403 and "This page is locked" in text_of(answer)
    assert member.post(one + "remove/").status_code == 403
    for deed in (lambda: attach(guide, benoit), lambda: attaching.remove(mine, benoit)):
        with pytest.raises(deeds.Refused):
            deed()
    assert mine.versions.count() == 1 and Attachment.objects.count() == 1
    assert post(steward, guide, PDF, "minutes.pdf").status_code == 302


def test_pressed_twice_is_kept_once_but_two_pictures_of_one_name_are_two(as_member, guide, benoit, storage):
    client = as_member(benoit)
    assert [post(client, guide).status_code for _press in range(2)] == [302, 302]
    assert Attachment.objects.count() == 1 and len(keys_in(storage)) == 1
    attach(guide, benoit, uploads.check(sent(photograph((901, 600)), "plan.png")))
    attach(guide, make_member("Otto Out", is_superuser=True))
    assert Attachment.objects.count() == 3 and len(keys_in(storage)) == 3


def test_a_page_has_room_for_a_number_of_files(as_member, guide, benoit, storage, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_OF_A_PAGE", 2)
    for number in range(2):
        attach(guide, benoit, words(f"Number {number}"))
    answer = post(as_member(benoit), guide)
    assert answer.status_code == 422
    assert "This page has 2 files, and there is room for no more." in text_of(answer)
    assert len(keys_in(storage)) == 2


def test_both_languages_show_the_files_of_both(as_member, guide, guide_fr, amina, benoit):
    english, french = attach(guide, amina), attach(guide_fr, benoit, words("Mots", "mots.txt"))
    other = attach(make_page(guide.group, title="Other"), amina, words("Other", "other.txt"))
    html = text_of(as_member(benoit).get(f"{guide_fr.url_path}files/"))
    assert html.count('<li id="file-') == 2 and "other.txt" not in html
    entries = html.split('<li id="file-')
    assert french.key in entries[1] and "Ajouté au texte dans l’autre langue" not in entries[1]
    assert english.key in entries[2] and "Ajouté au texte dans l’autre langue" in entries[2]
    assert 'alt="A reading room" lang="en"' in entries[2]
    for page in (guide, guide_fr):
        assert as_member().get(f"{page.url_path}files/{english.key}/").status_code == 200
        assert as_member().get(f"{page.url_path}files/{other.key}/").status_code == 404


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(
    as_member, guide, amina, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_member(amina)
    attach(guide, amina)
    client.get(f"{guide.url_path}files/")
    with CaptureQueriesContext(connection) as first:
        client.get(f"{guide.url_path}files/")
    for number in range(60):
        file = Attachment.objects.create(group=guide.group, page=guide, added_by=amina)
        for version in (1, 2):
            file.versions.create(
                number=version, file=f"{number:016}{version:016}", file_name="x.pdf", kind="pdf", size=9
            )
    with CaptureQueriesContext(connection) as many:
        html = text_of(client.get(f"{guide.url_path}files/"))
    assert html.count('<li id="file-') == 50 and "61 files" in html
    assert len(many) <= len(first) <= 14


def test_hidden_files_pages_look_like_missing_ones(as_member, hidden, guide, amina, chloe):
    page = make_page(hidden, author=amina, title="Budget")
    file = attach(page, amina)
    gone = page.url_path.replace("budget", "nowhere")
    for person in (None, chloe):
        for ending in ("files/", f"files/{file.key}/", f"files/{file.key}/remove/"):
            for method in ("get", "post"):
                answers = [
                    getattr(as_member(person), method)(path + ending) for path in (page.url_path, gone)
                ]
                assert answers[0].status_code == 404
                assert bare(answers[0], "budget")[:2] == bare(answers[1], "nowhere")[:2]
            answer = as_member(person).post(page.url_path + ending, **JSON)
            missing = as_member(person).post(gone + ending, **JSON)
            assert bare(answer, "budget") == bare(missing, "nowhere") and answer.status_code == 404
    assert as_member(chloe).get(f"{guide.url_path}files/{file.key}/").status_code == 404


# Versions


def test_a_new_version_is_shown_and_the_old_ones_stay(as_member, guide, amina, benoit):
    file = attach(guide, amina, words("One", "minutes.txt"))
    one, client = f"{guide.url_path}files/{file.key}/", as_member(benoit)
    answer = client.post(one, {"file": sent(PDF, "Minutes, final.pdf"), "note": " Approved \n in May "})
    assert answer.status_code == 302 and answer.url == one
    latest, first = file.versions.all()
    assert (latest.number, latest.kind, latest.note) == (2, "pdf", "Approved in May")
    assert latest.added_by == benoit and latest.file_name == "Minutes, final.pdf"
    html = text_of(client.get(one))
    assert "Version 2 is the latest now." in html and "“Approved in May”" in html
    assert f"[Minutes, final.pdf](/files/wiki/{file.key}/Minutes%2C%20final.pdf)" in html
    # The address that stands in the texts shows the new one; each stays at its number.
    assert bytes_of(client.get(attached.address(file.key, "minutes.txt"))) == PDF
    assert bytes_of(client.get(attached.address(file.key, "minutes.txt", version=1))) == b"One"
    assert bytes_of(client.get(attached.address(file.key, "minutes.txt", version=2))) == PDF
    assert first.number == 1


def test_going_back_makes_a_new_version_of_an_old_one(as_member, guide, amina, benoit, storage):
    file = attach(guide, amina)
    attaching.add_version(file, amina, drawing((400, 700), "new.png"), note="Larger")
    one, client = f"{guide.url_path}files/{file.key}/", as_member(benoit)
    assert 'name="again" value="1"' in text_of(client.get(one))
    assert client.post(one, {"again": "1"}).status_code == 302
    latest, *_rest = file.versions.all()
    assert (latest.number, latest.file_name, latest.note) == (3, "plan.webp", "The same as version 1")
    assert (latest.width, latest.height, latest.added_by) == (900, 600, benoit)
    first = file.versions.get(number=1)
    for width in (None, 480, 960, 1600):
        query = {"width": width} if width else {}
        got = [
            bytes_of(client.get(attached.address(file.key, "x", version=number, **query)))
            for number in (1, 3)
        ]
        assert got[0] == got[1]
    # Twice is harmless; what was never there is missing.
    assert client.post(one, {"again": "1"}).status_code == 302 and file.versions.count() == 3
    for number in ("9", "0", "x", "", "9" * 40):
        assert client.post(one, {"again": number}).status_code == 404
    assert len(keys_in(storage)) == 3 and latest.file != first.file


def test_a_picture_stays_a_picture(as_member, guide, benoit, storage):
    picture, paper = attach(guide, benoit), attach(guide, benoit, words())
    client = as_member(benoit)
    answer = client.post(f"{guide.url_path}files/{picture.key}/", {"file": sent(PDF, "x.pdf"), "alt": "x"})
    assert answer.status_code == 422 and "This is not a picture that we can take." in text_of(answer)
    answer = client.post(f"{guide.url_path}files/{paper.key}/", {"file": sent(photograph(), "x.jpg")})
    assert answer.status_code == 422 and "We cannot take this kind of file." in text_of(answer)
    for file, other in ((picture, words()), (paper, drawing())):
        with pytest.raises(deeds.Refused):
            attaching.add_version(file, benoit, other)
        assert file.versions.count() == 1
    assert len(keys_in(storage)) == 2


def test_a_new_version_needs_and_keeps_words(as_member, guide, benoit, storage):
    file = attach(guide, benoit)
    one, client = f"{guide.url_path}files/{file.key}/", as_member(benoit)
    assert 'name="alt" value="A reading room"' in text_of(client.get(one))
    answer = client.post(one, {"file": sent(photograph((70, 70))), "alt": "", "note": "x" * 201})
    assert answer.status_code == 422 and "Please say what the picture shows" in text_of(answer)
    assert "in 200 characters at most; these are 201" in text_of(answer)
    assert client.post(one, {"file": sent(photograph((70, 70)), "a.png"), "alt": "A door"}).status_code == 302
    file.refresh_from_db()
    assert file.alt == "A door" and file.versions.count() == 2
    # The very same file again: no version, but better words are kept.
    answer = client.post(one, {"file": sent(photograph((70, 70)), "a.png"), "alt": "A green door"})
    file.refresh_from_db()
    assert file.alt == "A green door" and file.versions.count() == 2 and len(keys_in(storage)) == 2
    assert "so nothing was added" in text_of(client.get(one))


def test_there_is_a_most_of_versions(as_member, guide, benoit, monkeypatch, storage):
    monkeypatch.setattr(attaching, "MOST_VERSIONS", 1)
    file = attach(guide, benoit, words())
    answer = as_member(benoit).post(f"{guide.url_path}files/{file.key}/", {"file": sent(PDF, "x.pdf")})
    assert answer.status_code == 422 and "This file has 1 versions" in text_of(answer)
    assert len(keys_in(storage)) == 1


# Removing


def test_stewards_and_who_added_it_remove_a_file(
    as_member, guide, amina, benoit, storage, django_capture_on_commit_callbacks
):
    other = make_member("Otto Out", email="otto@demo.example")
    belong(other, guide.group)
    file = attach(guide, benoit)
    attaching.add_version(file, benoit, drawing((70, 70)))
    one = f"{guide.url_path}files/{file.key}/"
    body = f"See ![x]({attached.address(file.key, 'plan.webp')})"
    make_page(guide.group, title="Tour", body=body)
    assert as_member(other).post(one + "remove/").status_code == 403
    assert "remove/" not in text_of(as_member(other).get(one))
    for person in (amina, benoit):
        html = text_of(as_member(person).get(one + "remove/"))
        assert "These pages will miss it." in html and ">Tour</a>" in html
        assert "with its 2 versions" in html
    assert Attachment.objects.exists() and len(keys_in(storage)) == 2
    client = as_member(amina)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(one + "remove/").status_code == 302
    assert not Attachment.objects.exists() and keys_in(storage) == set()
    entry = guide.group.log.get(deed=LogEntry.Deed.REMOVED_FILE)
    assert (entry.actor, entry.words) == (amina, "plan.webp (The guide)")
    assert client.post(one + "remove/").status_code == 404
    assert not attaching.remove(file, amina), "twice is harmless"


def test_who_left_the_group_removes_nothing(as_member, guide, benoit):
    file = attach(guide, benoit)
    benoit.memberships.all().delete()
    assert as_member(benoit).post(f"{guide.url_path}files/{file.key}/remove/").status_code == 403
    with pytest.raises(deeds.NoLongerAllowed):
        attaching.remove(file, benoit)
    assert Attachment.objects.exists()


def test_the_file_stays_until_the_removal_is_written(guide, amina, storage):
    file = attach(guide, amina)
    attaching.remove(file, amina)
    assert len(keys_in(storage)) == 1, "on commit, and this test never commits"


def test_pages_that_name_a_file_are_those_one_may_read(guide, hidden, amina, benoit, chloe):
    file = attach(guide, amina)
    text = attached.markdown(file.key, file.versions.get(), "x")
    make_page(hidden, title="Secret tour", body=text)
    make_page(guide.group, title="Tour", body=text)
    titles = [[page.title for page in attached.pages_that_show(file, who)] for who in (benoit, chloe, None)]
    assert titles == [["Secret tour", "Tour"], ["Tour"], ["Tour"]]


def test_removing_a_page_for_good(guide, guide_fr, amina, storage, django_capture_on_commit_callbacks):
    file, other = attach(guide, amina), make_page(guide.group, title="Alone")
    alone = attach(other, amina, words())
    with django_capture_on_commit_callbacks(execute=True):
        assert attaching.forget_of([guide, other]) == 1
    file.refresh_from_db()
    assert file.page_id == guide_fr.pk, "the French text goes on showing it"
    assert not Attachment.objects.filter(pk=alone.pk).exists()
    assert keys_in(storage) == {file.versions.get().file}
    with django_capture_on_commit_callbacks(execute=True):
        assert attaching.forget_of([guide_fr, guide]) == 1
    assert keys_in(storage) == set() and not Attachment.objects.exists()


# For a page that is not written yet


def unwritten(client, parent, **fields):
    data = {"file": sent(photograph(), "plan.png"), "alt": "A plan", "new": "1", **fields}
    return client.post(f"{parent.url_path}files/", data, **JSON)


def test_a_file_waits_for_its_page_and_only_its_sender_sees_it(as_member, guide, amina, benoit, storage):
    answer = unwritten(as_member(benoit), guide)
    address = answer.json()["url"]
    file = Attachment.objects.get()
    assert answer.status_code == 201 and file.page is None
    assert as_member(benoit).get(address).status_code == 200
    for person in (None, amina):
        assert is_like_missing(as_member(person), address, file.key)
    assert file.key not in text_of(as_member(benoit).get(f"{guide.url_path}files/"))
    text = f"Here it is: {answer.json()['markdown']}"
    hers = make_page(guide.group, author=amina, title="Not hers to take", body=text)
    assert attaching.claim(hers, text, None) == 0
    assert Attachment.objects.get().page is None
    page = make_page(guide.group, author=benoit, title="Rooms", body=text)
    assert attaching.claim(page, text, benoit) == 0, "saving has claimed it"
    file.refresh_from_db()
    assert file.page == page and as_member().get(address).status_code == 200


def test_nobody_claims_files_of_another_group(hidden, guide, benoit):
    file = attach(make_page(hidden), benoit, unwritten=True)
    text = attached.markdown(file.key, file.versions.get(), "x")
    assert attaching.claim(guide, text, benoit) == 0


def test_claiming_asks_nothing_where_a_text_names_no_file(guide, benoit, django_assert_num_queries):
    with django_assert_num_queries(0):
        attaching.claim(guide, "Words, [a link](/files/groups/x) and a key " + "a" * 32, benoit)


def test_below_a_locked_page_one_may_still_write_another(as_member, guide, benoit):
    WikiPage.objects.filter(pk=guide.pk).update(locked=True)
    assert unwritten(as_member(benoit), guide).status_code == 201


def test_what_nobody_claims_goes_after_thirty_days(
    guide, amina, benoit, storage, django_capture_on_commit_callbacks
):
    from django.utils import timezone

    from wiki.attachment_tasks import forget_unclaimed

    kept = [
        attach(guide, benoit, words("On a page")),
        attach(guide, benoit, words("In a draft"), unwritten=True),
        attach(guide, benoit, words("In a proposal"), unwritten=True),
        attach(guide, benoit, words("New"), unwritten=True),
    ]
    attach(guide, benoit, words("Nobody’s"), unwritten=True)
    attach(guide, benoit, words("In the draft of somebody else"), unwritten=True)
    orphan = attach(guide, benoit, words("Of an erased account"), unwritten=True)
    long_ago = timezone.now() - attaching.UNCLAIMED_FOR - timezone.timedelta(hours=1)
    Attachment.objects.exclude(pk=kept[3].pk).update(added_at=long_ago)
    Attachment.objects.filter(pk=orphan.pk).update(added_by=None)
    Draft.objects.create(author=benoit, parent=guide, body=attached.address(kept[1].key, "x"))
    Draft.objects.create(
        author=amina, parent=guide, body=" ".join(Attachment.objects.values_list("key", flat=True))
    )
    ProposedEdit.objects.create(
        group=guide.group, parent=guide, author=benoit, title="x", body=attached.address(kept[2].key, "x")
    )
    for _run in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            forget_unclaimed()
        assert set(Attachment.objects.all()) == set(kept)
    assert keys_in(storage) == {file.versions.get().file for file in kept}


def test_one_sends_only_so_many_for_pages_not_written(as_member, guide, benoit, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_UNCLAIMED", 1)
    attach(guide, benoit, words(), unwritten=True)
    answer = unwritten(as_member(benoit), guide)
    assert answer.status_code == 422 and "Please save a page first." in answer.json()["sentence"]


# For the editor's script


def test_the_editor_gets_the_markdown(as_member, guide, benoit):
    client = as_member(benoit)
    fields = {"file": sent(photograph(), "Plan (1).png"), "alt": "A *plan* [x]\nof <b>"}
    answer = client.post(f"{guide.url_path}files/", fields, **JSON)
    file = Attachment.objects.get()
    assert answer.status_code == 201 and answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "markdown": rf"![A \*plan\* \[x\] of \<b\>](/files/wiki/{file.key}/Plan%20%281%29.webp)",
        "url": f"/files/wiki/{file.key}/Plan%20%281%29.webp",
        "name": "Plan (1).webp",
        "picture": True,
    }
    assert client.get(answer.json()["url"]).status_code == 200
    answer = client.post(f"{guide.url_path}files/", {"file": sent(PDF, "minutes.pdf")}, **JSON).json()
    assert answer["markdown"] == f"[minutes.pdf]({answer['url']})" and not answer["picture"]


@pytest.mark.parametrize("fields, sentence", [
    ({}, "Please choose a file."),
    ({"file": ("x.png", photograph())}, "Please say what the picture shows"),
    ({"file": ("x.png", SVG), "alt": "x"}, "We cannot take this kind of file."),
    ({"file": ("x.png", SVG), "alt": "x" * 301}, "in 300 characters at most"),
])  # fmt: skip
def test_the_editor_gets_a_sentence(as_member, guide, benoit, fields, sentence):
    if "file" in fields:
        fields = fields | {"file": sent(fields["file"][1], fields["file"][0])}
    answer = as_member(benoit).post(f"{guide.url_path}files/", fields, **JSON)
    assert answer.status_code == 422 and sentence in answer.json()["sentence"]


def test_the_editor_is_told_why_not(as_member, guide, hidden, amina, benoit, chloe):
    from wiki.writing import mark

    fields = {"alt": "x"}
    answer = as_member(chloe).post(f"{guide.url_path}files/", fields, **JSON)
    assert answer.status_code == 403 and answer.json()["sentence"] == "You cannot add files to this page."
    signed_out = "You are signed out. Please sign in again, then send the file once more."
    assert as_member().post(f"{guide.url_path}files/", fields, **JSON).json() == {"sentence": signed_out}
    page = make_page(hidden)
    answer = as_member().post(f"{page.url_path}files/", {"mark": mark(page)}, **JSON)
    assert answer.status_code == 403 and answer.json() == {"sentence": signed_out}
    assert as_member().post(f"{page.url_path}files/", {"mark": "1:x"}, **JSON).status_code == 404
    WikiPage.objects.filter(pk=guide.pk).update(locked=True)
    data = {"file": sent(PDF, "x.pdf")}
    answer = as_member(benoit).post(f"{guide.url_path}files/", data, **JSON)
    assert answer.status_code == 403 and "This page is locked" in answer.json()["sentence"]


def test_too_large_a_request_has_a_sentence_too(as_member, guide, benoit, settings):
    settings.LARGEST_REQUEST = 1000
    client = as_member(benoit)
    data = {"file": sent(b"words " * 1000, "x.txt")}
    answer = client.post(f"{guide.url_path}files/", data, **JSON)
    assert answer.status_code == 400 and "larger than what we take" in answer.json()["sentence"]
    answer = client.post(f"{guide.url_path}files/", {"file": sent(b"words " * 1000, "x.txt")})
    assert answer.status_code == 400 and "<h1>We could not read this</h1>" in text_of(answer)


def test_an_old_form_has_a_sentence_too(guide, benoit):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(benoit)
    origin = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": f"http://testserver{guide.url_path}edit/"}
    answer = client.post(f"{guide.url_path}files/", {"alt": "x"}, **JSON, **origin)
    assert answer.status_code == 403 and "open for a long time" in answer.json()["sentence"]
    other = {"HTTP_ORIGIN": "https://elsewhere.example"}
    answer = client.post(f"{guide.url_path}files/", {"alt": "x"}, **JSON, **other)
    assert answer.status_code == 403 and answer["Content-Type"].startswith("text/html")


# Markdown, and pictures in a text


@pytest.mark.parametrize("alt", [
    "A plan", "A [plan] of *it* and _that_ `code` \\ end", "![x](y)", "a]b[c", "<b>bold</b> & &amp; &#38;",
    "two\nlines\r\nhere", "~~not~~ | a | table", "[[A page]]", "[^1]", "“quotes” « et » 'so' \"on\"", "a\\]b", "\\",
    "x](https://evil.example) ![", "https://example.org/ and www.example.org", "*", "# no heading", "日本語",
])  # fmt: skip
def test_the_words_come_back_as_they_were_typed(guide, benoit, alt):
    file = attach(guide, benoit)
    html = render(f"Before {attached.markdown(file.key, file.versions.get(), alt)} after.").html
    [found] = re.findall(r'<img [^>]*alt="([^"]*)"', html)
    assert unescape(found) == re.sub(r"[\r\n]+", " ", alt)
    assert html.count("<a ") == 0 and html.endswith(" after.</p>\n")


@pytest.mark.parametrize("name", [
    "a (1).txt", "a)b(.txt", "a[b]c.txt", "50% & more #1.txt", "Été; l’an.txt", "_a_*b*.txt", "a`b`.txt",
    "a&copy;b.txt", "a\\b.txt",
])  # fmt: skip
def test_a_link_names_the_file_and_leads_to_it(as_member, guide, benoit, name):
    file = attach(guide, benoit, words(name, name))
    version = file.versions.get()
    html = render(attached.markdown(file.key, version)).html
    [(href, shown)] = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', html)
    assert unescape(shown) == version.file_name
    answer = as_member().get(unescape(href))
    assert answer.status_code == 200 and bytes_of(answer).decode() == name


def test_pictures_of_a_text_in_all_their_sizes(guide, benoit, django_assert_num_queries):
    wide, tall = (
        attach(guide, benoit, drawing((2000, 1000))),
        attach(guide, benoit, drawing((600, 1200), "b.png")),
    )
    small, paper = attach(guide, benoit, drawing((100, 50), "c.png")), attach(guide, benoit, words())
    attaching.add_version(wide, benoit, drawing((700, 700), "d.png"))
    at = {file: f"/files/wiki/{file.key}/x.webp" for file in (wide, tall, small, paper)}
    asked = [*at.values(), at[wide] + "?version=1", at[wide] + "?version=7", at[tall] + "#part",
             f"/files/wiki/{NOBODYS}/x.webp", "https://elsewhere.example" + at[wide], "//x" + at[wide],
             "data:image/png;base64,xx", "//[", "", "/files/groups/x/480"]  # fmt: skip
    narrow = [(240, at[tall] + "?width=480"), (480, at[tall] + "?width=960"), (600, at[tall])]
    with django_assert_num_queries(1):
        found = attached.pictures_for(asked, None)
    assert found == {
        at[wide]: (700, 700, [(480, at[wide] + "?width=480"), (700, at[wide])]),
        at[wide] + "?version=1": (2000, 1000, [
            (480, at[wide] + "?version=1&width=480"), (960, at[wide] + "?version=1&width=960"),
            (1600, at[wide] + "?version=1&width=1600"), (2000, at[wide] + "?version=1"),
        ]),
        # A size is the longer side: a tall picture is narrower.
        at[tall]: (600, 1200, narrow), at[tall] + "#part": (600, 1200, narrow),
        at[small]: (100, 50, [(100, at[small])]),
    }  # fmt: skip
    with django_assert_num_queries(0):
        assert attached.pictures_for(["https://elsewhere.example/x.png", "plan.png"], None) == {}


def test_the_sizes_are_those_of_the_files(as_member, guide, benoit):
    import io

    from PIL import Image

    file = attach(guide, benoit, drawing((601, 1203)))
    [(_width, _height, sizes)] = attached.pictures_for([attached.address(file.key, "x")], benoit).values()
    for width, address in sizes:
        made = Image.open(io.BytesIO(bytes_of(as_member(benoit).get(address))))
        assert abs(made.size[0] - width) <= 1


def test_of_a_hidden_picture_a_text_tells_no_size(hidden, guide, amina, benoit, chloe):
    secret = attach(make_page(hidden), amina)
    waiting = attach(guide, benoit, unwritten=True)
    at = [attached.address(file.key, "x.webp") for file in (secret, waiting)]
    assert list(attached.pictures_for(at, benoit)) == at
    assert list(attached.pictures_for(at, amina)) == at[:1]
    for person in (chloe, None):
        assert attached.pictures_for(at, person) == {}


def test_who_leaves_a_picture_undescribed_is_asked():
    one = attached.please_describe(["/files/wiki/x/R%C3%A9union%201.webp?width=480"] * 2)
    assert one == (
        "Please describe the picture “Réunion 1.webp” in words, for those who do not see it: ![description](…)"
    )
    many = attached.please_describe([f"https://x.example/{n}.png" for n in range(7)])
    assert "“0.png”, “1.png”, “2.png”, “3.png”, “4.png” …" in many and "5.png" not in many
    assert "“/”" in attached.please_describe(["/"]) and len(attached.please_describe(["x" * 9000])) < 250


# Leaving


def test_a_version_stays_when_its_sender_is_erased(as_member, guide, benoit, amina):
    from home.erasure import erase

    file = attach(guide, benoit)
    erase(benoit)
    version = file.versions.get()
    assert version.added_by is None and version.added_by_name == ""
    assert "former member" in text_of(as_member(amina).get(f"{guide.url_path}files/"))
    assert as_member().get(attached.address(file.key, "x")).status_code == 200


def test_no_address_leads_to_a_file_but_that_one(as_member, guide, amina):
    version = attach(guide, amina).versions.get()
    assert default_storage.exists(f"private/{version.file[:2]}/{version.file[2:4]}/{version.file}/whole")
    key = version.file
    for address in (f"/media/private/{key}", f"/files/wiki/{key}/x", f"/files/groups/{key}/480"):
        assert as_member(amina).get(address, follow=True).status_code == 404


def test_files_of_newcomers_wait_with_their_text_where_the_group_reviews(
    as_member, guide, metadata, amina, benoit, chloe
):
    metadata.reviews_newcomers = True
    metadata.save()
    client, blue = as_member(benoit), {"alt": "A plan", "note": "in blue"}
    for there in (attach(guide, amina), attach(guide, benoit)):
        again = {**blue, "file": sent(photograph((300, 200)), "b.jpg")}
        answer = client.post(f"{guide.url_path}files/{there.key}/", again)
        assert answer.status_code == 403 and "the files of newcomers come with a text" in text_of(answer)
        assert there.versions.count() == 1
    assert post(client, guide).status_code == 403
    # In the editor it goes with the text, and is nobody else's to see.
    answer = unwritten(client, guide, new="")
    assert answer.status_code == 201 and Attachment.objects.latest("pk").page is None
    assert as_member(amina).get(answer.json()["url"]).status_code in (302, 404)
