"""Who ran the community on any day: institutions by dated roles, committees by dated stewards."""

import datetime

import pytest
from django.utils import timezone

from groups.models import Membership, Organisation, OrganisationRole, Stewardship
from tests.factories import make_group, make_member

pytestmark = pytest.mark.django_db

ENGLISH, FRENCH = "/en/who-runs-this/", "/fr/qui-fait-vivre-le-reseau/"


def held(name, role, begun, ended=None):
    organisation, _created = Organisation.objects.get_or_create(name=name, defaults={"country": "FR"})
    return OrganisationRole.objects.create(organisation=organisation, role=role, begun=begun, ended=ended)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def history(site):
    held("Old Library", "secretariat", "2019-01-01", "2023-12-31")
    held("Long Library", "secretariat", "2019-01-01", "2025-12-31")
    held("Co Library", "co-chair", "2024-01-01", "2024-12-31")
    held("Founder Museum", "founding member", "2026-01-01")
    held("Board Archive", "board", "2026-02-01")
    held("Host City Library", "host", "2024-01-01")
    held("Plain Member", "member", "2018-01-01")


@pytest.mark.parametrize(
    "on, names",
    [
        ("2018-12-31", []),
        ("2019-01-01", ["Long Library", "Old Library"]),
        ("2024-06-01", ["Long Library", "Co Library"]),
        ("2025-12-31", ["Long Library"]),
        ("2026-01-15", ["Founder Museum"]),
        ("", ["Board Archive", "Founder Museum"]),
        ("01/06/2024", ["Long Library", "Co Library"]),
    ],
)
def test_each_day_has_its_own_answer(client, history, on, names):
    answer = client.get(ENGLISH, {"on": on})
    assert answer.status_code == 200
    rows = [row.organisation.name for _role, _heading, rows in answer.context["sections"] for row in rows]
    assert rows == names
    assert all(name in text(answer) for name in names)
    assert ("Nobody is recorded for that day." in text(answer)) == (not names)


def test_the_french_page_says_it_in_french(client, history):
    answer = text(client.get(FRENCH, {"on": "2024-06-01"}))
    assert "Le 1ᵉʳ juin 2024" in answer and "Coprésidence" in answer and "Secrétariat" in answer
    assert f'href="{ENGLISH}?on=2024-06-01"' in answer


@pytest.mark.parametrize(
    "on", ["hello", "2024-13-45", "0000-00-00", "0001-01-01", "9999-12-31", "2" * 5000, "\x00"]
)
def test_a_date_that_is_none_gets_a_sentence_and_stays(client, history, on):
    answer = client.get(ENGLISH, {"on": on})
    assert answer.status_code == 422
    assert "This is not a date that we can read." in text(
        answer
    ) or "Please choose a date between 1900" in text(answer)
    if on.isascii() and on.isprintable():
        assert f'value="{on}"' in text(answer)
    # Below it is what holds today.
    assert "Founder Museum" in text(answer)


def test_one_steps_through_time_without_typing(client, history):
    answer = client.get(ENGLISH, {"on": "2024-06-01"})
    days = [day.isoformat() for day in answer.context["days"]]
    assert days == ["2026-02-01", "2026-01-01", "2025-01-01", "2024-01-01", "2019-01-01"]
    assert 'href="?on=2024-01-01" rel="prev"' in text(answer)
    assert 'href="?on=2025-01-01" rel="next"' in text(answer)
    seen, on = [], "2019-01-01"
    while on:
        answer = client.get(ENGLISH, {"on": on})
        seen.append(on)
        on = answer.context["after"] and answer.context["after"].isoformat()
    assert seen == days[::-1]


