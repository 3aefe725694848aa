"""Joining and leaving, being removed, shut out and let in again: what changes, what the log keeps."""

import datetime

import pytest
from django.utils import timezone

from groups import access, membership, requests
from groups.deeds import AccountClosed, Archived, LastSteward, NoLongerAllowed, Oneself, ShutOut
from groups.models import Group, JoinRequest, Membership
from tests.factories import belong

pytestmark = pytest.mark.django_db


def last(group):
    entry = group.log.first()
    return entry.deed, entry.actor, entry.subject, entry.words, entry.told


def test_joining_twice_is_joining_once(metadata, chloe):
    assert membership.join(chloe, metadata)
    assert not membership.join(chloe, metadata)
    assert metadata.log.filter(deed="joined", actor=chloe).count() == 1
    assert last(metadata) == ("joined", chloe, None, "", True)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"join_policy": "request"}, NoLongerAllowed),
        ({"join_policy": "invitation"}, NoLongerAllowed),
        ({"visibility": "listed"}, NoLongerAllowed),
        ({"ended": datetime.date(2020, 1, 1)}, Archived),
    ],
)
def test_the_policy_is_asked_again_when_joining(metadata, chloe, change, refusal):
    """The Group in hand is older than the change."""
    Group.objects.filter(pk=metadata.pk).update(**change)
    with pytest.raises(refusal):
        membership.join(chloe, metadata)
    assert not metadata.memberships.filter(member=chloe).exists()


def test_who_was_shut_out_does_not_join(metadata, amina, chloe):
    membership.ban(chloe, metadata, amina, "Advertisements.")
    with pytest.raises(ShutOut):
        membership.join(chloe, metadata)


def test_leaving_ends_a_stewardship_and_says_since_when(metadata, amina, benoit):
    membership.begin_stewardship(benoit, metadata, begun=datetime.date(2024, 3, 1))
    assert membership.leave(benoit, metadata)
    assert metadata.stewardships.get(member=benoit).ended == timezone.localdate()
    assert not metadata.memberships.filter(member=benoit).exists()
    assert last(metadata) == ("left", benoit, None, "", True)
    assert not membership.leave(benoit, metadata)


def test_the_last_steward_stays(metadata, amina, benoit):
    with pytest.raises(LastSteward):
        membership.leave(amina, metadata)
    assert metadata.memberships.get(member=amina).role == "steward"
    assert metadata.stewardships.get(member=amina).ended is None


def test_a_closed_account_is_no_steward(metadata, amina, benoit):
    membership.begin_stewardship(benoit, metadata)
    benoit.is_active = False
    benoit.save()
    with pytest.raises(LastSteward):
        membership.leave(amina, metadata)


def test_nobody_leaves_the_community_group(site, admin, benoit):
    community = Group.objects.get(is_community=True)
    belong(benoit, community)
    assert not membership.leave(benoit, community)
    assert not membership.remove(benoit, community, admin)
    assert community.memberships.filter(member=benoit).exists()


def test_removing_is_logged_with_who_and_why(metadata, amina, benoit):
    assert membership.remove(benoit, metadata, amina, "Writes elsewhere now.")
    assert last(metadata) == ("removed", amina, benoit, "Writes elsewhere now.", False)
    assert not membership.remove(benoit, metadata, amina, "Again.")
    assert membership.join(benoit, metadata), "who was removed may come back"


def test_nobody_removes_themselves_or_the_last_steward(metadata, amina, benoit, admin):
    for deed in (membership.remove, membership.ban):
        with pytest.raises(Oneself):
            deed(amina, metadata, amina)
        with pytest.raises(LastSteward):
            deed(amina, metadata, admin)
    assert not metadata.bans.exists()


def test_a_steward_of_a_moment_ago_does_nothing(metadata, amina, benoit, chloe):
    membership.begin_stewardship(benoit, metadata)
    membership.leave(amina, metadata)
    for deed in (membership.remove, membership.ban):
        with pytest.raises(NoLongerAllowed):
            deed(benoit, metadata, amina)
    with pytest.raises(NoLongerAllowed):
        membership.unban(chloe, metadata, amina)


