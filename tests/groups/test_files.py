"""Files of groups and profiles: who gets them, how they come, and that a hidden one looks like a missing one."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from core import uploads
from groups.models import GroupPhoto, LogEntry
from groups.photos import MOST_PHOTOS, TooManyPhotos, add_photo, remove_photo
from members.models import User
from tests.factories import make_group
from tests.files import HTML, PDF, SVG, photograph, picture, png_head, sent
from tests.groups.conftest import sign_in, text_of

pytestmark = pytest.mark.django_db
MISSING = "0" * 32


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keys_in(folder):
    return {path.parent.name for path in folder.rglob("*") if path.is_file()}


def checked(name="photo.png"):
    return uploads.check(sent(photograph((900, 600)), name))


@pytest.fixture
def photo_of(amina):
    """A function that gives a group a picture."""

    def give(group, name="photo.png"):
        assert add_photo(group, amina, checked(name), {"en": "A reading room", "fr": "Une salle de lecture"})
        return group.photos.last()

    return give


def file_of_group(photo, size=480):
    return reverse("files:group_photo", args=[photo.file, size])


def bare(answer, key):
    return answer.status_code, answer.content.replace(key.encode(), b"\xa7"), {
        name: value.replace(key, "§") for name, value in answer.headers.items() if name != "Set-Cookie"
    }  # fmt: skip


# Who gets a file


@pytest.mark.parametrize("visibility, getting", [
    ("public", "visitor outsider member steward administrator"),
    ("listed", "visitor outsider member steward administrator"),
    ("hidden", "member steward administrator"),
])  # fmt: skip
def test_the_picture_of_a_group_is_for_those_who_may_know_it(
    client, photo_of, amina, benoit, chloe, admin, visibility, getting
):
    group = make_group("zarathustra", visibility=visibility, members=[benoit], stewards=[amina])
    photo = photo_of(group, "quetzal.png")
    readers = {"visitor": None, "outsider": chloe, "member": benoit, "steward": amina, "administrator": admin}
    for name, reader in readers.items():
        sign_in(client, reader)
        for size in (480, 960, 1600):
            answer = client.get(file_of_group(photo, size))
            if name in getting.split():
                assert answer.status_code == 200 and b"".join(answer.streaming_content)[8:12] == b"WEBP"
                assert answer["Content-Disposition"] == 'inline; filename="quetzal.webp"'
            else:
                missing = client.get(f"/files/groups/{MISSING}/{size}")
                assert bare(answer, photo.file) == bare(missing, MISSING)
                assert "quetzal" not in str(answer.headers)
                there = client.get(file_of_group(photo, size), follow=True)
                gone = client.get(f"/files/groups/{MISSING}/{size}", follow=True)
                assert there.status_code == 404
                assert bare(there, photo.file)[:2] == bare(gone, MISSING)[:2]


@pytest.mark.parametrize("seen_by, getting", [
    ("everyone", "visitor outsider friend oneself administrator"),
    ("members", "outsider friend oneself administrator"),
    ("groups", "friend oneself administrator"),
])  # fmt: skip
def test_a_members_picture_is_for_those_who_may_see_the_profile(
    client, hidden, amina, benoit, chloe, admin, seen_by, getting
):
    file = uploads.keep(sent(photograph()), ["picture"], uploads.pictures.FACE)
    User.objects.filter(pk=amina.pk).update(picture=file.key, seen_by=seen_by)
    readers = {"visitor": None, "outsider": chloe, "friend": benoit, "oneself": amina, "administrator": admin}
    for name, reader in readers.items():
        sign_in(client, reader)
        for size in (96, 192):
            answer = client.get(f"/files/people/{file.key}/{size}")
            if name in getting.split():
                assert answer.status_code == 200
                assert answer["Content-Disposition"] == 'inline; filename="Amina Bello.webp"'
            else:
                missing = client.get(f"/files/people/{MISSING}/{size}")
                assert bare(answer, file.key) == bare(missing, MISSING)
                assert client.get(f"/files/people/{file.key}/{size}", follow=True).status_code == 404


def test_a_picture_that_was_seen_is_asked_for_again_and_may_be_gone(client, amina, chloe):
    """What a browser kept is not shown on once the profile is closed: 304 comes after the permission."""
    file = uploads.keep(sent(photograph()), ["picture"], uploads.pictures.FACE)
    User.objects.filter(pk=amina.pk).update(picture=file.key, seen_by="members")
    client.force_login(chloe)
    address = f"/files/people/{file.key}/96"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    User.objects.filter(pk=amina.pk).update(seen_by="groups")
    again = client.get(address, headers={"if-none-match": first["ETag"]}, follow=True)
    assert again.status_code == 404 and "ETag" not in again.headers


def test_headers_of_a_file(client, photo_of, metadata):
    answer = client.get(file_of_group(photo_of(metadata)))
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.head(file_of_group(metadata.photos.get())).status_code == 200


@pytest.mark.parametrize("size", ["0", "1", "96", "481", "99999999999999999999999", "9" * 5000])
def test_there_are_only_the_sizes_there_are(client, photo_of, metadata, size):
    photo = photo_of(metadata)
    assert client.get(f"/files/groups/{photo.file}/{size}", follow=True).status_code == 404


@pytest.mark.parametrize("address", [
    "/files/", "/files/groups/", "/files/people/", "/files/people//96", "/files/groups/../480",
    "/files/groups/%2e%2e/480", "/files/people/%00/96", "/files/groups/a%2Fb/480",
])  # fmt: skip
def test_no_other_address_leads_to_a_file(client, site, address):
    assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_files_are_for_reading(client, photo_of, metadata, method):
    for address in (file_of_group(photo_of(metadata)), f"/files/people/{MISSING}/96"):
        assert client.generic(method, address).status_code == 405


def test_a_members_key_is_no_key_of_a_group_and_the_other_way_round(client, photo_of, metadata, amina):
    photo = photo_of(metadata)
    file = uploads.keep(sent(picture()), ["picture"], uploads.pictures.FACE)
    User.objects.filter(pk=amina.pk).update(picture=file.key, seen_by="everyone")
    assert client.get(f"/files/people/{photo.file}/96", follow=True).status_code == 404
    assert client.get(f"/files/groups/{file.key}/480", follow=True).status_code == 404


# Stewards keep the pictures


def post(client, group, content=None, name="salle.png", **fields):
    fields = {"alt_en": "A reading room", "alt_fr": "", **fields}
    content = photograph((900, 600)) if content is None else content
    return client.post(f"/en/group/{group.key}/photos/", {"picture": sent(content, name), **fields})


def test_a_picture_is_added_logged_and_shown(client, metadata, amina, storage):
    client.force_login(amina)
    assert post(client, metadata, alt_fr="Une salle de lecture").status_code == 302
    photo = metadata.photos.get()
    assert photo.file_name == "salle.webp" and photo.added_by == amina
    assert photo.alt == {"en": "A reading room", "fr": "Une salle de lecture"}
    assert keys_in(storage) == {photo.file}
    entry = metadata.log.get(deed=LogEntry.Deed.ADDED_PHOTO)
    assert (entry.actor, entry.words) == (amina, "salle.webp")
    desk = text_of(client.get("/en/group/metadata/photos/"))
    assert 'alt="A reading room"' in desk and "Une salle de lecture" in desk


def test_the_snippet_shows_them_in_the_readers_language(metadata, photo_of, django_assert_num_queries):
    from django.template import Context, Template
    from django.utils import translation

    for _number in range(3):
        GroupPhoto.objects.all().update(added_at="2020-01-01T00:00Z")
        photo_of(metadata)
    GroupPhoto.objects.filter(pk=metadata.photos.first().pk).update(alt={"en": "Only English"})
    with django_assert_num_queries(1), translation.override("fr"):
        shown = Template("{% group_photos group %}").render(Context({"group": metadata}))
    assert shown.count('alt="Une salle de lecture"') == 2
    assert 'lang="en"><img' in shown and 'alt="Only English"' in shown
    assert Template("{% group_photos group %}").render(Context({"group": make_group("empty")})).strip() == ""


@pytest.mark.parametrize("content, name, sentence", [
    (png_head(10_000, 10_000), "big.png", "This picture has 100 megapixels; we take at most 50."),
    (SVG, "drawing.png", "This is not a picture that we can take."),
    (HTML, "photo.jpg", "This is not a picture that we can take."),
    (PDF, "minutes.pdf", "This is not a picture that we can take."),
    (b"", "empty.png", "This file is empty."),
])  # fmt: skip
def test_what_cannot_be_taken_is_said_and_nothing_is_half_done(
    client, metadata, amina, storage, content, name, sentence
):
    client.force_login(amina)
    answer = post(client, metadata, content, name, alt_fr="Des mots")
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert 'value="A reading room"' in text_of(answer) and 'value="Des mots"' in text_of(answer)
    assert keys_in(storage) == set() and not metadata.photos.exists()
    assert not metadata.log.filter(deed=LogEntry.Deed.ADDED_PHOTO).exists()


def test_words_are_needed_in_the_groups_own_language(client, metadata, amina, storage):
    client.force_login(amina)
    answer = post(client, metadata, alt_en="", alt_fr="Une salle")
    assert answer.status_code == 422 and "Your picture was good, but is not saved yet." in text_of(answer)
    assert "Please say what the picture shows" in text_of(answer) and keys_in(storage) == set()
    metadata.source_language = "fr"
    metadata.save()
    assert post(client, metadata, alt_en="", alt_fr="Une salle").status_code == 302
    assert metadata.photos.get().alt == {"fr": "Une salle"}


@pytest.mark.parametrize("name, kept", [
    ("../../etc/passwd.png", "passwd.webp"), ("a\x07b\u202egpj.exe", "abgpj.webp"), ("x" * 300 + ".png", None),
])  # fmt: skip
def test_names_of_files_are_made_safe(client, metadata, amina, name, kept):
    client.force_login(amina)
    post(client, metadata, name=name)
    found = metadata.photos.get().file_name
    assert found == kept if kept else len(found) == 120 and found.endswith(".webp")


def test_who_may_keep_the_pictures(client, listed, hidden, metadata, amina, benoit, chloe, admin, photo_of):
    for group, reads in ((metadata, True), (listed, False), (hidden, False)):
        photo = photo_of(group)
        outside = (302, 403) if reads else (404, 404)
        for reader, status in ((None, outside[0]), (chloe, outside[1]), (benoit, 403)):
            sign_in(client, reader)
            assert client.get(f"/en/group/{group.key}/photos/").status_code == status
            assert post(client, group).status_code == status
            assert client.post(f"/en/group/{group.key}/photos/{photo.pk}/remove/").status_code == status
            assert group.photos.count() == 1
        for reader in (amina, admin):
            sign_in(client, reader)
            assert client.get(f"/en/group/{group.key}/photos/").status_code == 200


def test_a_removed_picture_is_gone_from_disk_and_log_says_so(
    client, metadata, amina, photo_of, storage, django_capture_on_commit_callbacks
):
    photo = photo_of(metadata)
    client.force_login(amina)
    address = f"/en/group/metadata/photos/{photo.pk}/remove/"
    assert client.get(address).status_code == 405 and metadata.photos.exists()
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(address).status_code == 302
    assert keys_in(storage) == set() and not metadata.photos.exists()
    assert client.get(file_of_group(photo), follow=True).status_code == 404
    assert metadata.log.filter(deed=LogEntry.Deed.REMOVED_PHOTO).count() == 1


def test_the_picture_of_another_group_is_not_removed(client, metadata, amina, photo_of):
    other = make_group("other", stewards=[amina])
    photo = photo_of(other)
    client.force_login(amina)
    for pk in (photo.pk, 2**63, 10**30):
        assert client.post(f"/en/group/metadata/photos/{pk}/remove/").status_code == 302
    assert other.photos.exists()


def test_the_file_stays_until_the_removal_is_written(metadata, amina, photo_of, storage):
    photo = photo_of(metadata)
    remove_photo(metadata, amina, photo.pk)
    assert keys_in(storage) == {photo.file}, "on commit, and this test never commits"


def test_pressed_twice_is_added_once(client, metadata, amina, storage):
    client.force_login(amina)
    assert [post(client, metadata).status_code for _press in range(2)] == [302, 302]
    assert metadata.photos.count() == 1 and keys_in(storage) == {metadata.photos.get().file}


def test_there_is_a_most(client, metadata, amina, storage):
    for number in range(MOST_PHOTOS):
        metadata.photos.create(file=f"{number:032}", file_name="x.webp", alt={"en": "x"})
    with pytest.raises(TooManyPhotos):
        add_photo(metadata, amina, checked(), {"en": "One more"})
    client.force_login(amina)
    answer = post(client, metadata)
    assert answer.status_code == 422 and "at most 12 pictures" in text_of(answer)
    assert keys_in(storage) == set() and metadata.photos.count() == MOST_PHOTOS


@pytest.mark.django_db(transaction=True)
def test_four_at_once_cannot_go_beyond_the_most(metadata, amina, storage):
    for number in range(MOST_PHOTOS - 2):
        metadata.photos.create(file=f"{number:032}", file_name="x.webp", alt={"en": "x"})
    begin, results = threading.Barrier(4), []

    def press(number):
        file = checked()
        begin.wait()
        try:
            results.append(add_photo(metadata, amina, file, {"en": f"Number {number}"}))
        except TooManyPhotos:
            results.append("full")
        connection.close()

    presses = [threading.Thread(target=press, args=[number]) for number in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(map(str, results)) == ["True", "True", "full", "full"]
    assert metadata.photos.count() == MOST_PHOTOS and len(keys_in(storage)) == 2
