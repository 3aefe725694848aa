"""Forms that are too old, and the one door to sign in."""

import pytest
from django.test import Client

from tests.factories import make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict():
    """A browser whose requests are checked for forgery."""
    return Client(enforce_csrf_checks=True)


def test_an_old_form_comes_back_with_its_words(strict, metadata, benoit):
    thread = make_thread(metadata, author=benoit)
    address = thread.address("/en/groups/metadata/discussions/")
    strict.force_login(benoit)
    page = f"http://testserver{address}"
    answer = strict.post(
        address, {"text": "Long thoughts."}, headers={"Origin": "http://testserver", "Referer": page}
    )
    assert answer.status_code == 302
    assert "Long thoughts." in strict.get(answer.url).content.decode()
    assert thread.replies.count() == 1


def test_an_old_button_leads_back_to_its_page(strict, metadata, chloe):
    strict.force_login(chloe)
    home = "/en/groups/metadata/"
    answer = strict.post("/en/group/metadata/join/", headers={"Referer": f"http://testserver{home}"})
    assert answer.status_code == 302 and answer.url == home
    assert "press the button again" in strict.get(home).content.decode()
    assert not chloe.memberships.exists()


def test_a_form_from_another_site_is_refused_and_not_kept(strict, metadata, benoit):
    strict.force_login(benoit)
    answer = strict.post(
        "/en/groups/metadata/wiki/edit/", {"body": "Evil."}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "kept" not in strict.session


def test_secrets_are_never_kept(strict, site):
    origin = {"Origin": "http://testserver"}
    strict.post("/en/account/signup/", {"name": "New", "password1": "correct horse"}, headers=origin)
    assert "correct horse" not in str(dict(strict.session))


def test_a_flood_of_words_is_not_kept(strict, metadata):
    origin = {"Origin": "http://testserver"}
    for number in range(4):
        strict.post(f"/en/groups/metadata/wiki/{number}/edit/", {"body": "x" * 500_000}, headers=origin)
    assert len(str(dict(strict.session))) < 1_300_000


def test_wagtail_has_no_door_of_its_own(client, benoit, admin):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/en/account/login/")
    assert (
        client.post("/admin/login/", {"username": "admin@demo.example", "password": "demo"}).status_code
        == 302
    )
    assert "_auth_user_id" not in client.session
    client.force_login(benoit)
    assert client.get("/admin/", follow=True).status_code == 404
    client.force_login(admin)
    for address in ("/admin/", "/admin/pages/", "/admin/users/", f"/admin/users/edit/{benoit.pk}/"):
        assert client.get(address).status_code == 200, address


def test_pages_of_a_member_are_private(client, metadata, benoit):
    client.force_login(benoit)
    assert "private" in client.get("/en/groups/metadata/")["Cache-Control"]


def test_an_administrator_joins_and_leaves_like_anybody(client, metadata, admin):
    client.force_login(admin)
    client.post("/en/group/metadata/join/")
    assert admin.memberships.filter(group=metadata).exists()
    client.post("/en/group/metadata/leave/")
    assert not admin.memberships.filter(group=metadata).exists()


@pytest.mark.parametrize("deed", ["edit", "delete", "hide"])
def test_ids_beyond_any_row_are_missing(client, metadata, amina, deed):
    client.force_login(amina)
    address = f"/en/posts/{10**20}/{deed}/"
    assert (client.post(address) if deed == "hide" else client.get(address)).status_code == 404


def test_an_old_button_leads_to_no_other_site(strict, site):
    """Two slashes at the beginning of a path would be read as the name of a site."""
    page = "http://testserver//elsewhere.example/"
    answer = strict.post("/en/account/logout/", {}, headers={"Referer": page})
    assert answer.url == "/%2Felsewhere.example/"