def test_shutting_out_and_letting_in(metadata, amina, benoit):
    assert membership.ban(benoit, metadata, amina, "Threats.")
    assert not membership.ban(benoit, metadata, amina, "Threats.")
    assert last(metadata) == ("banned", amina, benoit, "Threats.", False)
    found = access.access(benoit, metadata)
    assert found.banned and not found.may_write and not found.may_join
    assert membership.unban(benoit, metadata, amina)
    assert not membership.unban(benoit, metadata, amina)
    assert last(metadata) == ("unbanned", amina, benoit, "", False)
    assert membership.join(benoit, metadata)


def test_shutting_out_answers_a_request(speech, amina, chloe):
    requests.ask(chloe, speech, "Buy this.")
    membership.ban(chloe, speech, amina, "An advertisement.")
    row = speech.requests.get()
    assert (row.state, row.decided_by, row.reason) == ("refused", amina, "An advertisement.")
    with pytest.raises(ShutOut):
        requests.ask(chloe, speech)


def test_who_is_shut_out_of_the_community_group_does_not_write_there(site, admin, benoit):
    community = Group.objects.get(is_community=True)
    assert access.access(benoit, community).may_write
    membership.ban(benoit, community, admin, "Spam.")
    assert not access.access(benoit, community).may_write
    membership.unban(benoit, community, admin)
    assert access.access(benoit, community).may_write


def test_joining_another_way_answers_the_request(speech, admin, chloe):
    requests.ask(chloe, speech, "Please.")
    Group.objects.filter(pk=speech.pk).update(join_policy="open")
    membership.join(chloe, speech)
    assert speech.requests.get().state == JoinRequest.State.ACCEPTED


def test_a_closed_account_is_not_let_in(speech, amina, chloe):
    requests.ask(chloe, speech)
    chloe.is_active = False
    chloe.save()
    with pytest.raises(AccountClosed):
        requests.accept(speech.requests.get(), amina)
    assert speech.requests.get().is_waiting


# The pages


def test_join_and_leave_in_both_languages(client, metadata, chloe):
    client.force_login(chloe)
    answer = client.post("/fr/groupe/metadata/rejoindre/", follow=True)
    assert "Bienvenue" in answer.content.decode()
    assert Membership.objects.filter(group=metadata, member=chloe).exists()
    answer = client.post("/en/group/metadata/leave/", follow=True)
    assert "You have left Metadata" in answer.content.decode()
    assert not Membership.objects.filter(group=metadata, member=chloe).exists()


def test_the_last_steward_is_told_what_to_do(client, metadata, amina):
    client.force_login(amina)
    answer = client.post("/en/group/metadata/leave/", follow=True)
    assert "Please name another one before you leave" in answer.content.decode()


def test_who_leaves_a_hidden_group_goes_to_the_front(client, hidden, benoit):
    client.force_login(benoit)
    answer = client.post("/en/group/board/leave/")
    assert answer.url == "/en/"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"join_policy": "request"}, "One asks to join this group"),
        ({"join_policy": "invitation"}, "by invitation"),
        ({"ended": datetime.date(2020, 1, 1)}, "kept as an archive"),
    ],
)
def test_why_one_cannot_join_is_said(client, metadata, chloe, change, words):
    Group.objects.filter(pk=metadata.pk).update(**change)
    client.force_login(chloe)
    answer = client.post("/en/group/metadata/join/", follow=True)
    assert words in answer.content.decode()
    assert not metadata.memberships.filter(member=chloe).exists()


def test_who_was_shut_out_is_told_so(client, metadata, amina, chloe):
    membership.ban(chloe, metadata, amina)
    client.force_login(chloe)
    answer = client.post("/en/group/metadata/join/", follow=True)
    assert "have shut you out" in answer.content.decode()
