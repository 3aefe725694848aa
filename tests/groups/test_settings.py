"""Stewards set their group: what follows from each choice, what does not go together, and the log of it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from groups.changes import in_words
from groups.governing import WouldOpen, archive, change_settings, revive, settings_of
from groups.models import Group, JoinRequest
from tests.at_once import at_once
from tests.factories import belong

ADDRESS = "/en/group/{}/settings/"


def as_form(group, **wanted):
    """What the form of the settings sends, as they are now but for `wanted`."""
    shown = settings_of(group)
    return {"part": "settings", **shown, **{f"was_{name}": text for name, text in shown.items()}, **wanted}


@pytest.fixture
def post(amina):
    """A function: Amina sends the form of a group's settings."""

    def send(group, **wanted):
        client = Client()
        client.force_login(amina)
        return client.post(ADDRESS.format(group.key), as_form(group, **wanted), follow=False)

    return send


@pytest.mark.django_db
def test_everything_can_be_set_and_the_log_says_it_to_each_reader(metadata, post):
    answer = post(
        metadata, kind="chapter", visibility="listed", join_policy="request", cloth="plum",
        source_language="fr", begun="2021-01-12",
    )  # fmt: skip
    assert answer.status_code == 302
    metadata.refresh_from_db()
    assert settings_of(metadata) == {
        "kind": "chapter", "visibility": "listed", "join_policy": "request", "who_writes": "members",
        "cloth": "plum", "source_language": "fr", "begun": "2021-01-12", "reviews_newcomers": "",
    }  # fmt: skip
    entry = metadata.log.get(deed="settings")
    assert "who may read: public before, private, listed now" in in_words(entry)
    assert "since: not known before, 12 January 2021 now" in in_words(entry)
    with translation.override("fr"):
        assert "12 janvier 2021" in in_words(entry)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("visibility", "asked_for", "holds"),
    [("hidden", "open", "invitation"), ("hidden", "request", "invitation"), ("listed", "open", "request"),
     ("listed", "invitation", "invitation"), ("public", "open", "open")],
)  # fmt: skip
def test_how_one_joins_follows_from_who_may_read(metadata, post, visibility, asked_for, holds):
    post(metadata, visibility=visibility, join_policy=asked_for)
    assert Group.objects.get(pk=metadata.pk).join_policy == holds


