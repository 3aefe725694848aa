"""Stewards, their titles and dates; no group without one, ever."""

import datetime
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from groups import invitations, membership, stewards
from groups.deeds import AccountClosed, LastSteward, NoLongerAllowed, NotAMember, ShutOut
from groups.models import Group, Stewardship
from tests.factories import make_member
from tests.groups.conftest import words_of

pytestmark = pytest.mark.django_db


def terms(group, member):
    return list(group.stewardships.filter(member=member).values_list("title", "begun", "ended"))


def test_naming_a_steward_is_dated_logged_and_told(metadata, amina, benoit):
    assert stewards.name_steward(benoit, metadata, amina, Stewardship.Title.CO_CHAIR)
    assert metadata.memberships.get(member=benoit).role == "steward"
    assert terms(metadata, benoit) == [("co-chair", timezone.localdate(), None)]
    entry = metadata.log.first()
    assert (entry.deed, entry.actor, entry.subject, entry.words) == (
        "named steward",
        amina,
        benoit,
        "co-chair",
    )
    assert not entry.told
    assert not stewards.name_steward(benoit, metadata, amina, Stewardship.Title.CO_CHAIR)


def test_another_title_begins_another_term(metadata, amina, benoit):
    begun = datetime.date(2024, 3, 1)
    membership.begin_stewardship(benoit, metadata, title="co-chair", begun=begun)
    assert stewards.name_steward(benoit, metadata, amina, Stewardship.Title.CHAIR)
    today = timezone.localdate()
    assert terms(metadata, benoit) == [("co-chair", begun, today), ("chair", today, None)]
    # Within the day it was a slip, and leaves no term of no days.
    assert stewards.name_steward(benoit, metadata, amina, "")
    assert terms(metadata, benoit) == [("co-chair", begun, today), ("", today, None)]


def test_ending_a_stewardship(metadata, amina, benoit):
    membership.begin_stewardship(benoit, metadata, begun=datetime.date(2024, 3, 1))
    assert stewards.end_stewardship(benoit, metadata, amina)
    assert metadata.memberships.get(member=benoit).role == "member"
    assert terms(metadata, benoit) == [("", datetime.date(2024, 3, 1), timezone.localdate())]
    assert not stewards.end_stewardship(benoit, metadata, amina)
    assert metadata.log.filter(deed="ended steward").count() == 1


def test_the_last_steward_does_not_step_down(metadata, amina, admin):
    for by in (amina, admin):
        with pytest.raises(LastSteward):
            stewards.end_stewardship(amina, metadata, by)
    assert metadata.memberships.get(member=amina).role == "steward"


def test_a_steward_steps_down_once_there_is_another(metadata, amina, benoit):
    stewards.name_steward(benoit, metadata, amina)
    assert stewards.end_stewardship(amina, metadata, amina)
    with pytest.raises(NoLongerAllowed):
        stewards.name_steward(amina, metadata, amina)
    with pytest.raises(LastSteward):
        stewards.end_stewardship(benoit, metadata, benoit)


def test_who_can_be_a_steward(metadata, amina, benoit, chloe):
    with pytest.raises(NotAMember):
        stewards.name_steward(chloe, metadata, amina)
    membership.ban(chloe, metadata, amina)
    with pytest.raises(ShutOut):
        stewards.name_steward(chloe, metadata, amina)
    benoit.is_active = False
    benoit.save()
    with pytest.raises(AccountClosed):
        stewards.name_steward(benoit, metadata, amina)


def test_anybody_can_run_the_community_group(site, admin, benoit, amina):
    community = Group.objects.get(is_community=True)
    stewards.name_steward(benoit, community, admin)
    with pytest.raises(LastSteward):
        stewards.end_stewardship(benoit, community, benoit)
    stewards.name_steward(amina, community, benoit)
    stewards.end_stewardship(benoit, community, amina)


def test_groups_that_nobody_else_runs(metadata, listed, amina, benoit):
    assert set(stewards.run_by_nobody_else(amina)) == {metadata, listed}
    membership.begin_stewardship(benoit, metadata)
    assert set(stewards.run_by_nobody_else(amina)) == {listed}
    assert not stewards.run_by_nobody_else(benoit).exists()
    benoit.is_active = False
    benoit.save()
    assert set(stewards.run_by_nobody_else(amina)) == {metadata, listed}


