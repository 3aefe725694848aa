"""The demonstration builds, twice does nothing more, opens on every page for everybody, and refuses production."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from forum.models import Reply
from groups.models import Group
from members.models import User
from wiki.models import Edit, Pairing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
# Deeds, and what leaves the site's own pages.
ELSEWHERE = ("/static/", "/demo/", "/admin/", "/en/account/logout", "/fr/account/logout")


@pytest.fixture
def demonstration(db, settings, tmp_path):
    settings.DEMO_MAIL_DIR = tmp_path
    settings.EMAIL_BACKEND = "home.mailbox.Backend"
    call_command("demo", verbosity=0)
    return tmp_path


def crawl(client, begin):
    """Every address reached from `begin` by links of the site itself, with its answer."""
    waiting, seen = list(begin), {}
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(ELSEWHERE) or "?" in address:
            continue
        answer = client.get(address)
        seen[address] = answer
        if answer.status_code == 200 and not answer.streaming:
            waiting += LINK.findall(answer.content.decode())
        elif answer.status_code == 302:
            waiting.append(answer.url.partition("#")[0])
    return seen


def test_the_whole_demonstration(demonstration, client):
    counts = [model.objects.count() for model in (User, Group, Edit, Reply)]
    assert counts[0] >= 20 and counts[1] >= 10 and counts[2] >= 60 and counts[3] >= 200
    call_command("demo", verbosity=0)
    assert counts == [model.objects.count() for model in (User, Group, Edit, Reply)]

    assert Group.objects.filter(visibility="hidden").exists()
    assert Group.objects.filter(source_language="fr").exists()
    assert Pairing.objects.filter(left_moved=3).exists(), "no page is out of date in French"

    mails = json.loads(client.get("/demo/mail.json").content)
    benoit = next(mail for mail in mails if "benoit@demo.example" in mail["to"])
    assert benoit["language"] == "fr" and "Bonjour Benoît" in benoit["text"] and "<h1" in benoit["html"]
    assert set(benoit) == {"to", "subject", "language", "headers", "text", "html"}
    assert not [mail for mail in mails if "/en/" in mail["text"] and mail["language"] == "fr"]

    for email in (
        None,
        "amina@demo.example",
        "benoit@demo.example",
        "chloe@demo.example",
        "admin@demo.example",
    ):
        client.logout()
        if email:
            client.force_login(User.objects.get(email=email))
        answers = crawl(client, ["/en/", "/fr/"])
        wrong = {address: a.status_code for address, a in answers.items() if a.status_code not in (200, 302)}
        assert not wrong, f"{email}: {wrong}"
        assert len(answers) > 100
        hidden = [address for address in answers if "programme-2026" in address]
        assert bool(hidden) == (email == "admin@demo.example"), f"{email}: {hidden}"


def test_production_is_refused(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo")
    assert not User.objects.exists()
