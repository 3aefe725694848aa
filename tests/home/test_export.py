"""A member's own copy: it holds every row of theirs and nothing of anybody else's; it survives killed workers."""

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from forum.models import Reply
from groups.models import Membership
from home import copying, exporting, holdings
from home.exporting import ask, make_due, tidy
from home.models import DataExport
from tests.factories import make_page, make_reply, make_thread
from tests.home import everywhere
from tests.home.everywhere import ADDRESS, NAME
from wiki import editing

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
State = DataExport.State


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def zenobia(metadata, hidden, amina, benoit):
    she, stays = everywhere.make_everything(metadata, hidden, amina, benoit)
    she.exports.all().delete()
    return she, stays


def copy_of(member):
    """The ZIP of a member's copy, made now."""
    ask(member)
    assert make_due() == 1
    return zipfile.ZipFile(io.BytesIO(member.exports.get().file.open().read()))


def test_it_holds_every_row_of_theirs(zenobia):
    she, _stays = zenobia
    ask(she)
    expected = {
        holding.name: set(holding.rows(she).values_list("pk", flat=True)) for holding in holdings.installed()
    }
    make_due()
    data = json.loads(zipfile.ZipFile(she.exports.get().file.open()).read("data.json"))
    assert expected.keys() <= data["rows"].keys()
    for name, keys in expected.items():
        assert keys, name
        found = {row.get("id", row.get("comment_ptr")) for row in data["rows"][name]}
        assert found == keys, name
    assert data["account"]["email"] == ADDRESS
    assert "password" not in data["account"]
    assert data["rows"]["notices.OutgoingMail.address"][0]["address"] == everywhere.OTHER_ADDRESS
    assert [session["kept"] for session in data["sessions"]] == [{"/en/x/": {"text": f"A draft of {NAME}"}}]


def test_what_others_said_in_confidence_is_not_in_it(zenobia):
    she, _stays = zenobia
    everything = copy_of(she)
    data = everything.read("data.json").decode()
    assert "was loud" not in data, "why a steward shut her out"
    assert "knows it best" not in data, "what a steward wrote about her in the log"
    words = "".join(everything.read(name).decode() for name in everything.namelist() if name.endswith(".md"))
    assert "Thank you." not in words, "what Amina answered her"
    rows = json.loads(data)["rows"]
    assert "by" not in rows["groups.Ban.member"][0]
    assert "key" not in rows["groups.Invitation.invited_by"][0]
    assert "subject" not in rows["groups.LogEntry.actor"][0]


