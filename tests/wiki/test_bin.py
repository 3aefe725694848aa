"""Pages go to the bin and come back; what lies there shows nowhere."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from groups.deeds import NoLongerAllowed, Refused
from groups.models import LogEntry
from notices import planning
from notices.delivery import deliver_due
from notices.models import DigestSchedule
from tests.at_once import at_once
from tests.factories import make_page, wiki_root
from wiki import backlinks, binning, moving
from wiki.editing import create_page, save_page
from wiki.models import Binned, Draft, Edit, OldAddress, PageLink, ProposedEdit, WikiPage
from wiki.tasks import empty_bin

WIKI = "/en/groups/metadata/wiki/"


def fresh(page):
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


@pytest.fixture
def branch(metadata, amina):
    """A with B with C below it, all by Amina."""
    a = make_page(metadata, author=amina, title="A")
    b = make_page(metadata, author=amina, title="B", parent=a)
    return a, b, make_page(metadata, author=amina, title="C", parent=b)


@pytest.mark.django_db
def test_a_branch_goes_and_comes_back(branch, amina, metadata, client):
    a, _b, c = branch
    assert binning.delete_page(a, by=amina, reason="Done\nwith it") == 3
    assert not WikiPage.objects.filter(pk__in=[page.pk for page in branch], live=True).exists()
    rows = Binned.objects.order_by().values_list("root", "by_name", "reason").distinct()
    assert list(rows) == [(a.pk, "Amina Bello", "Done with it")]
    assert client.get(c.url_path).status_code == 410
    page, moved = binning.restore_page(a, by=amina)
    assert (page, moved) == (a, False)
    assert client.get(c.url_path).status_code == 200
    assert not Binned.objects.exists()
    deeds = list(metadata.log.filter(words="A").values_list("deed", flat=True))
    assert deeds == [LogEntry.Deed.RESTORED_PAGE, LogEntry.Deed.DELETED_PAGE]


@pytest.mark.django_db
def test_what_was_in_the_bin_before_stays_there(branch, amina):
    a, b, c = branch
    binning.delete_page(b, by=amina, reason="First")
    assert binning.delete_page(a, by=amina, reason="Second") == 1
    assert Binned.objects.get(page=c).root == b
    binning.restore_page(a, by=amina)
    assert fresh(a).live and not fresh(b).live
    binning.restore_page(b, by=amina)
    assert fresh(c).live and fresh(c).url_path == WIKI + "a/b/c/"


@pytest.mark.django_db
def test_below_a_page_in_the_bin_it_comes_back_at_the_nearest_live_one(branch, amina, as_member):
    a, b, c = branch
    make_page(a.group, author=amina, title="C", parent=a)
    binning.delete_page(c, by=amina)
    binning.delete_page(b, by=amina)
    answer = as_member(amina).post(f"/en/group/metadata/wiki/bin/{c.pk}/restore/", follow=True)
    assert "now stands below “A”" in answer.content.decode()
    page = fresh(c)
    assert (page.live, page.url_path) == (True, WIKI + "a/c-2/")
    assert OldAddress.objects.get(path=WIKI + "a/b/c/").page == c
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_who_deletes_what(metadata, amina, benoit, chloe):
    mine = make_page(metadata, author=benoit, title="Mine")
    with pytest.raises(NoLongerAllowed):
        binning.delete_page(mine, by=chloe)
    theirs = make_page(metadata, author=amina, title="Theirs", parent=mine)
    with pytest.raises(binning.WrittenByOthers):
        binning.delete_page(mine, by=benoit)
    binning.delete_page(theirs, by=amina)
    assert binning.delete_page(mine, by=benoit) == 1
    binning.restore_page(mine, by=benoit)
    save_page(mine, author=amina, title="Mine", body="And hers.", base=mine.latest_revision_id)
    with pytest.raises(binning.WrittenByOthers):
        binning.delete_page(mine, by=benoit)
    with pytest.raises(Refused, match="front page"):
        binning.delete_page(wiki_root(metadata), by=amina)


@pytest.mark.django_db
def test_who_brings_back_what(metadata, amina, benoit):
    page = make_page(metadata, author=benoit, title="Mine")
    binning.delete_page(page, by=amina)
    with pytest.raises(NoLongerAllowed):
        binning.restore_page(page, by=benoit)
    binning.restore_page(page, by=amina)
    with pytest.raises(binning.NotInTheBin):
        binning.restore_page(page, by=amina)


@pytest.mark.django_db
def test_nothing_is_written_below_or_into_the_bin(branch, amina, benoit, as_member):
    a, b, _c = branch
    binning.delete_page(a, by=amina)
    with pytest.raises(WikiPage.DoesNotExist):
        create_page(b, author=benoit, title="Below", body="x")
    with pytest.raises(WikiPage.DoesNotExist):
        save_page(b, author=benoit, title="B", body="x", base=b.latest_revision_id)
    with pytest.raises(WikiPage.DoesNotExist):
        moving.move_page(b, by=amina, slug="x")


# What is shown


@pytest.mark.django_db
def test_the_screen_says_what_goes_and_what_leads_here(branch, amina, benoit, hidden, as_member):
    a, _b, c = branch
    linking = make_page(a.group, author=amina, title="Linking page")
    secret = make_page(hidden, author=amina, title="Secret page")
    for source, key in ((linking, ""), (c, ""), (secret, "metadata")):
        PageLink.objects.update_or_create(source=source, group_key=key, title="A", defaults={"slug": "a"})
    binning.delete_page(c, by=amina)
    html = as_member(amina).get(a.url_path + "delete/").content.decode()
    assert "1 page lies below it" in html
    assert "Linking page" in html and "Secret page" in html
    assert list(backlinks.linking_to(a, None).exclude(path__startswith=a.path)) == [linking]


@pytest.mark.django_db
def test_a_reason_that_is_too_long_is_sent_back(branch, amina, as_member):
    a, client = branch[0], as_member(amina)
    answer = client.post(a.url_path + "delete/", {"reason": "é" * 201})
    assert answer.status_code == 422 and "é" * 201 in answer.content.decode()
    assert fresh(a).live
    assert client.post(a.url_path + "delete/", {"reason": "x\x00" * 100}).url == WIKI
    assert Binned.objects.get(page=a).reason == "x" * 100


@pytest.mark.django_db
def test_the_bin_shows_who_when_why_and_a_button_to_who_may(branch, amina, benoit, metadata, as_member):
    mine = make_page(metadata, author=benoit, title="Mine")
    binning.delete_page(mine, by=benoit, reason="A typo")
    binning.delete_page(branch[0], by=amina)
    client = as_member(benoit)
    html = client.get("/en/group/metadata/wiki/bin/").content.decode()
    assert "Deleted by Benoît Kerjean" in html and "“A typo”" in html and "with 2 pages below it" in html
    assert html.count("Bring it back") == 1
    assert client.post(f"/en/group/metadata/wiki/bin/{branch[0].pk}/restore/").status_code == 403
    assert client.post(f"/en/group/metadata/wiki/bin/{mine.pk}/restore/").url == mine.url_path
    for pk in (branch[1].pk, wiki_root(metadata).pk):
        assert client.post(f"/en/group/metadata/wiki/bin/{pk}/restore/").url.endswith("/wiki/bin/")
    assert client.post("/en/group/metadata/wiki/bin/99999999999999999999/restore/").status_code == 404
    assert as_member(amina).get("/fr/groupe/metadata/wiki/corbeille/").status_code == 200


@pytest.mark.django_db
def test_a_page_in_the_bin_shows_nowhere(metadata, amina, benoit, as_member, mailoutbox):
    word = "Xylophone"
    page = make_page(metadata, author=amina, title=word, body=f"{word} words.")
    make_page(metadata, author=amina, title="Linking", body=f"Words.\n\n[[{word}]]")
    half = make_page(
        metadata, author=benoit, title="Moitié", body="Mots.", language="fr", translation_of=page
    )
    client = as_member(benoit)
    shown = ["/en/", "/fr/", "/en/groups/metadata/", "/fr/groupes/metadonnees/", WIKI,
             "/fr/groupes/metadonnees/wiki/", half.url_path, WIKI + "arrange/",
             half.url_path + "history/", f"/en/wiki/{half.pk}/"]  # fmt: skip
    assert any(word in client.get(address).content.decode() for address in shown)
    binning.delete_page(page, by=amina)
    for address in shown:
        answer = client.get(address, follow=True)
        assert word not in answer.content.decode(), address
    # The text of the link stays, and leads to the form of a new page.
    assert f"new/?title={word}" in client.get(WIKI + "linking/").content.decode()
    assert client.get(f"/en/wiki/{page.pk}/").status_code == 404
    assert not Edit.objects.visible_to(amina).filter(page=page).exists()
    DigestSchedule.objects.filter(member=benoit).update(
        covered_until=timezone.now() - datetime.timedelta(hours=1)
    )
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    planning.plan(tomorrow)
    deliver_due(tomorrow)
    mails = [
        f"{mail.subject} {mail.body} {mail.message()}" for mail in mailoutbox if benoit.email in str(mail.to)
    ]
    assert any("Linking" in mail for mail in mails)
    assert not any(word in mail for mail in mails)


# The end of 30 days


@pytest.mark.django_db
def test_after_30_days_it_is_gone_and_what_others_began_stays(branch, amina, benoit, metadata, site):
    a, b, c = branch
    draft = Draft.objects.create(author=benoit, page=b, title="B", body="Half a thought")
    below = Draft.objects.create(author=benoit, parent=b, form="f", body="A new page")
    proposed = ProposedEdit.objects.create(
        group=metadata, page=c, author=benoit, author_name="Benoît", title="C", body="Better"
    )
    then = timezone.now() - datetime.timedelta(days=29, hours=23)
    binning.delete_page(b, by=amina, at=then)
    binning.delete_page(a, by=amina, at=then + datetime.timedelta(hours=2))
    empty_bin()
    assert Binned.objects.count() == 3
    assert binning.empty(timezone.now() + datetime.timedelta(hours=2)) == 2
    assert set(WikiPage.objects.filter(pk__in=[a.pk, b.pk, c.pk])) == {a}
    call_command("empty_bin")
    assert binning.empty(timezone.now() + datetime.timedelta(days=30)) == 1
    for row in (draft, below, proposed):
        row.refresh_from_db()
    assert (draft.page, draft.body) == (None, "Half a thought")
    assert (below.parent, proposed.page) == (None, None)
    entries = metadata.log.filter(deed=LogEntry.Deed.PURGED_PAGE).order_by("pk")
    assert list(entries.values_list("words", flat=True)) == ["B", "A"]
    assert all(entry.actor is None and entry.actor_name for entry in entries)
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_a_live_page_is_never_removed_with_one_above_it(branch, amina, caplog):
    a, b, c = branch
    binning.delete_page(a, by=amina)
    # Nothing of ours does this; whoever publishes a page in Wagtail's admin does.
    WikiPage.objects.filter(pk=c.pk).update(live=True)
    assert binning.empty(timezone.now() + binning.KEPT_FOR) == 0
    assert WikiPage.objects.filter(pk__in=[a.pk, b.pk, c.pk]).count() == 3
    assert "kept" in caplog.text


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_a_save_and_a_deletion_at_once(metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="Page", silent=True)
    base = page.latest_revision_id
    saved, gone = at_once(
        lambda: save_page(page, author=benoit, title="Page", body="New words.", base=base),
        lambda: binning.delete_page(page, by=amina),
    )
    assert gone == 1
    if isinstance(saved, Exception):
        assert isinstance(saved, WikiPage.DoesNotExist)
        assert page.edits.count() == 1
    else:
        assert page.edits.count() == 2
    assert not fresh(page).live


@pytest.mark.django_db(transaction=True)
def test_a_member_never_deletes_what_somebody_else_saves_at_that_moment(metadata, amina, benoit):
    page = make_page(metadata, author=benoit, title="Page", silent=True)
    saved, gone = at_once(
        lambda: save_page(page, author=amina, title="Page", body="Hers.", base=page.latest_revision_id),
        lambda: binning.delete_page(page, by=benoit),
    )
    if isinstance(saved, Exception):
        assert isinstance(saved, WikiPage.DoesNotExist) and gone == 1
    else:
        assert isinstance(gone, binning.WrittenByOthers) and fresh(page).live


@pytest.mark.django_db(transaction=True)
def test_a_page_is_never_written_below_one_that_is_deleted_at_that_moment(metadata, amina):
    page = make_page(metadata, author=amina, title="Page", silent=True)
    created, gone = at_once(
        lambda: create_page(fresh(page), author=amina, title="Below", body="x", silent=True),
        lambda: binning.delete_page(page, by=amina),
    )
    if isinstance(created, Exception):
        assert isinstance(created, WikiPage.DoesNotExist) and gone == 1
    else:
        assert gone == 2
    assert not binning.branch(page).exists()


@pytest.mark.django_db(transaction=True)
def test_two_restores_at_once_are_one(metadata, amina, benoit):
    above = make_page(metadata, author=amina, title="Above", silent=True)
    page = make_page(metadata, author=amina, title="Page", parent=above, silent=True)
    binning.delete_page(page, by=amina)
    binning.delete_page(above, by=amina)
    results = at_once(*[lambda: binning.restore_page(page, by=amina)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["NotInTheBin", "tuple"], results
    assert fresh(page).url_path == WIKI + "page/"
    assert metadata.log.filter(deed=LogEntry.Deed.RESTORED_PAGE).count() == 1
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db(transaction=True)
def test_the_bin_is_emptied_once_at_once(metadata, amina):
    page = make_page(metadata, author=amina, title="Page", silent=True)
    binning.delete_page(page, by=amina)
    later = timezone.now() + binning.KEPT_FOR
    results = at_once(*[lambda: binning.empty(later)] * 3)
    assert sorted(results) == [0, 0, 1]
    assert metadata.log.filter(deed=LogEntry.Deed.PURGED_PAGE).count() == 1
