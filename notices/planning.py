"""Planning digests: who is due, and which notices their mail is about. Words are written when it is sent.

Planning may run twice, in two processes, or be killed anywhere: a mail and the schedule that counts its
notices as told are written in one transaction, and the outbox has one row per person and slot.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from groups.models import Group, Membership

from . import slots
from .models import DigestSchedule, Notice, OutgoingMail, Watch
from .schedules import FIRST_DIGEST_COVERS, NEVER, new_schedule

BATCH = 250
# A notice is dated when its deed begins and seen when its transaction ends: look again at the last minutes.
LOOK_BACK = timedelta(minutes=15)
# Whoever was away or inactive for longer gets the latest month, not the years.
LONGEST = timedelta(days=31)


@dataclass
class Due:
    """One member's digest that is due: `notices` holds ids in order of time, and may be empty."""

    schedule: DigestSchedule
    slot: datetime
    notices: list[int]

    def mail(self, until):
        """The unsaved OutgoingMail."""
        return OutgoingMail(
            recipient=self.schedule.member,
            occasion=occasion(self.slot),
            payload={
                "notices": self.notices,
                "slot": self.slot.isoformat(),
                "until": until.astimezone(UTC).isoformat(),
            },
        )


def occasion(slot):
    """What makes a digest unique for its recipient."""
    return f"digest:{slot.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def plan(now, members=None):
    """Write the mails that are due at `now` (an aware datetime). Returns the new OutgoingMail rows.

    `members` narrows it to some Users (a list or queryset). A constant number of queries per 250 members.
    """
    mails = []
    for ids in _batches(members):
        _make_schedules(ids, now)
        # Nearly every tick finds nobody due; only then is there anything to lock.
        if due_ids := [schedule.pk for schedule, _slot in _due(_schedules(ids), now)]:
            mails += _plan_batch(due_ids, now)
    return mails


def foresee(now, members=None):
    """The mails that `plan` would write at `now`, unsaved. Writes nothing."""
    mails = []
    for ids in _batches(members):
        schedules = list(_schedules(ids))
        known = {schedule.member_id for schedule in schedules}
        missing = get_user_model().objects.filter(pk__in=set(ids) - known)
        schedules += [new_schedule(member, _begin(member, now)) for member in missing]
        mails += [due.mail(now) for due in _collect(_due(schedules, now), now) if due.notices]
    return mails


def _batches(members):
    """Lists of at most BATCH ids of active members who have not said "never"."""
    people = get_user_model().objects.filter(is_active=True).exclude(digest_schedule__rhythm=NEVER)
    if members is not None:
        people = people.filter(pk__in=[member.pk for member in members])
    ids = list(people.order_by("pk").values_list("pk", flat=True))
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _schedules(member_ids):
    return (
        DigestSchedule.objects.filter(member__in=member_ids, member__is_active=True)
        .exclude(rhythm=NEVER)
        .select_related("member")
        .order_by("pk")
    )


def _begin(member, now):
    """Where the news of a member without a schedule begin: a day before their latest slot."""
    return slots.latest(DigestSchedule(), member.zone, now) - FIRST_DIGEST_COVERS


def _make_schedules(member_ids, now):
    missing = get_user_model().objects.filter(pk__in=member_ids, digest_schedule=None)
    DigestSchedule.objects.bulk_create(
        [new_schedule(member, _begin(member, now)) for member in missing], ignore_conflicts=True
    )


def _due(schedules, now):
    """[(schedule, slot)] of those with a slot at or before `now` that has not been planned."""
    pairs = [(schedule, slots.latest(schedule, schedule.member.zone, now)) for schedule in schedules]
    return [(schedule, slot) for schedule, slot in pairs if slot > schedule.next_after]


@transaction.atomic
def _plan_batch(schedule_ids, now):
    rows = DigestSchedule.objects.filter(pk__in=schedule_ids).select_related("member").order_by("pk")
    # Locked and looked at again: another planner or the settings page may have been here meanwhile.
    locked = rows.exclude(rhythm=NEVER).select_for_update(of=("self",))
    found = _collect(_due(locked, now), now)
    mails = [due.mail(now) for due in found if due.notices]
    # A digest asked for a time to come must not count what happens until then as told.
    until = min(now, timezone.now())
    recent = set(
        Notice.objects.filter(created_at__gt=until - LOOK_BACK, created_at__lte=now).values_list(
            "pk", flat=True
        )
    )
    for due in found:
        due.schedule.told = sorted(recent & {*due.schedule.told, *due.notices})
        due.schedule.covered_until = max(due.schedule.covered_until, until)
        due.schedule.next_after = due.slot
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    DigestSchedule.objects.bulk_update(
        [due.schedule for due in found], ["told", "covered_until", "next_after"], batch_size=BATCH
    )
    # Rows that were there already have other keys.
    return list(OutgoingMail.objects.filter(message_key__in=[mail.message_key for mail in mails]))


def _collect(pairs, now):
    """[Due] for [(schedule, slot)]: what is new in their groups until `now`, without their own deeds."""
    if not pairs:
        return []
    begins = {
        schedule.member_id: max(schedule.covered_until - LOOK_BACK, now - LONGEST)
        for schedule, _slot in pairs
    }
    groups = _groups_of([schedule.member for schedule, _slot in pairs])
    news = defaultdict(list)
    rows = Notice.objects.filter(
        group__in={pk for own in groups.values() for pk in own},
        created_at__gt=min(begins.values()),
        created_at__lte=now,
    )
    for row in rows.order_by("created_at", "pk").values_list("created_at", "pk", "group_id", "actor_id"):
        news[row[2]].append(row)
    return [
        Due(schedule, slot, _mine(schedule, begins[schedule.member_id], groups[schedule.member_id], news))
        for schedule, slot in pairs
    ]


def _mine(schedule, begin, groups, news):
    """Ids of the notices for one member. `groups` is {group id: member since}."""
    told, found = set(schedule.told), []
    for group_id, since in groups.items():
        rows = news[group_id]
        for at, pk, _group, actor in rows[bisect_right(rows, max(begin, since), key=lambda row: row[0]) :]:
            if actor != schedule.member_id and pk not in told:
                found.append((at, pk))
    return [pk for _at, pk in sorted(found)]


def _groups_of(members):
    """{member id: {group id: member since}}, the community group included, unwanted groups left out."""
    ids = [member.pk for member in members]
    found = {member.pk: {} for member in members}
    community = Group.objects.filter(is_community=True).values_list("pk", flat=True).first()
    for member in members:
        if community:
            found[member.pk][community] = member.date_joined
    rows = Membership.objects.filter(member__in=ids, group__is_community=False)
    for member_id, group_id, since in rows.values_list("member_id", "group_id", "joined_at"):
        found[member_id][group_id] = since
    unwanted = Watch.objects.filter(
        Q(level=Watch.Level.NOTHING), member__in=ids, content_type=ContentType.objects.get_for_model(Group)
    )
    for member_id, group_id in unwanted.values_list("member_id", "object_id"):
        found[member_id].pop(group_id, None)
    return found
