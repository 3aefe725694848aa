"""A member's own say: the rhythm of the digest, which groups it tells of, and stopping it with one click."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from groups.models import Group

from . import slots
from .models import DigestSchedule, Watch

NEVER = DigestSchedule.Rhythm.NEVER
# Whoever comes back gets the news of a day, not of the years between.
FIRST_DIGEST_COVERS = timedelta(days=1)

_signer = signing.Signer(salt="notices.stop")


def new_schedule(member, before):
    """An unsaved schedule for `member` with the usual rhythm, whose first slot lies after `before`."""
    begin = max(member.date_joined, before)
    return DigestSchedule(member=member, covered_until=begin, next_after=begin)


def schedule_of(member):
    """The member's schedule; for whoever has none yet an unsaved one with the usual rhythm."""
    schedule = DigestSchedule.objects.filter(member=member).first()
    return schedule or new_schedule(member, timezone.now() - FIRST_DIGEST_COVERS)


def next_digest(schedule, member):
    """When the next digest leaves if there is something to say: a UTC datetime, or None for "never"."""
    if schedule.rhythm == NEVER or not member.is_active:
        return None
    return slots.following(schedule, member.zone, max(schedule.next_after, timezone.now()))


@transaction.atomic
def choose(member, *, rhythm, hour=None, weekday=None):
    """Set the rhythm, and the hour and day where given. Returns the saved schedule.

    The next digest comes at the first slot from now on and tells of all that no digest has told yet, except
    what happened while the member wanted none.
    """
    now = timezone.now()
    begin = new_schedule(member, now - FIRST_DIGEST_COVERS).covered_until
    schedule, _made = DigestSchedule.objects.select_for_update().get_or_create(
        member=member, defaults={"covered_until": begin}
    )
    if rhythm == NEVER:
        if schedule.rhythm != NEVER:
            schedule.rhythm_before = schedule.rhythm
    elif schedule.rhythm == NEVER:
        schedule.covered_until = max(schedule.covered_until, now - FIRST_DIGEST_COVERS)
    schedule.rhythm = rhythm
    schedule.hour = schedule.hour if hour is None else hour
    schedule.weekday = schedule.weekday if weekday is None else weekday
    schedule.next_after = max(schedule.next_after, now)
    schedule.save()
    return schedule


def stop(member):
    """No digest any more. Doing it twice changes nothing. Returns the schedule."""
    return choose(member, rhythm=NEVER)


def resume(member):
    """Bring back the rhythm that was before "never". Returns the schedule."""
    schedule = schedule_of(member)
    return choose(member, rhythm=schedule.rhythm_before) if schedule.rhythm == NEVER else schedule


def unwanted_groups(member):
    """Ids of the groups of which `member` wants no news."""
    return set(
        Watch.objects.filter(
            member=member,
            level=Watch.Level.NOTHING,
            content_type=ContentType.objects.get_for_model(Group),
        ).values_list("object_id", flat=True)
    )


@transaction.atomic
def choose_groups(member, unwanted):
    """Keep a "nothing" for those groups of `member` whose ids are in `unwanted`, and for no other."""
    kind = ContentType.objects.get_for_model(Group)
    own = set(Group.objects.of(member).values_list("pk", flat=True))
    rows = Watch.objects.filter(member=member, content_type=kind, level=Watch.Level.NOTHING)
    rows.filter(object_id__in=own - set(unwanted)).delete()
    Watch.objects.bulk_create(
        [
            Watch(member=member, content_type=kind, object_id=pk, level=Watch.Level.NOTHING)
            for pk in sorted(own & set(unwanted))
        ],
        ignore_conflicts=True,
    )


def stop_link(member, language):
    """The absolute address, in `language`, where `member` stops the digest without signing in."""
    token = _signer.sign_object({"member": member.pk, "stop": "digest"})
    with translation.override(language):
        return settings.SITE_URL + reverse("notices:stop", args=[token])


def member_of_token(token):
    """The active member whom a link to stop was made for, or None for a forged or outdated one."""
    try:
        said = _signer.unsign_object(token)
        if said["stop"] != "digest":
            return None
        return get_user_model().objects.filter(pk=said["member"], is_active=True).first()
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None