def test_no_order_of_deeds_leaves_a_group_without_a_steward(metadata, amina, benoit, admin):
    """Every sequence of three deeds on three people: after each, somebody with an open account runs it."""
    chloe = make_member("Third Person")
    people = [amina, benoit, chloe]
    for person in people:
        membership.begin_stewardship(person, metadata)
    deeds = [
        lambda person: membership.leave(person, metadata),
        lambda person: membership.remove(person, metadata, admin),
        lambda person: stewards.end_stewardship(person, metadata, admin),
        lambda person: membership.ban(person, metadata, admin),
    ]
    refused = 0
    for order in product(range(len(deeds)), repeat=3):
        with transaction.atomic():
            for person, deed in zip(people, order, strict=True):
                try:
                    deeds[deed](person)
                except LastSteward:
                    refused += 1
                assert membership.active_stewards(metadata).exists()
            transaction.set_rollback(True)
    assert refused == len(deeds) ** 3


# The pages


def test_a_steward_names_another_and_steps_down(client, metadata, amina, benoit):
    client.force_login(amina)
    address = f"/en/group/metadata/desk/members/{benoit.pk}/steward/"
    assert "steward" in words_of(client.get(address))
    refused = client.post(address, {"title": "king"})
    assert refused.status_code == 422 and "do not know this title" in words_of(refused)
    client.post(address, {"title": "chair"})
    assert metadata.stewardships.get(member=benoit, ended=None).title == "chair"
    home = client.post(f"/en/group/metadata/desk/members/{amina.pk}/end-stewardship/", follow=True)
    assert home.redirect_chain[-1][0] == "/en/groups/metadata/"
    assert client.get("/en/group/metadata/desk/").status_code == 403


def test_the_last_steward_is_told_why_they_stay(client, metadata, amina):
    client.force_login(amina)
    address = f"/en/group/metadata/desk/members/{amina.pk}/end-stewardship/"
    assert "no other steward" in words_of(client.post(address, follow=True))
    assert metadata.memberships.get(member=amina).role == "steward"


def test_a_reason_waits_when_the_deed_is_refused(client, metadata, amina, admin):
    client.force_login(admin)
    address = f"/en/group/metadata/desk/members/{amina.pk}/remove/"
    assert "no other steward" in words_of(client.post(address, {"reason": "A long story."}, follow=True))
    assert "A long story." in client.get(address).content.decode()


def test_what_belongs_to_another_group_is_not_there(client, metadata, hidden, amina, benoit, chloe):
    """A steward of one group uses the numbers of another's requests, invitations, pictures and versions."""
    dora = make_member("Dora Elsewhere", email="dora@demo.example", seen_by="groups")
    membership.begin_stewardship(chloe, metadata)
    asked = hidden.requests.create(member=dora, message="Please.")
    hidden.bans.create(member=make_member("Shut Out", email="out@demo.example", seen_by="groups"))
    invitations.invite(hidden, amina, "new@example.org", "en")
    invited = hidden.invitations.get()
    photo = hidden.photos.create(file="0" * 32, file_name="x.webp", alt={"en": "X"})
    version = hidden.pages.get(locale__language_code="en").save_revision(user=amina)
    # Chloé runs Metadata and has nothing to do with the other one.
    client.force_login(chloe)
    desk = "/en/group/metadata/desk/"
    words = {"reason": "So.", "title": "chair"}

    def of_the_other():
        rows = (hidden.requests, hidden.invitations, hidden.photos, hidden.bans, hidden.log)
        return [list(some.order_by("pk").values()) for some in rows]

    before = of_the_other()
    deeds = ["remove", "shut-out", "let-in", "steward", "end-stewardship"]
    people = [dora.pk, hidden.bans.get().member_id]
    for ending in [
        *(f"requests/{asked.pk}/{deed}/" for deed in ("accept", "refuse")),
        *(f"invitations/{invited.pk}/{deed}/" for deed in ("revoke", "again")),
        *(f"members/{pk}/{deed}/" for pk, deed in product(people, deeds)),
    ]:
        assert client.post(desk + ending, words).status_code == 404, ending
        assert client.get(desk + ending).status_code in (404, 405), ending
    client.post(f"/en/group/metadata/photos/{photo.pk}/remove/")
    assert client.get(f"/en/group/metadata/charter/en/history/{version.pk}/").status_code == 404
    assert of_the_other() == before
    assert not metadata.memberships.filter(member=dora).exists()
