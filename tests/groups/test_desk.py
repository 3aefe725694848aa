"""The stewards' desk and the members page: who sees whom, and everything done without Wagtail's admin."""

import datetime

import pytest
from django.utils import timezone

from groups import access, invitations, membership, requests
from groups.models import Affiliation, Group, Membership, Organisation
from members.models import User
from tests.factories import belong, make_member
from tests.groups.conftest import words_of

pytestmark = pytest.mark.django_db
DESK = "/en/group/metadata/desk/"


def crowd(group, number, **fields):
    people = [
        make_member(f"Person{n} Crowd", email=f"p{n}-{group.key}@example.org", **fields)
        for n in range(number)
    ]
    place = Organisation.objects.get_or_create(name="National Library", country="NO")[0]
    for n, person in enumerate(people):
        belong(person, group)
        Affiliation.objects.create(member=person, organisation=place)
        if n % 3 == 0:
            membership.begin_stewardship(person, group, title="co-chair")
    return people


def test_the_desk_says_what_waits_and_who_was_here(client, metadata, amina, benoit, invited):
    today = timezone.now().date()
    Membership.objects.filter(member=benoit).update(last_here=today - datetime.timedelta(days=1))
    membership.begin_stewardship(amina, metadata, title="chair", begun=datetime.date(2023, 2, 1))
    invited(metadata)
    client.force_login(amina)
    page = words_of(client.get(DESK))
    assert "Only the stewards of Metadata and the administrators see this page." in page
    assert "Nothing waits for you" in page and "1 invitation not used yet" in page
    assert "chair since 2023" in page and "yesterday" in page and "today" in page
    assert "Amina Bello invited somebody" in page and "new@example.org" in page
    french = words_of(client.get("/fr/groupe/metadata/bureau/"))
    assert "Bureau des responsables" in french and "présidence depuis 2023" in french and "hier" in french


def test_the_desk_costs_the_same_for_a_crowd(client, metadata, amina, django_assert_max_num_queries):
    crowd(metadata, 60)
    Group.objects.update(join_policy="request")
    for n in range(25):
        requests.ask(make_member(f"Asker{n} Crowd", email=f"a{n}@example.org"), metadata, "Please.")
    client.force_login(amina)
    client.get(DESK)  # the day of this visit is written down
    with django_assert_max_num_queries(15):
        page = client.get(DESK)
    assert "Asking to join (25)" in words_of(page)
    for address in (DESK + "members/", DESK + "log/", DESK + "invitations/", "/en/group/metadata/members/"):
        with django_assert_max_num_queries(13):
            assert client.get(address).status_code == 200


def test_the_log_keeps_everything_by_pages(client, metadata, amina, benoit):
    for _ in range(60):
        membership.leave(benoit, metadata)
        membership.join(benoit, metadata)
    client.force_login(amina)
    first, second = (words_of(client.get(f"{DESK}log/?page={n}")) for n in (1, 2))
    assert first.count("Benoît Kerjean") == 100 and second.count("Benoît Kerjean") == 20
    assert "joined the group" in first and "left the group" in first
    assert client.get(f"{DESK}log/?page=nonsense").status_code == 200


def test_a_steward_removes_shuts_out_and_lets_in(client, metadata, amina, benoit):
    client.force_login(amina)
    remove = f"{DESK}members/{benoit.pk}/remove/"
    assert "Remove Benoît Kerjean from the group?" in words_of(client.get(remove))
    assert metadata.memberships.filter(member=benoit).exists()
    assert client.post(remove, {"reason": ""}).status_code == 422
    assert "is no longer a member" in words_of(client.post(remove, {"reason": "Moved."}, follow=True))
    again = client.post(remove, {"reason": "Moved."}, follow=True)
    assert "Somebody has done that already" in words_of(again)
    membership.join(benoit, metadata)
    ban = f"{DESK}members/{benoit.pk}/shut-out/"
    client.get(ban)
    assert not metadata.bans.exists()
    client.post(ban, {"reason": "Threats."})
    members = words_of(client.get(f"{DESK}members/"))
    assert "Threats." in members and "Let in again" in members
    client.post(f"{DESK}members/{benoit.pk}/let-in/")
    assert not metadata.bans.exists()


def test_a_steward_learns_nothing_of_strangers(client, metadata, amina, admin):
    """An id alone names nobody whose profile is closed to the steward."""
    stranger = make_member("Secret Stranger", email="secret@example.org", seen_by="groups")
    client.force_login(amina)
    for deed in ("remove", "shut-out", "steward", "end-stewardship"):
        for pk in (stranger.pk, 10**20):
            assert client.get(f"{DESK}members/{pk}/{deed}/").status_code == 404
    client.force_login(admin)
    assert client.get(f"{DESK}members/{stranger.pk}/shut-out/").status_code == 200


def test_somebody_who_asked_can_be_shut_out(client, speech, amina):
    stranger = make_member("Secret Stranger", email="secret@example.org", seen_by="groups")
    requests.ask(stranger, speech, "Buy!")
    client.force_login(amina)
    client.post(f"/en/group/speech/desk/members/{stranger.pk}/shut-out/", {"reason": "Advertising."})
    assert access.access(stranger, speech).banned
    assert "Nothing waits for you" in words_of(client.get("/en/group/speech/desk/"))


