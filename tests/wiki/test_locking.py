"""Pages that only stewards change."""

import pytest

from groups.deeds import NoLongerAllowed
from groups.models import LogEntry
from tests.factories import make_page
from wiki import binning, locking, moving
from wiki.editing import save_page
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db


def fresh(page):
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


def test_a_steward_locks_and_unlocks(guide, amina, metadata):
    assert locking.lock_page(guide, amina)
    assert not locking.lock_page(guide, amina)
    page = fresh(guide)
    assert (page.locked, page.locked_by) == (True, amina) and page.locked_at
    assert locking.unlock_page(guide, amina)
    page = fresh(guide)
    assert (page.locked, page.locked_by, page.locked_at) == (False, None, None)
    deeds = list(metadata.log.filter(words="The guide").values_list("deed", flat=True))
    assert deeds == [LogEntry.Deed.UNLOCKED_PAGE, LogEntry.Deed.LOCKED_PAGE]


def test_members_do_not_lock(guide, benoit):
    with pytest.raises(NoLongerAllowed):
        locking.lock_page(guide, benoit)


def test_a_locked_page_is_changed_moved_and_deleted_by_stewards_only(guide, amina, benoit):
    locking.lock_page(guide, amina)
    page = fresh(guide)
    words = {"title": "The guide", "body": "Other words.", "base": page.latest_revision_id}
    with pytest.raises(locking.LockedPage):
        save_page(page, author=benoit, **words)
    with pytest.raises(locking.LockedPage):
        moving.move_page(page, by=benoit, slug="other")
    with pytest.raises(locking.LockedPage):
        moving.take_step(page, "up", by=benoit)
    assert save_page(page, author=amina, **words)
    assert fresh(guide).locked
    assert moving.move_page(page, by=amina, slug="other")
    assert binning.delete_page(page, by=amina) == 1


def test_a_member_does_not_delete_a_locked_page_of_their_own(metadata, amina, benoit):
    from tests.factories import make_page

    page = make_page(metadata, author=benoit, title="Mine")
    below = make_page(metadata, author=benoit, title="Below", parent=page)
    locking.lock_page(below, amina)
    with pytest.raises(binning.WrittenByOthers):
        binning.delete_page(page, by=benoit)


def test_readers_are_told_and_see_no_button(guide, amina, benoit, as_member):
    locking.lock_page(guide, amina)
    html = as_member(benoit).get(guide.url_path).content.decode()
    assert "Only stewards can change this page." in html
    assert 'edit/"' not in html and 'move/"' not in html and 'lock/"' not in html
    html = as_member(amina).get(guide.url_path).content.decode()
    assert f'"{guide.url_path}edit/"' in html and f'"{guide.url_path}unlock/"' in html


def test_the_buttons_lock_and_unlock(guide, amina, benoit, as_member):
    assert as_member(amina).post(guide.url_path + "lock/").url == guide.url_path
    assert fresh(guide).locked
    assert as_member(benoit).post(guide.url_path + "unlock/").status_code == 403
    assert as_member(benoit).get(guide.url_path + "move/").status_code == 403
    assert fresh(guide).locked
    as_member(amina).post(guide.url_path + "unlock/")
    assert not fresh(guide).locked


@pytest.mark.django_db
def test_nothing_goes_below_a_locked_page_and_no_locked_page_goes_along(metadata, amina, benoit):
    locked = make_page(metadata, author=amina, title="Locked")
    above = make_page(metadata, author=amina, title="Above")
    inside = make_page(metadata, author=amina, title="Inside", parent=above)
    other = make_page(metadata, author=amina, title="Other")
    locking.lock_page(locked, amina)
    locking.lock_page(inside, amina)
    with pytest.raises(locking.LockedPage):
        moving.move_page(other, by=benoit, parent=locked)
    with pytest.raises(locking.LockedPage):
        moving.move_page(above, by=benoit, slug="elsewhere")
    assert moving.move_page(other, by=amina, parent=locked)
