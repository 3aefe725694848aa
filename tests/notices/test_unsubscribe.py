"""One click to stop, one to undo; a look changes nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from notices import schedules
from notices.models import DigestSchedule
from tests.notices.conftest import daily


@pytest.fixture
def link(settings, benoit, slot):
    """The address in Benoît's digest, without the host."""
    daily(benoit, slot, rhythm="weekly")
    return schedules.stop_link(benoit, "fr").removeprefix(settings.SITE_URL)


def rhythm(member):
    return DigestSchedule.objects.get(member=member).rhythm


def test_the_link_is_in_the_readers_language(link):
    assert link.startswith("/fr/")


def test_opening_the_link_changes_nothing(client, link, benoit):
    response = client.get(link)
    assert response.status_code == 200 and b"<form" in response.content
    assert client.head(link).status_code == 200
    assert rhythm(benoit) == "weekly"


def test_one_click_of_a_mail_program_needs_no_cookie(link, benoit):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rhythm(benoit) == "never"
    assert "sessionid" not in client.cookies


def test_stopping_twice_can_still_be_undone(link, benoit):
    client = Client(enforce_csrf_checks=True)
    client.post(link)
    response = client.post(link)
    assert b'name="undo"' in response.content
    response = client.post(link, {"undo": "1"})
    assert response.status_code == 200 and rhythm(benoit) == "weekly"
    client.post(link, {"undo": "1"})
    assert rhythm(benoit) == "weekly"


def test_whoever_never_had_a_schedule_can_stop_too(client, chloe):
    path = schedules.stop_link(chloe, "en").split("8000")[1]
    client.get(path)
    assert not DigestSchedule.objects.filter(member=chloe).exists()
    client.post(path)
    assert rhythm(chloe) == "never"


@pytest.mark.parametrize("damage", ["cut", "changed", "other", "nonsense"])
def test_a_forged_link_changes_nothing_and_says_so(client, link, benoit, amina, damage):
    token = link.rstrip("/").rsplit("/", 1)[1]
    other = schedules.stop_link(amina, "fr").rstrip("/").rsplit("/", 1)[1]
    forged = {
        "cut": token[:-4],
        "changed": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "other": other.split(":")[0] + ":" + token.split(":")[1],
        "nonsense": "x" * 300,
    }[damage]
    for method in (client.get, client.post):
        response = method(reverse("notices:stop", args=[forged]))
        assert response.status_code == 404
        assert re.search(rb"<h1>[^<]+</h1>", response.content)
    assert rhythm(benoit) == "weekly"


def test_a_member_who_is_gone_is_not_known(client, link, benoit):
    benoit.is_active = False
    benoit.save()
    assert client.post(link).status_code == 404
