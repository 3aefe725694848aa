"""What a member of a private group was writing is not lost, and nobody else learns that the page is there."""

import re

import pytest

from tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(hidden, amina):
    return make_page(hidden, author=amina, title="Fees", body="Old.")


def form_of(client, address):
    html = client.get(address).content.decode()
    return {
        "title": "Fees",
        "body": "An hour of work.",
        "base": re.search(r'name="base" value="(\d+)"', html)[1],
        "mark": re.search(r'name="mark" value="([^"]+)"', html)[1],
    }


def test_the_session_ended_in_a_hidden_group(client, page, benoit):
    address = page.url_path + "edit/"
    client.force_login(benoit)
    fields = form_of(client, address)
    client.logout()
    answer = client.post(address, fields)
    assert answer.status_code == 302 and "/account/login/" in answer.url
    client.post(answer.url, {"login": "benoit@demo.example", "password": "demo"})
    for _look in range(2):  # looking, or loading it again, does not use it up
        assert "An hour of work." in client.get(address).content.decode()
    client.head(address)
    answer = client.post(address, fields)
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.body == "An hour of work."
    assert "mark" not in client.session.get("kept", {}).get(address, {})


def test_the_membership_ended_meanwhile(client, page, benoit):
    address = page.url_path + "edit/"
    client.force_login(benoit)
    fields = form_of(client, address)
    benoit.memberships.all().delete()
    answer = client.post(address, fields)
    assert answer.status_code == 404
    assert "An hour of work." in answer.content.decode()


@pytest.mark.parametrize("person", ["visitor", "outsider"])
def test_without_our_mark_a_hidden_page_is_a_missing_one(client, page, chloe, person):
    if person == "outsider":
        client.force_login(chloe)
    fields = {"title": "x", "body": "y", "mark": f"{page.pk}:forged"}
    there = client.post(page.url_path + "edit/", fields)
    missing = client.post("/en/groups/nobody/wiki/fees/edit/", fields)
    assert there.status_code == missing.status_code == 404
    assert len(there.content) == len(missing.content)