@pytest.mark.django_db
def test_a_listed_group_that_becomes_public_does_not_open_its_door_by_itself(listed, amina):
    assert (listed.join_policy, listed.how_to_join) == ("open", "request")
    shown = settings_of(listed)
    wanted = {**shown, "visibility": "public", "begun": None}
    change_settings(listed, by=amina, wanted=wanted, shown=shown, confirmed=True)
    assert Group.objects.get(pk=listed.pk).how_to_join == "request"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"visibility": "secret"}, "choose one of these"),
        ({"kind": "community"}, "choose one of these"),
        ({"kind": "club"}, "choose one of these"),
        ({"join_policy": ""}, "choose one of these"),
        ({"cloth": "tartan"}, "choose one of these"),
        ({"begun": "yesterday"}, "not a date that we can read"),
        ({"begun": "2021-02-30"}, "not a date that we can read"),
        ({"who_writes": "everyone", "visibility": "listed"}, "Only in a public group"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(metadata, post, wanted, words):
    before = settings_of(metadata)
    answer = post(metadata, **wanted)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert settings_of(Group.objects.get(pk=metadata.pk)) == before
    assert not metadata.log.filter(deed="settings").exists()


@pytest.mark.django_db
def test_a_private_group_becomes_public_only_when_it_is_said_twice(hidden, post):
    answer = post(hidden, visibility="public", join_policy="request")
    assert answer.status_code == 422
    assert "anyone can read all its pages" in answer.content.decode()
    assert Group.objects.get(pk=hidden.pk).visibility == "hidden"
    assert post(hidden, visibility="public", join_policy="request", confirmed="on").status_code == 302
    assert Group.objects.get(pk=hidden.pk).visibility == "public"


@pytest.mark.django_db
def test_an_old_form_does_not_undo_what_somebody_else_set(metadata, amina, post):
    old = as_form(metadata, cloth="plum")
    post(metadata, visibility="hidden", join_policy="invitation")
    client = Client()
    client.force_login(amina)
    assert client.post(ADDRESS.format("metadata"), old).status_code == 302
    metadata.refresh_from_db()
    assert (metadata.visibility, metadata.cloth) == ("hidden", "plum")


@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_once_both_have_their_way_or_are_told(metadata, amina, benoit):
    belong(benoit, metadata, "steward")
    shown = settings_of(metadata)
    same = {**shown, "begun": None}

    def change(member, **wanted):
        return lambda: change_settings(
            Group.objects.get(pk=metadata.pk), by=member, wanted=same | wanted, shown=shown
        )

    results = at_once(change(amina, visibility="hidden"), change(benoit, who_writes="everyone"))
    group = Group.objects.get(pk=metadata.pk)
    # Everyone may not write in a hidden group: whoever came second was told, and nothing else happened.
    assert sum(isinstance(result, ValidationError) for result in results) == 1, results
    assert (group.visibility, group.who_writes) in [("hidden", "members"), ("public", "everyone")]
    assert group.log.filter(deed="settings").count() == 1


@pytest.mark.django_db
def test_the_community_group_stays_what_it_is(site, amina, admin):
    group = Group.objects.get(is_community=True)
    belong(amina, group, "steward")
    client = Client()
    client.force_login(amina)
    html = client.get(ADDRESS.format(group.key)).content.decode()
    assert 'name="visibility"' not in html and 'value="archive"' not in html
    answer = client.post(
        ADDRESS.format(group.key),
        as_form(group, visibility="hidden", kind="chapter", join_policy="invitation", cloth="plum"),
    )
    assert answer.status_code == 302
    group.refresh_from_db()
    assert (group.visibility, group.kind, group.cloth) == ("public", "community", "plum")
    answer = client.post(
        ADDRESS.format(group.key),
        {"part": "archive", "ended": timezone.localdate().isoformat(), "sure": "on"},
    )
    assert answer.status_code == 422
    group.refresh_from_db()
    assert group.ended is None


@pytest.mark.django_db
def test_requests_that_wait_stay_when_the_group_is_hidden(metadata, chloe, amina, post):
    JoinRequest.objects.create(group=metadata, member=chloe)
    client = Client()
    client.force_login(amina)
    assert "One person waits for an answer" in client.get(ADDRESS.format("metadata")).content.decode()
    assert post(metadata, visibility="hidden").status_code == 302
    assert metadata.requests.get().is_waiting


@pytest.mark.django_db
def test_archive_and_revive(metadata, amina, benoit, client):
    client.force_login(amina)
    address, today = ADDRESS.format("metadata"), timezone.localdate(timezone=amina.zone)
    unsure = client.post(address, {"part": "archive", "ended": today.isoformat()})
    assert unsure.status_code == 422 and "tick this box" in unsure.content.decode()
    sure = {"part": "archive", "ended": today.isoformat(), "sure": "on"}
    for _press in range(2):
        assert client.post(address, sure).status_code == 302
    metadata.refresh_from_db()
    assert metadata.is_archived
    entry = metadata.log.get(deed="archived")
    assert in_words(entry).endswith(str(today.year))
    client.force_login(benoit)
    home = client.get("/en/groups/metadata/").content.decode()
    assert "has been an archive since" in home and "discussions/new/" not in home
    client.force_login(amina)
    for _press in range(2):
        assert client.post(address, {"part": "revive"}).status_code == 302
    assert metadata.log.filter(deed="revived").count() == 1
    assert "discussions/new/" in client.get("/en/groups/metadata/").content.decode()


@pytest.mark.django_db
def test_dates_that_cannot_be(metadata, amina, client, post):
    today = timezone.localdate(timezone=amina.zone)
    Group.objects.filter(pk=metadata.pk).update(begun=today)
    client.force_login(amina)
    for ended, words in (
        (today - datetime.timedelta(days=1), "began after this day"),
        (today + datetime.timedelta(days=1), "still to come"),
        ("never", "not a date that we can read"),
    ):
        answer = client.post(
            ADDRESS.format("metadata"), {"part": "archive", "ended": str(ended), "sure": "on"}
        )
        assert answer.status_code == 422 and words in answer.content.decode()
    metadata.refresh_from_db()
    assert archive(metadata, by=amina, ended=today)
    metadata.refresh_from_db()
    answer = post(metadata, begun=(today + datetime.timedelta(days=1)).isoformat())
    assert answer.status_code == 422 and "archived before this day" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_archived_by_two_at_once_once(metadata, amina):
    today = timezone.localdate()
    results = at_once(*[lambda: archive(metadata, by=amina, ended=today)] * 2)
    assert sorted(results) == [False, True]
    assert sorted(at_once(*[lambda: revive(metadata, by=amina)] * 2)) == [False, True]


@pytest.mark.django_db
def test_whoever_did_not_confirm_is_asked_whatever_the_form_showed(hidden, amina):
    wanted = {**settings_of(hidden), "begun": None, "visibility": "public"}
    with pytest.raises(WouldOpen):
        change_settings(hidden, by=amina, wanted=wanted, shown={})
