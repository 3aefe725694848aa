"""Files at the same moment: each new version has its number, a button pressed twice is one file."""

import pytest

from core import uploads
from groups.deeds import Refused
from tests.at_once import at_once
from tests.factories import make_page
from tests.files import sent
from wiki import attached, attaching
from wiki.models import Attachment, AttachmentVersion

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keys_in(folder):
    return {path.parent.name for path in folder.rglob("*") if path.is_file()}


def words(text):
    return uploads.check(sent(text.encode(), "notes.txt"))


def rows():
    return set(AttachmentVersion.objects.values_list("file", flat=True))


def test_five_new_versions(guide, amina, benoit, storage):
    file = attaching.attach(guide, amina, words("First"))[0]
    texts = [words(f"Number {number}") for number in range(5)]
    results = at_once(
        *[
            lambda text=text, by=by: attaching.add_version(file, by, text)
            for text, by in zip(texts, [amina, benoit, amina, benoit, amina], strict=True)
        ]
    )
    assert sorted(result.number for result in results) == [2, 3, 4, 5, 6]
    assert keys_in(storage) == rows() and len(rows()) == 6


def test_the_same_file_sent_by_one_button_pressed_four_times(guide, benoit, storage):
    for turn in range(ROUNDS):
        text = words(f"Turn {turn}")
        results = at_once(*[lambda text=text: attaching.attach(guide, benoit, text)] * 4)
        assert len({file.pk for file, _new in results}) == 1
        assert sorted(new for _file, new in results) == [False, False, False, True]
    assert Attachment.objects.count() == ROUNDS and keys_in(storage) == rows()


def test_the_most_of_a_page_is_not_passed(guide, benoit, storage, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_OF_A_PAGE", 2)
    texts = [words(f"Number {number}") for number in range(4)]
    results = at_once(*[lambda text=text: attaching.attach(guide, benoit, text) for text in texts])
    assert sum(isinstance(result, attaching.Full) for result in results) == 2
    assert Attachment.objects.count() == 2 and keys_in(storage) == rows()


def test_a_version_while_the_file_is_removed(guide, amina, benoit, storage):
    for turn in range(ROUNDS):
        file = attaching.attach(guide, benoit, words(f"Turn {turn}"))[0]
        text = words(f"New in turn {turn}")
        results = at_once(
            lambda file=file, text=text: attaching.add_version(file, benoit, text),
            lambda file=file: attaching.remove(file, amina),
        )
        assert results[1] is True
        assert isinstance(results[0], (AttachmentVersion, Refused)), results[0]
        assert not Attachment.objects.exists() and keys_in(storage) == set(), "nothing is left of either"


def test_two_remove_one_file(guide, amina, benoit):
    for turn in range(ROUNDS):
        file = attaching.attach(guide, benoit, words(f"Turn {turn}"))[0]
        results = at_once(*[lambda by=by, file=file: attaching.remove(file, by) for by in (amina, benoit)])
        assert sorted(results) == [False, True]
    assert guide.group.log.filter(deed="removed file").count() == ROUNDS


def test_a_page_is_saved_while_what_nobody_claimed_is_tidied(guide, benoit, storage):
    """Either the page has its file, or the file is gone with its row; never a row without a file."""
    from datetime import timedelta

    for turn in range(ROUNDS):
        file = attaching.attach(guide, benoit, words(f"Turn {turn}"), unwritten=True)[0]
        Attachment.objects.filter(pk=file.pk).update(added_at=file.added_at - timedelta(days=31))
        text = attached.markdown(file.key, file.versions.get())
        page = make_page(guide.group, title=f"Page {turn}", body=text)
        claimed, deleted = at_once(
            lambda page=page, text=text: attaching.claim(page, text, benoit), attaching.forget_unclaimed
        )
        assert (claimed, deleted) in [(1, 0), (0, 1)]
        assert keys_in(storage) == rows()
