"""An account is deleted while something else is done with its rows: both are done, or one of them says why not."""

import time

import pytest
from django.db import connection

from groups import organisations
from groups.answering import AlreadyAnswered
from groups.models import LogEntry, OrganisationApplication, note
from home.erasure import erase
from members.models import User
from notices import letters
from notices.models import OutgoingMail
from tests.at_once import at_once
from tests.factories import make_group, make_member, make_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_MAIL_DIR = tmp_path / "mail"
    settings.TOMBSTONES = tmp_path / "tombstones.jsonl"


def test_while_a_mail_to_them_is_written(monkeypatch):
    make_site()
    amina, leaver = make_member("Amina Bello"), make_member("Leaver Last")
    group = make_group("metadata", stewards=[amina])
    note(group, amina, LogEntry.Deed.REMOVED, subject=leaver, told=False)
    mails = letters._mails

    def slowly(row):
        """The row is locked by now; the erasure has the person and waits for it."""
        time.sleep(0.5 if connection.vendor == "postgresql" else 0)
        return mails(row)

    monkeypatch.setattr(letters, "_mails", slowly)

    def leave():
        if connection.vendor == "postgresql":
            time.sleep(0.2)
        return erase(leaver)

    _collected, left = at_once(letters.collect, leave)
    assert left is True
    # On PostgreSQL one of the two may have been ended; the process that delivers looks again.
    letters.collect()
    assert not User.objects.filter(pk=leaver.pk).exists() and not LogEntry.objects.filter(told=False).exists()
    assert not OutgoingMail.objects.filter(recipient=leaver.pk).exists()


@pytest.mark.parametrize("turn", range(4))
def test_while_their_application_is_answered(turn):
    make_site()
    admin, leaver = make_member("Admin", is_superuser=True), make_member("Leaver Last")
    words = {"country": "SN", "kind": "archive", "site": "", "message": ""}
    row, _created = organisations.apply(leaver, name="Archives", **words)
    answered, left = at_once(lambda: organisations.accept(row, admin), lambda: erase(leaver))
    assert left is True
    assert not isinstance(answered, Exception) or isinstance(answered, organisations.Gone | AlreadyAnswered)
    assert not OrganisationApplication.objects.exists()
    assert not User.objects.filter(pk=leaver.pk).exists()