def test_an_administrator_runs_any_group_and_the_log_says_so(client, hidden, admin, amina):
    client.force_login(admin)
    assert client.get("/en/group/board/desk/").status_code == 200
    assert hidden.log.filter(deed="entered", actor=admin).exists()
    client.post("/en/group/board/desk/invitations/", {"email": "a@example.org", "language": "en"})
    assert hidden.invitations.get().invited_by == admin


def test_who_stops_being_a_steward_meanwhile_is_told(client, metadata, amina, benoit):
    """The view has let them in; the deed, under its lock, does not."""
    row = invitations.Line(1, "a@example.org", "en")
    membership.begin_stewardship(benoit, metadata)
    membership.leave(amina, metadata)
    with pytest.raises(membership.Refused):
        invitations.invite_many(metadata, amina, [row])
    client.force_login(amina)
    answer = client.post(f"{DESK}invitations/", {"email": "a@example.org", "language": "en"})
    assert answer.status_code == 403 and "Only the stewards of this group" in words_of(answer)
    assert not metadata.invitations.exists()


# The members page


def test_who_sees_whom(client, metadata, amina, benoit, chloe, admin):
    for name, seen_by in (("Open Person", "everyone"), ("Inner Person", "members"), ("Shy Person", "groups")):
        belong(make_member(name, seen_by=seen_by), metadata)
    belong(make_member("Closed Person", is_active=False), metadata)
    address = "/en/group/metadata/members/"

    def seen():
        page = words_of(client.get(address))
        assert "Closed Person" not in page
        return [name for name in ("Open", "Inner", "Shy") if f"{name} Person" in page], page

    names, page = seen()
    assert names == ["Open"] and "and 4 others, whose profiles are not open to you" in page
    client.force_login(chloe)
    names, page = seen()
    assert names == ["Open", "Inner"] and "and 1 other, whose profile is not open to you" in page
    for person in (benoit, amina, admin):
        client.force_login(person)
        names, page = seen()
        assert names == ["Open", "Inner", "Shy"] and "themselves" not in page


def test_everyone_shares_the_community_and_it_opens_no_profile(client, site, benoit):
    make_member("Shy Person", seen_by="groups")
    make_member("Inner Person", seen_by="members")
    client.force_login(benoit)
    page = words_of(client.get("/en/group/community/members/"))
    assert "Inner Person" in page and "Shy Person" not in page and "1 other, whose profile" in page
    membership.begin_stewardship(benoit, Group.objects.get(is_community=True))
    for address in (
        "/en/group/community/members/",
        "/en/group/community/desk/members/",
        "/en/group/community/desk/",
    ):
        page = words_of(client.get(address))
        assert "Inner Person" in page and "Shy Person" not in page


def test_members_come_fifty_to_a_page(client, metadata, amina):
    crowd(metadata, 55, seen_by="everyone")
    first, second = (words_of(client.get(f"/en/group/metadata/members/?page={n}")) for n in (1, 2))
    assert first.count(" Crowd ") == 50 and second.count(" Crowd ") == 5
    assert "National Library" in first and "co-chair since" in first
    assert "and 2 others, whose profiles are not open to you" in first


def test_the_tabs_show_what_one_may_open(client, metadata, amina, benoit):
    home = "/en/groups/metadata/"
    assert "/en/group/metadata/members/" in client.get(home).content.decode()
    client.force_login(benoit)
    assert DESK not in client.get(home).content.decode()
    client.force_login(amina)
    assert DESK in client.get(home).content.decode()


def test_the_desk_shows_of_who_asks_no_more_than_the_form_says(client, speech, amina, chloe):
    """Their name and their words; where they work and what they read are part of their profile."""
    library = Organisation.objects.create(name="Quiet Library", country="CA")
    Affiliation.objects.create(member=chloe, organisation=library)
    requests.ask(chloe, speech, "Please let me in.")
    client.force_login(amina)
    for seen_by, shown in (("members", True), ("groups", False)):
        User.objects.filter(pk=chloe.pk).update(seen_by=seen_by)
        page = words_of(client.get("/en/group/speech/desk/"))
        assert "Chloé Tremblay" in page and "Please let me in." in page
        assert ("Quiet Library" in page) is shown
        assert ("reads French" in page) is shown


def test_stewards_of_everybody_see_no_more_of_a_profile_than_others(client, amina, chloe):
    """Everyone belongs to the community group, so that running it opens no profile."""
    community = Group.objects.get(is_community=True)
    belong(amina, community, role="steward")
    belong(chloe, community)
    library = Organisation.objects.create(name="Quiet Library", country="CA")
    Affiliation.objects.create(member=chloe, organisation=library)
    client.force_login(amina)
    for seen_by, shown in (("members", True), ("groups", False)):
        User.objects.filter(pk=chloe.pk).update(seen_by=seen_by)
        for address in ("desk/", "desk/members/", "members/"):
            page = words_of(client.get(f"/en/group/{community.key}/{address}"))
            assert "Chloé Tremblay" in page
            assert ("Quiet Library" in page) is shown, address


def test_letting_in_somebody_who_cannot_be(client, speech, amina):
    client.force_login(amina)
    for number in (0, 999_999, 2**63 + 5):
        assert client.post(f"/en/group/speech/desk/members/{number}/let-in/").status_code == 404
