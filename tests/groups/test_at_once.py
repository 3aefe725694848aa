"""Two people at the same moment: one deed is done, the other is told, and nothing is half done."""

import pytest

from groups import invitations, membership, requests, stewards
from groups.deeds import LastSteward, NoLongerAllowed, Refused
from groups.models import Group
from tests.at_once import at_once as in_threads
from tests.factories import make_group, make_member, make_site

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def two():
    """Two stewards of one group where people ask."""
    make_site()
    people = [make_member("Ada First"), make_member("Bo Second")]
    return make_group("speech", join_policy="request", stewards=people), people


def at_once(*deeds):
    """As tests.at_once; whatever is raised is a Refused."""
    results = in_threads(*deeds)
    assert all(isinstance(result, Refused) for result in results if isinstance(result, Exception)), results
    return results


def refusals(results):
    return [type(result) for result in results if isinstance(result, Refused)]


def in_step(group):
    """Whether roles and running stewardships say the same."""
    roles = set(group.memberships.filter(role="steward").values_list("member", flat=True))
    return roles == set(group.stewardships.filter(ended=None).values_list("member", flat=True))


def test_two_stewards_accept_one_request(two):
    group, (ada, bo) = two
    for n in range(ROUNDS):
        asker = make_member(f"Asker{n} Person")
        requests.ask(asker, group)
        row = group.requests.get(member=asker)
        results = at_once(lambda row=row: requests.accept(row, ada), lambda row=row: requests.accept(row, bo))
        assert refusals(results) == [requests.AlreadyAnswered]
        assert group.memberships.filter(member=asker).count() == 1
        assert group.log.filter(deed="accepted", subject=asker).count() == 1


def test_one_accepts_and_one_refuses(two):
    group, (ada, bo) = two
    for n in range(ROUNDS):
        asker = make_member(f"Asker{n} Person")
        requests.ask(asker, group)
        row = group.requests.get(member=asker)
        results = at_once(
            lambda row=row: requests.accept(row, ada), lambda row=row: requests.refuse(row, bo, "No.")
        )
        assert refusals(results) == [requests.AlreadyAnswered]
        row.refresh_from_db()
        assert group.memberships.filter(member=asker).exists() == (row.state == "accepted")
        assert group.log.filter(subject=asker).count() == 1


def test_two_stewards_leave(two):
    group, (ada, bo) = two
    for _ in range(ROUNDS):
        results = at_once(lambda: membership.leave(ada, group), lambda: membership.leave(bo, group))
        assert refusals(results) == [LastSteward]
        assert membership.active_stewards(group).count() == 1 and in_step(group)
        for person in (ada, bo):
            membership.begin_stewardship(person, group)


def test_two_stewards_demote_each_other(two):
    group, (ada, bo) = two
    for _ in range(ROUNDS):
        results = at_once(
            lambda: stewards.end_stewardship(bo, group, ada), lambda: stewards.end_stewardship(ada, group, bo)
        )
        assert refusals(results) == [NoLongerAllowed]
        assert membership.active_stewards(group).count() == 1 and in_step(group)
        for person in (ada, bo):
            membership.begin_stewardship(person, group)


def test_one_leaves_while_the_other_steps_down(two):
    group, (ada, bo) = two
    for _ in range(ROUNDS):
        results = at_once(
            lambda: membership.leave(ada, group), lambda: stewards.end_stewardship(bo, group, bo)
        )
        assert refusals(results) == [LastSteward]
        assert membership.active_stewards(group).count() == 1 and in_step(group)
        for person in (ada, bo):
            membership.begin_stewardship(person, group)


def test_one_leaves_while_the_other_names_and_removes(two):
    group, (ada, bo) = two
    for _ in range(ROUNDS):
        at_once(lambda: membership.leave(ada, group), lambda: membership.remove(ada, group, bo, "Gone."))
        assert list(membership.active_stewards(group).values_list("member", flat=True)) == [bo.pk]
        assert group.log.filter(deed__in=["left", "removed"]).count() == 1
        group.log.all().delete()
        membership.begin_stewardship(ada, group)


def test_an_invitation_is_used_once(two):
    """By its owner from two windows, and while it is taken back."""
    group, (ada, bo) = two
    for n in range(ROUNDS):
        guest = make_member(f"Guest{n} Person")
        invitations.invite(group, ada, guest.email, "en")
        row = group.invitations.get(email=guest.email)
        results = at_once(
            *[lambda row=row, guest=guest: invitations.accept_invitation(row, guest) for _ in range(2)]
        )
        assert sorted(results) == [False, True]
        assert group.log.filter(deed="came", actor=guest).count() == 1

        guest = make_member(f"Other{n} Person")
        invitations.invite(group, ada, guest.email, "en")
        row = group.invitations.get(email=guest.email)
        results = at_once(
            lambda row=row, guest=guest: invitations.accept_invitation(row, guest),
            lambda row=row: invitations.revoke(row, bo),
        )
        assert len(refusals(results)) == 1
        row.refresh_from_db()
        assert group.memberships.filter(member=guest).exists() == (row.state == "used")


def test_two_stewards_send_the_same_list(two):
    group, (ada, bo) = two
    text = [f"guest{n}@example.org" for n in range(50)]
    lists = [[invitations.Line(n, email, "en") for n, email in enumerate(text)] for _ in range(2)]
    at_once(
        lambda: invitations.invite_many(group, ada, lists[0]),
        lambda: invitations.invite_many(group, bo, lists[1]),
    )
    assert group.invitations.count() == 50
    outcomes = [{line.outcome for line in lines} for lines in lists]
    assert sorted(outcomes, key=str) == [{"invited"}, {"sent"}]


def test_two_presses_on_one_button(two):
    group, _people = two
    Group.objects.filter(pk=group.pk).update(join_policy="open")
    for n in range(ROUNDS):
        guest = make_member(f"Guest{n} Person")
        assert sorted(at_once(*[lambda guest=guest: membership.join(guest, group)] * 2)) == [False, True]
        assert sorted(at_once(*[lambda guest=guest: membership.leave(guest, group)] * 2)) == [False, True]
        assert group.log.filter(actor=guest).count() == 2
    Group.objects.filter(pk=group.pk).update(join_policy="request")
    assert sorted(at_once(*[lambda: requests.ask(guest, group)] * 2)) == [False, True]


def test_shut_out_while_an_invitation_is_used(two):
    group, (ada, _bo) = two
    for n in range(ROUNDS):
        guest = make_member(f"Guest{n} Person")
        invitations.invite(group, ada, guest.email, "en")
        row = group.invitations.get(email=guest.email)
        at_once(
            lambda row=row, guest=guest: invitations.accept_invitation(row, guest),
            lambda guest=guest: membership.ban(guest, group, ada),
        )
        assert not group.memberships.filter(member=guest).exists()
        assert group.bans.filter(member=guest).exists()