def test_posts_and_pages_are_markdown_with_their_facts(zenobia, metadata):
    she, stays = zenobia
    everything = copy_of(she)
    names = everything.namelist()
    post = Reply.objects.get(pk=stays["late"])
    text = everything.read(f"posts/{stays['thread']}-{post.pk}.md").decode()
    head, _, words = text.removeprefix("---\n").partition("\n---\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    assert words == f"Gladly. *{NAME}*"
    assert json.loads(facts["title"]) == f"How {NAME} does it"
    assert json.loads(facts["language"]) == "en"
    home = metadata.pages.get(locale__language_code="fr").url_path
    assert json.loads(facts["address"]) == site.SITE_URL + post.address(
        post.discussion.address(f"{home}discussions/")
    )
    before = everything.read(f"posts/{stays['thread']}-{post.pk}.before-1.md").decode()
    assert before.endswith(f"With pleasure. *{NAME}*")
    assert "deleted: true" in everything.read(f"posts/{stays['thread']}-{stays['gone']}.md").decode()
    assert {f"pages/{stays['page']}/{name}.md" for name in ("version-1", "version-2", "latest")} <= set(names)
    assert "Written down." in everything.read(f"pages/{stays['page']}/version-1.md").decode()
    assert everything.read("picture.webp") == b"her face"
    assert "Ce que" in everything.read("README.txt").decode(), "in her language"


def test_a_group_they_left_shows_their_own_words_only(hidden, amina, benoit):
    make_thread(hidden, author=benoit, title="Benoît opens a hidden matter", text="B")
    theirs = make_thread(hidden, author=amina, title="Amina's hidden title", text="A")
    mine = make_reply(theirs, author=benoit, text="What I answered.")
    page = make_page(hidden, author=benoit, title="Hidden page", body="What I wrote.")
    editing.save_page(
        page, author=amina, title="Hidden page", body="What Amina wrote.", base=page.latest_revision_id
    )
    Membership.objects.filter(member=benoit, group=hidden).delete()
    everything = copy_of(benoit)
    text = everything.read(f"posts/{theirs.pk}-{mine.pk}.md").decode()
    assert "What I answered." in text
    assert "title" not in text and "address" not in text
    whole = "".join(everything.read(name).decode() for name in everything.namelist())
    assert "Amina's hidden title" not in whole
    assert "What Amina wrote" not in whole
    assert "Benoît opens a hidden matter" in whole
    assert f"pages/{page.pk}/version-1.md" in everything.namelist()
    assert f"pages/{page.pk}/latest.md" not in everything.namelist()


def test_odd_words_break_neither_the_json_nor_the_front_matter(metadata, benoit):
    title = 'A "title": with\u2028lines --- and 🙂'
    make_thread(metadata, author=benoit, title=title, text="---\nnot: matter\n---\n\x85")
    everything = copy_of(benoit)
    rows = json.loads(everything.read("data.json"))["rows"]
    assert rows["forum.Thread.author"][0]["title"] == title
    (name,) = [name for name in everything.namelist() if name.startswith("posts/")]
    assert json.loads(everything.read(name).decode().split("\n")[1].removeprefix("title: ")) == title


def _many_posts(thread, author, number, text):
    """Posts of one author in bulk, in the three tables that hold a post."""
    opening = thread.replies.get()
    rows = Comment.objects.bulk_create(
        Comment(
            content_type_id=opening.content_type_id, object_pk=str(thread.pk), site_id=1, user=author,
            comment=text, submit_date=timezone.now(),
        )
        for _ in range(number)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {XtdComment._meta.db_table}"
            ' (comment_ptr_id, thread_id, parent_id, level, "order", followup, nested_count)'
            " VALUES (%s, %s, %s, 1, %s, %s, 0)",
            [(row.pk, opening.pk, opening.pk, place, False) for place, row in enumerate(rows, 2)],
        )
        cursor.executemany(
            f"INSERT INTO {Reply._meta.db_table} (xtdcomment_ptr_id, discussion_id, position, language)"
            " VALUES (%s, %s, %s, 'en')",
            [(row.pk, thread.pk, place) for place, row in enumerate(rows, 2)],
        )


def test_five_thousand_posts_need_little_memory(metadata, benoit):
    thread = make_thread(metadata, author=benoit)
    _many_posts(thread, benoit, 5000, "Words, words. " * 600)
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        try:
            copying.write_copy(benoit, file, lambda done, total: None)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        posts = [name for name in zipfile.ZipFile(file).namelist() if name.startswith("posts/")]
    assert len(posts) == 5001
    # 42 MB of words; a few hundred posts of them are in memory at a time.
    assert peak < 16_000_000


def test_asking_twice_is_one_copy_and_a_new_one_replaces_the_old(benoit, django_capture_on_commit_callbacks):
    first, new = ask(benoit)
    again, new_again = ask(benoit)
    assert (first.pk, new, new_again) == (again.pk, True, False)
    make_due()
    old = benoit.exports.get().file.name
    ask(benoit)
    assert DataExport.objects.ready().filter(member=benoit).exists(), "the old one stays until then"
    with django_capture_on_commit_callbacks(execute=True):
        make_due()
    assert not default_storage.exists(old)
    assert default_storage.exists(benoit.exports.get().file.name)


def test_a_copy_left_by_a_killed_worker_is_made_by_another(benoit):
    ask(benoit)
    exporting._claim()
    assert make_due() == 0, "it is somebody's for now"
    DataExport.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert make_due() == 1


def test_a_worker_that_lost_its_claim_keeps_nothing(benoit, monkeypatch):
    ask(benoit)
    write = exporting.write_copy

    def overtaken(member, file, tell):
        write(member, file, tell)
        DataExport.objects.update(lease_until=timezone.now() + timedelta(hours=1))

    monkeypatch.setattr(exporting, "write_copy", overtaken)
    assert make_due() == 0
    assert benoit.exports.get().state == State.BUSY
    assert default_storage.listdir(exporting.FOLDER)[1] == []


def test_one_who_is_erased_meanwhile_leaves_no_file(benoit, monkeypatch):
    from home.erasure import erase

    ask(benoit)
    write = exporting.write_copy

    def erased(member, file, tell):
        write(member, file, tell)
        erase(member)

    monkeypatch.setattr(exporting, "write_copy", erased)
    assert make_due() == 0
    assert default_storage.listdir(exporting.FOLDER)[1] == []


def test_a_copy_that_cannot_be_made_is_given_up_after_three_times(benoit, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError(f"no room for {ADDRESS}")

    monkeypatch.setattr(exporting, "write_copy", fail)
    ask(benoit)
    for _attempt in range(3):
        assert make_due() == 0
        DataExport.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert benoit.exports.get().state == State.FAILED
    assert ADDRESS not in caplog.text and "no room" in caplog.text
    _export, new = ask(benoit)
    assert new, "one may ask again"


def test_after_a_week_it_is_deleted(benoit, django_capture_on_commit_callbacks):
    copy_of(benoit)
    file = benoit.exports.get().file.name
    assert tidy() == 0
    week = timezone.now() - timedelta(days=7, minutes=1)
    DataExport.objects.update(finished_at=week, created_at=week)
    default_storage.save(f"{exporting.FOLDER}/orphan.zip", io.BytesIO(b"x"))
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(default_storage.path(f"{exporting.FOLDER}/orphan.zip"), (long_ago, long_ago))
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy() == 1
    assert not default_storage.exists(file)
    assert default_storage.listdir(exporting.FOLDER)[1] == []


def test_the_command_does_what_the_worker_does(benoit, capsys):
    ask(benoit)
    call_command("exports", once=True)
    assert "1 made, 0 deleted" in capsys.readouterr().out
    assert benoit.exports.get().state == State.READY


def test_progress_is_told_and_never_passes_the_end(metadata, benoit):
    make_thread(metadata, author=benoit)
    told = []
    copying.write_copy(benoit, io.BytesIO(), lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == len(told)
    assert [done for done, _total in told] == sorted(done for done, _total in told)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_it_after_another_was_killed_in_the_middle(metadata, benoit, tmp_path):
    thread = make_thread(metadata, author=benoit)
    for number in range(120):
        make_reply(thread, author=benoit, text=f"Post {number}", silent=True)
    # Not through `ask`: in the tests its task would run here, at once.
    DataExport.objects.create(member=benoit)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "RUNNER_DATABASE": str(connection.settings_dict["NAME"]),
        "RUNNER_MEDIA": str(tmp_path / "media"),
        "RUNNER_BROKER": str(tmp_path / "broker"),
    }

    def worker(slowly):
        return subprocess.Popen(
            [sys.executable, "-m", "tests.home.runner", *(["slowly"] if slowly else [])],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def wait_for(reached, process):
        deadline = time.monotonic() + 60
        while not reached():
            assert process.poll() is None, process.stderr.read().decode()[-2000:]
            assert time.monotonic() < deadline, list(DataExport.objects.values())
            time.sleep(0.02)

    for slowly, reached in (
        (True, lambda: 0 < benoit.exports.get().done < benoit.exports.get().total),
        (False, lambda: benoit.exports.get().state == State.READY),
    ):
        process = worker(slowly)
        try:
            wait_for(reached, process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        if slowly:
            assert benoit.exports.get().state == State.BUSY
    export = benoit.exports.get()
    assert export.attempts == 2
    names = zipfile.ZipFile(export.file.open()).namelist()
    assert len([name for name in names if name.startswith("posts/")]) == 121
    assert len(default_storage.listdir(exporting.FOLDER)[1]) == 1
