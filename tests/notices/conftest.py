from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from groups.models import Membership, Organisation
from members.models import User
from notices.models import DigestSchedule
from tests.notices import fakes

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def posts(monkeypatch):
    """Organisations stand in for posts."""
    monkeypatch.setattr(Organisation, "digest_entries", classmethod(fakes.digest_entries), raising=False)


@pytest.fixture
def since_long(metadata, amina, benoit):
    """Metadata, whose two members and everybody else were there before any notice of a test."""
    Membership.objects.update(joined_at=LONG_AGO)
    User.objects.update(date_joined=LONG_AGO)
    return metadata


@pytest.fixture
def slot():
    """An instant in the past hour at which `daily` members are due."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def daily(member, at, **fields):
    """A schedule whose slot is the instant `at` (a full hour), with a day of news before it."""
    local = at.astimezone(member.zone)
    before = at - timedelta(days=1)
    values = {"hour": local.hour, "covered_until": before, "next_after": before, **fields}
    return DigestSchedule.objects.update_or_create(member=member, defaults=values)[0]
