"""The file that outlives a restore: who was erased, told to nobody, and read with care."""

import json
import multiprocessing
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from home import tombstones
from home.erasure import erase
from members.models import User
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.TOMBSTONES = str(tmp_path / "kept apart" / "tombstones.jsonl")
    return Path(settings.TOMBSTONES)


def test_a_tombstone_names_nobody_and_only_its_owner_can_read_it(file, chloe):
    erase(chloe)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    words = file.read_text()
    assert not [word for word in ("chloe", "Chloé", "Tremblay", "demo.example") if word in words]
    assert len(tombstones.read()[0]) == 1


def test_the_same_address_leaves_two_different_hashes(chloe):
    tombstones.bury(chloe, {chloe.email})
    tombstones.bury(chloe, {chloe.email})
    first, second = tombstones.read()[0]
    assert first["addresses"] != second["addresses"]
    assert all(tombstones.is_of(one, chloe, {chloe.email.upper()}) for one in (first, second))


def test_another_account_with_the_same_number_is_not_erased(chloe):
    tombstones.bury(chloe, {chloe.email})
    number = chloe.pk
    chloe.delete()
    other = make_member("Somebody Else", email="else@demo.example", pk=number)
    call_command("erase_again")
    assert User.objects.filter(pk=other.pk).exists()


def test_one_who_came_back_with_the_same_address_is_not_erased(chloe):
    erase(chloe)
    again = make_member("Chloé Tremblay", email="chloe@demo.example", pk=900_001)
    call_command("erase_again")
    assert User.objects.filter(pk=again.pk).exists()


def test_who_changed_their_address_since_the_backup_is_known_by_the_moment_they_joined(chloe):
    tombstones.bury(chloe, {"new@demo.example"})
    call_command("erase_again")
    assert not User.objects.filter(email="chloe@demo.example").exists()


def test_two_people_imported_on_one_midnight_are_two_people(chloe):
    User.objects.update(date_joined=datetime(2020, 1, 1, tzinfo=UTC))
    chloe.refresh_from_db()
    tombstones.bury(chloe, {"somebody@demo.example"})
    call_command("erase_again")
    assert User.objects.filter(pk=chloe.pk).exists()


def test_an_unreadable_line_is_named_and_the_others_count(file, chloe, benoit, capsys):
    tombstones.bury(chloe, {chloe.email})
    with file.open("a") as lines:
        lines.write(
            '{"id": "1", "member": true, "joined": "2026-01-01T00:00:00", "salt": "00", "addresses": []}\n'
        )
        lines.write("\n{half a li")
    tombstones.bury(benoit, {benoit.email})
    with pytest.raises(CommandError, match=r"line 2 .*; line 4 "):
        call_command("erase_again")
    assert "2 tombstones; 2 people erased again" in capsys.readouterr().out
    assert not User.objects.filter(pk__in=[chloe.pk, benoit.pk]).exists()


def test_a_withdrawn_tombstone_erases_nobody(chloe):
    tombstones.withdraw(tombstones.bury(chloe, {chloe.email}))
    call_command("erase_again")
    assert User.objects.filter(pk=chloe.pk).exists()


def test_no_file_means_nobody(capsys):
    call_command("erase_again")
    assert "0 tombstones" in capsys.readouterr().out


def _bury_many(path, number):
    from django.conf import settings

    settings.TOMBSTONES = path
    member = User(pk=number, email=f"p{number}@demo.example", date_joined=datetime(2026, 1, 1, tzinfo=UTC))
    for _ in range(20):
        tombstones.bury(member, {member.email})


def test_lines_written_at_once_stay_whole(file):
    writers = [
        multiprocessing.get_context("fork").Process(target=_bury_many, args=(str(file), number))
        for number in range(1, 5)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    found, troubles = tombstones.read()
    assert not troubles
    assert len(found) == 80
    assert all(json.dumps(row) for row in found)
