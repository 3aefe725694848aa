"""Who is due, when, and about what."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Group, Membership
from members.models import User
from notices import planning, slots
from notices.models import DigestSchedule, OutgoingMail, Watch
from notices.tasks import plan_digests
from tests.notices import fakes
from tests.notices.conftest import LONG_AGO, daily

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")


def wish(hour, rhythm="daily", weekday=0):
    return SimpleNamespace(hour=hour, rhythm=rhythm, weekday=weekday)


def utc(*numbers):
    return datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "moment", "expected"),
    [
        # Paris: clocks jump from 2 to 3 on 29 March 2026, and go back from 3 to 2 on 25 October.
        (PARIS, 8, utc(2026, 3, 28, 12), utc(2026, 3, 28, 7)),
        (PARIS, 8, utc(2026, 3, 29, 12), utc(2026, 3, 29, 6)),
        (PARIS, 2, utc(2026, 3, 29, 12), utc(2026, 3, 29, 1)),
        (PARIS, 2, utc(2026, 3, 29, 0, 59), utc(2026, 3, 28, 1)),
        (PARIS, 2, utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 0)),
        (PARIS, 2, utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 0)),
        (PARIS, 8, utc(2026, 10, 25, 6, 59), utc(2026, 10, 24, 6)),
        (PARIS, 8, utc(2026, 10, 25, 7), utc(2026, 10, 25, 7)),
        # New York: 8 March and 1 November 2026.
        (NEW_YORK, 8, utc(2026, 3, 7, 20), utc(2026, 3, 7, 13)),
        (NEW_YORK, 8, utc(2026, 3, 8, 20), utc(2026, 3, 8, 12)),
        (NEW_YORK, 2, utc(2026, 3, 8, 7), utc(2026, 3, 8, 7)),
        (NEW_YORK, 1, utc(2026, 11, 1, 6, 30), utc(2026, 11, 1, 5)),
        (NEW_YORK, 8, utc(2026, 11, 1, 20), utc(2026, 11, 1, 13)),
        # Midnight at the far ends of the calendar.
        (ZoneInfo("Pacific/Kiritimati"), 0, utc(2026, 6, 1, 10), utc(2026, 6, 1, 10)),
        (ZoneInfo("Pacific/Pago_Pago"), 23, utc(2026, 6, 1, 9, 59), utc(2026, 5, 31, 10)),
    ],
)
def test_the_latest_slot_is_the_members_own_hour_across_clock_changes(zone, hour, moment, expected):
    assert slots.latest(wish(hour), zone, moment) == expected


@pytest.mark.parametrize("zone", [PARIS, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Beirut")])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 8, 23])
def test_every_day_of_a_year_has_exactly_one_slot(zone, hour):
    moment, found = utc(2026, 1, 1, 0, 1), []
    while moment < utc(2027, 1, 2):
        moment = slots.following(wish(hour), zone, moment)
        found.append(moment.astimezone(zone).date())
        assert slots.latest(wish(hour), zone, moment) == moment
    assert found == [found[0] + timedelta(days=n) for n in range(len(found))]


def test_a_weekly_slot_is_on_its_weekday():
    monday = utc(2026, 11, 23, 7)
    assert slots.latest(wish(8, "weekly", 0), PARIS, utc(2026, 11, 26, 12)) == monday
    assert slots.latest(wish(8, "weekly", 0), PARIS, utc(2026, 11, 23, 6)) == monday - timedelta(days=7)
    following = slots.following(wish(8, "weekly", 6), PARIS, monday)
    assert following.astimezone(PARIS).date() == date(2026, 11, 29)


def told(member):
    return [mail.payload["notices"] for mail in OutgoingMail.objects.filter(recipient=member).order_by("pk")]


def test_a_member_due_gets_the_notices_of_others_in_their_groups(since_long, amina, benoit, chloe, slot):
    daily(benoit, slot)
    notice = fakes.post(since_long, amina, "A", at=slot - timedelta(hours=2))
    fakes.post(since_long, benoit, "his own", at=slot - timedelta(hours=2))
    fakes.post(since_long, amina, "later", at=timezone.now() + timedelta(hours=2))
    fakes.post(since_long, amina, "told long ago", at=slot - timedelta(days=3))
    mails = planning.plan(timezone.now(), [benoit, chloe])
    assert [(mail.recipient, mail.payload["notices"]) for mail in mails] == [(benoit, [notice.pk])]
    assert mails[0].pk and mails[0].occasion == f"digest:{slot:%Y-%m-%dT%H:%MZ}"


def test_a_second_plan_does_nothing(since_long, amina, benoit, slot):
    daily(benoit, slot)
    fakes.post(since_long, amina, "A", at=slot - timedelta(hours=2))
    assert len(planning.plan(timezone.now(), [benoit])) == 1
    assert planning.plan(timezone.now(), [benoit]) == []
    assert planning.plan(timezone.now(), [benoit]) == []
    assert OutgoingMail.objects.count() == 1


def test_the_next_day_brings_only_what_is_new(since_long, amina, benoit, slot):
    first, second = slot - timedelta(days=1), slot
    daily(benoit, first)
    a = fakes.post(since_long, amina, "A", at=first - timedelta(minutes=5))
    planning.plan(first, [benoit])
    b = fakes.post(since_long, amina, "B", at=first + timedelta(minutes=5))
    planning.plan(second, [benoit])
    assert told(benoit) == [[a.pk], [b.pk]]


def test_a_notice_committed_after_the_planner_looked_is_in_the_next_digest(since_long, amina, benoit, slot):
    first = slot - timedelta(days=1)
    daily(benoit, first)
    a = fakes.post(since_long, amina, "A", at=first - timedelta(minutes=5))
    planning.plan(first, [benoit])
    # Its transaction began before the planner looked and ended after.
    late = fakes.post(since_long, amina, "late", at=first - timedelta(seconds=20))
    planning.plan(slot, [benoit])
    assert told(benoit) == [[a.pk], [late.pk]]
    planning.plan(slot + timedelta(days=1), [benoit])
    assert len(told(benoit)) == 2


def test_nothing_new_means_no_mail_and_the_schedule_moves_on(since_long, benoit, slot):
    schedule = daily(benoit, slot)
    assert planning.plan(timezone.now(), [benoit]) == []
    schedule.refresh_from_db()
    assert schedule.next_after == slot and schedule.covered_until > slot - timedelta(minutes=1)
    assert not OutgoingMail.objects.exists()


def test_never_and_inactive_members_are_left_alone(since_long, amina, benoit, slot):
    daily(benoit, slot, rhythm="never")
    daily(amina, slot)
    User.objects.filter(pk=amina.pk).update(is_active=False)
    fakes.post(since_long, None, "A")
    assert planning.plan(timezone.now()) == []


def test_a_weekly_member_is_due_once_a_week(since_long, amina, benoit):
    monday = utc(2026, 11, 2, 7)  # 8 in Paris
    daily(benoit, monday, rhythm="weekly", weekday=0)
    notices = [
        fakes.post(since_long, amina, str(n), at=monday + timedelta(days=n, hours=1)) for n in range(8)
    ]
    for n in range(8):
        planning.plan(monday + timedelta(days=n, minutes=1), [benoit])
    assert told(benoit) == [[notice.pk for notice in notices[:7]]]


def test_a_new_member_is_not_flooded_with_the_past(since_long, amina, benoit, chloe, slot):
    fakes.post(since_long, amina, "last month", at=slot - timedelta(days=20))
    before = fakes.post(since_long, amina, "before she joined", at=slot - timedelta(hours=5))
    after = fakes.post(since_long, amina, "after", at=slot - timedelta(hours=1))
    Membership.objects.create(group=since_long, member=chloe, joined_at=slot - timedelta(hours=2))
    User.objects.filter(pk=chloe.pk).update(date_joined=slot - timedelta(days=4))
    daily(chloe, slot)
    planning.plan(timezone.now(), [chloe])
    assert told(chloe) == [[after.pk]] and before.pk not in told(chloe)[0]


def test_a_schedule_is_made_when_there_is_none(since_long, amina, benoit):
    now = utc(2026, 11, 20, 7, 30)  # 8:30 in Paris
    yesterday = fakes.post(since_long, amina, "yesterday", at=now - timedelta(hours=20))
    fakes.post(since_long, amina, "two days ago", at=now - timedelta(hours=40))
    assert [mail.payload["notices"] for mail in planning.plan(now, [benoit])] == [[yesterday.pk]]
    schedule = DigestSchedule.objects.get(member=benoit)
    assert (schedule.rhythm, schedule.hour, schedule.next_after) == ("daily", 8, utc(2026, 11, 20, 7))


def test_the_community_group_belongs_to_everyone(since_long, amina, chloe, slot):
    community = Group.objects.get(is_community=True)
    User.objects.update(date_joined=LONG_AGO)
    chloe.refresh_from_db()
    daily(chloe, slot)
    notice = fakes.post(community, amina, "for all", at=slot - timedelta(hours=2))
    planning.plan(timezone.now(), [chloe])
    assert told(chloe) == [[notice.pk]]


def test_a_group_with_nothing_wanted_is_silent(since_long, amina, benoit, slot):
    daily(benoit, slot)
    fakes.post(since_long, amina, "A", at=slot - timedelta(hours=2))
    kind = ContentType.objects.get_for_model(Group)
    Watch.objects.create(member=benoit, content_type=kind, object_id=since_long.pk, level="nothing")
    assert planning.plan(timezone.now(), [benoit]) == []


def test_a_digest_asked_for_a_time_to_come_loses_nothing_of_what_happens_until_then(
    since_long, amina, benoit, slot
):
    tomorrow = slot + timedelta(days=1)
    daily(benoit, tomorrow)
    a = fakes.post(since_long, amina, "A", at=timezone.now() - timedelta(minutes=1))
    planning.plan(tomorrow, [benoit])
    b = fakes.post(since_long, amina, "B", at=timezone.now())
    planning.plan(tomorrow + timedelta(days=1), [benoit])
    assert told(benoit) == [[a.pk], [b.pk]]


def test_foreseeing_writes_nothing(since_long, amina, benoit):
    now = utc(2026, 11, 20, 7, 30)
    notice = fakes.post(since_long, amina, "A", at=now - timedelta(hours=20))
    assert [mail.payload["notices"] for mail in planning.foresee(now, [benoit])] == [[notice.pk]]
    assert not DigestSchedule.objects.exists() and not OutgoingMail.objects.exists()


def test_the_task_plans_at_the_clock(since_long, amina, benoit, slot):
    daily(benoit, slot)
    fakes.post(since_long, amina, "A", at=slot - timedelta(hours=2))
    plan_digests.delay()
    assert len(told(benoit)) == 1


def crowd(number, group, begin):
    """`number` members of `group`."""
    people = [
        User(email=f"{begin}.{n}@demo.example", name=f"P {n}", date_joined=LONG_AGO) for n in range(number)
    ]
    people = User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        [Membership(group=group, member=person, joined_at=LONG_AGO) for person in people]
    )
    return people


def queries_to_plan(people, now):
    with CaptureQueriesContext(connection) as queries:
        mails = planning.plan(now, people)
    assert len(mails) == len(people)
    return len(queries)


def test_planning_takes_a_constant_number_of_queries_per_batch(since_long, amina):
    now = utc(2026, 11, 20, 7, 30)
    for n in range(5):
        fakes.post(since_long, amina, str(n), at=now - timedelta(hours=2))
    planning.plan(now, [amina])  # fills the cache of content types
    few = queries_to_plan(crowd(5, since_long, "few"), now)
    many = queries_to_plan(crowd(planning.BATCH, since_long, "many"), now)
    two_batches = queries_to_plan(crowd(2 * planning.BATCH, since_long, "500"), now)
    # SQLite cuts the two bulk writes into a few statements each; nothing else may grow.
    assert few <= 16 and many <= few + 6 and two_batches <= 2 * many
