"""When a digest is due: wall-clock hours in a member's own time zone, right across clock changes.

A slot is an aware datetime in UTC. An hour that the clocks skip counts at the instant they jump to; an hour
that they repeat counts once, the first time.
"""

from datetime import UTC, datetime, time, timedelta

from .models import DigestSchedule

WEEKLY = DigestSchedule.Rhythm.WEEKLY


def _on(day, schedule, zone):
    """The slot on the calendar day `day` of `zone`."""
    # fold=0 takes the first of two equal hours, and the offset before the jump for one that is skipped.
    return datetime.combine(day, time(schedule.hour), zone).astimezone(UTC)


def _days(schedule, day, step):
    """Calendar days of the rhythm from `day` on, `step` +1 forward or -1 backward, without end."""
    while True:
        if schedule.rhythm != WEEKLY or day.weekday() == schedule.weekday:
            yield day
        day += timedelta(days=step)


def latest(schedule, zone, moment):
    """The latest slot at or before `moment`. The rhythm must not be "never"."""
    # One day ahead: a slot may be pushed over midnight by a clock change.
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return next(slot for d in _days(schedule, day, -1) if (slot := _on(d, schedule, zone)) <= moment)


def following(schedule, zone, moment):
    """The first slot after `moment`. The rhythm must not be "never"."""
    day = moment.astimezone(zone).date() - timedelta(days=1)
    return next(slot for d in _days(schedule, day, 1) if (slot := _on(d, schedule, zone)) > moment)