@pytest.fixture
def committees(amina, benoit):
    """A hidden, a listed and a public committee. The public one had Benoît before Amina, and ended in 2025."""
    made = {
        visibility: make_group(
            f"{visibility}-committee",
            kind="committee",
            visibility=visibility,
            members=[amina],
            begun="2020-01-01",
        )
        for visibility in ("public", "listed", "hidden")
    }
    public = made["public"]
    public.ended = datetime.date(2026, 1, 1)
    public.save()
    for member, begun, ended in ((benoit, "2020-01-01", "2022-06-30"), (amina, "2022-07-01", None)):
        Stewardship.objects.create(
            group=public, member=member, member_name=member.name, title="chair", begun=begun, ended=ended
        )
    return made


@pytest.mark.parametrize("on, steward", [("2022-06-30", "Benoît Kerjean"), ("2022-07-01", "Amina Bello")])
def test_committees_have_the_stewards_of_that_day(client, committees, on, steward):
    answer = client.get(ENGLISH, {"on": on})
    page = next(page for page in answer.context["committees"] if page.group == committees["public"])
    assert [row.member.name for row in page.stewards] == [steward]
    assert steward in text(answer)
    assert {"Benoît Kerjean", "Amina Bello"} - {steward} == {
        name for name in ("Benoît Kerjean", "Amina Bello") if name not in text(answer)
    }


@pytest.mark.parametrize("on, there", [("2019-12-31", False), ("2025-12-31", True), ("2026-01-01", False)])
def test_a_committee_is_there_between_its_dates(client, committees, on, there):
    assert ("Public committee" in text(client.get(ENGLISH, {"on": on}))) == there


def test_a_hidden_committee_is_nobody_elses_business(client, committees, amina, chloe, admin):
    """Neither its name nor the day it began or changed hands."""
    Stewardship.objects.create(
        group=committees["hidden"], member=amina, member_name=amina.name, begun="2021-05-05"
    )
    for reader in (None, chloe):
        if reader:
            client.force_login(reader)
        answer = client.get(ENGLISH, {"on": "2021-05-06"})
        assert "Hidden committee" not in text(answer) and "2021-05-05" not in text(answer)
        assert "Listed committee" in text(answer)
    for reader in (amina, admin):
        client.force_login(reader)
        answer = client.get(ENGLISH, {"on": "2021-05-06"})
        assert "Hidden committee" in text(answer) and "2021-05-05" in text(answer)


def test_looking_changes_nothing(client, committees, admin):
    client.force_login(admin)
    client.get(ENGLISH)
    assert not committees["hidden"].log.filter(deed="entered").exists()
    assert not Membership.objects.exclude(last_here=None).exists()


def test_a_closed_account_has_no_name_here(client, committees, benoit):
    benoit.is_active = False
    benoit.save()
    answer = text(client.get(ENGLISH, {"on": "2021-01-01"}))
    assert "Benoît" not in answer and "somebody whose account is closed" in answer
    Stewardship.objects.filter(member=benoit).update(member=None)
    answer = text(client.get(ENGLISH, {"on": "2021-01-01"}))
    assert "Benoît" not in answer and "somebody whose account is closed" in answer


@pytest.mark.parametrize("seen_by, seen", [("everyone", "vm"), ("members", "m"), ("groups", "")])
def test_administrators_are_named_as_far_as_their_profile_is_seen(client, admin, chloe, seen_by, seen):
    admin.seen_by = seen_by
    admin.save()
    found = "v" if admin.name in text(client.get(ENGLISH)) else ""
    client.force_login(chloe)
    found += "m" if admin.name in text(client.get(ENGLISH)) else ""
    assert found == seen
    # Of the past nothing is known.
    assert admin.name not in text(client.get(ENGLISH, {"on": "2020-01-01"}))


def test_queries_do_not_grow(client, history, committees, chloe, django_assert_num_queries):
    client.force_login(chloe)
    client.get("/en/groups/")  # the device is noted once an hour
    today = timezone.localdate()
    for number in range(200):
        if number in (5, 199):
            with django_assert_num_queries(8):
                client.get(ENGLISH)
        held(f"Library {number}", "board", today)
        if number < 20:
            group = make_group(f"committee-{number}", kind="committee")
            member = make_member(f"S{number} Name")
            Stewardship.objects.create(group=group, member=member, member_name="S", begun=today)
