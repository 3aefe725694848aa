"""The pages "what we hold about you" and "delete your account", as their reader meets them."""

import zipfile

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation

from groups.models import Membership
from home.exporting import ask, make_due
from home.models import DataExport
from tests.factories import belong, make_thread

pytestmark = pytest.mark.django_db
User = get_user_model()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.TOMBSTONES = tmp_path / "tombstones.jsonl"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    """How often a password was tried is counted in the cache."""
    cache.clear()


def at(name):
    return reverse(f"own:{name}")


def prove(client, address):
    """Give the password again and go on to `address`."""
    return client.post(reverse("account_reauthenticate"), {"password": "demo", "next": address})


def test_one_asks_waits_and_downloads(client, benoit, metadata):
    client.force_login(benoit)
    assert "Ask for your copy" in client.get(at("data")).content.decode()
    answer = client.post(at("data"), follow=True).content.decode()
    assert "Your copy will be made soon." in answer
    assert "See how far it is now" in answer
    assert f'hx-get="{at("progress")}"' in answer
    export = benoit.exports.get()
    DataExport.objects.update(state="busy", done=20, total=80, lease_until=timezone.now())
    assert '<progress id="how-far" max="80" value="20">' in client.get(at("progress")).content.decode()
    assert client.get(at("download")).status_code == 404
    assert make_due() == 1
    ready = client.get(at("progress")).content.decode()
    assert at("download") in ready and "hx-trigger" not in ready
    assert client.get(at("download")).url.startswith(reverse("account_reauthenticate"))
    assert prove(client, at("download")).url == at("download")
    answer = client.get(at("download"))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    export.refresh_from_db()
    whole = b"".join(answer.streaming_content)
    assert len(whole) == export.size
    assert zipfile.is_zipfile(ContentFile(whole))


def test_the_task_begins_at_once_where_there_is_a_worker(client, benoit, django_capture_on_commit_callbacks):
    client.force_login(benoit)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("data"))
    assert benoit.exports.get().state == "ready"


def test_a_broker_that_is_away_changes_nothing(benoit, monkeypatch, django_capture_on_commit_callbacks):
    from config.celery import app

    monkeypatch.setitem(app.conf, "task_always_eager", False)
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    with django_capture_on_commit_callbacks(execute=True):
        ask(benoit)
    assert benoit.exports.get().state == "waiting"


def test_nobody_else_gets_it_and_after_a_week_nobody_does(client, benoit, amina):
    ask(benoit)
    make_due()
    assert client.get(at("download")).status_code == 302
    client.force_login(amina)
    assert client.get(at("download")).status_code == 404
    client.force_login(benoit)
    prove(client, at("download"))
    assert client.get(at("download")).status_code == 200
    DataExport.objects.update(finished_at=timezone.now() - DataExport.KEPT_FOR)
    assert client.get(at("download")).status_code == 404
    assert "is ready" not in client.get(at("data")).content.decode()


def test_a_lost_file_is_a_missing_page(client, benoit):
    ask(benoit)
    make_due()
    benoit.exports.get().file.storage.delete(benoit.exports.get().file.name)
    client.force_login(benoit)
    prove(client, at("download"))
    assert client.get(at("download")).status_code == 404


@pytest.mark.parametrize("name", ["data", "progress", "download", "delete"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "FOO"])
def test_other_methods_are_refused(client, benoit, name, method):
    client.force_login(benoit)
    assert client.generic(method, at(name)).status_code == 405


@pytest.mark.parametrize("name", ["progress", "download"])
def test_what_only_shows_takes_no_post(client, benoit, name):
    client.force_login(benoit)
    assert client.post(at(name)).status_code == 405


def test_the_form_wants_the_password_and_the_address(client, chloe):
    client.force_login(chloe)
    page = client.get(at("delete")).content.decode()
    assert "What goes" in page and "What stays" in page
    answer = client.post(at("delete"), {"password": "wrong", "address": "chloe@demo.exampel"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "This is not your password." in words
    assert "This is not the address of your account." in words
    assert 'value="chloe@demo.exampel"' in words
    assert 'value="wrong"' not in words
    assert client.post(at("delete"), {}).status_code == 422
    assert User.objects.filter(pk=chloe.pk).exists()


def test_the_account_is_deleted_and_the_front_page_says_so_in_their_language(client, chloe):
    client.force_login(chloe)
    with translation.override("en"):
        address = at("delete")
    answer = client.post(address, {"password": "demo", "address": " CHLOE@demo.example "}, follow=True)
    assert answer.redirect_chain == [("/fr/", 302)]
    assert (
        "Votre compte est supprimé. Ce que vous avez écrit reste, sans votre nom." in answer.content.decode()
    )
    assert "Se connecter" in answer.content.decode()
    assert not User.objects.filter(pk=chloe.pk).exists()
    assert mail.outbox[-1].to == ["chloe@demo.example"]


def test_an_account_without_a_password_types_its_address(client, chloe):
    chloe.set_unusable_password()
    chloe.save()
    client.force_login(chloe)
    assert 'type="password"' not in client.get(at("delete")).content.decode()
    client.post(at("delete"), {"address": "chloe@demo.example"})
    assert not User.objects.filter(pk=chloe.pk).exists()


def test_an_account_with_a_passkey_alone_asks_for_it(client, chloe):
    """A device that somebody left open does not end the account of its owner."""
    chloe.set_unusable_password()
    chloe.save()
    Authenticator.objects.create(user=chloe, type=Authenticator.Type.WEBAUTHN, data={})
    client.force_login(chloe)
    for answer in (client.get(at("delete")), client.post(at("delete"), {"address": "chloe@demo.example"})):
        assert answer.status_code == 302 and "reauthenticate" in answer.url
    assert User.objects.filter(pk=chloe.pk).exists()


def test_the_only_steward_is_told_which_groups_to_hand_over_first(client, amina, benoit, metadata, hidden):
    client.force_login(amina)
    typed = {"password": "demo", "address": amina.email}
    answer = client.post(at("delete"), typed)
    assert answer.status_code == 422
    assert "You are the only steward of these groups: Board, Metadata." in answer.content.decode()
    belong(benoit, hidden, Membership.Role.STEWARD)
    assert "You are the only steward of Metadata." in client.post(at("delete"), typed).content.decode()


def test_the_only_administrator_is_told_why_they_cannot_go(client, admin):
    client.force_login(admin)
    answer = client.post(at("delete"), {"password": "demo", "address": admin.email})
    assert "You are the only administrator." in answer.content.decode()


def test_passwords_cannot_be_tried_for_long(client, chloe):
    client.force_login(chloe)
    for _attempt in range(11):
        answer = client.post(at("delete"), {"password": "guess", "address": "chloe@demo.example"})
    assert "That was too often in a short time." in answer.content.decode()
    client.post(at("delete"), {"password": "demo", "address": "chloe@demo.example"})
    assert User.objects.filter(pk=chloe.pk).exists()


def test_a_visitor_signs_in_first_and_a_password_is_not_kept_for_them(client, site):
    answer = client.post(at("delete"), {"password": "secret words", "address": "x@demo.example"})
    assert answer.status_code == 302 and "login" in answer["Location"]
    assert "secret words" not in str(dict(client.session))


def test_french_addresses_are_french(client, benoit):
    with translation.override("fr"):
        assert at("data") == "/fr/account/donnees/"
        assert at("delete") == "/fr/account/supprimer/"
    client.force_login(benoit)
    assert "Ce que nous conservons à votre sujet" in client.get("/fr/account/donnees/").content.decode()
    assert "/fr/account/donnees/" in client.get("/fr/account/").content.decode()


def test_looking_changes_nothing(client, benoit):
    ask(benoit)
    client.force_login(benoit)
    before = list(DataExport.objects.values())
    for name in ("data", "progress", "delete", "download"):
        client.get(at(name))
    assert list(DataExport.objects.values()) == before


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_progress_moves_by_itself_and_without_javascript_by_a_link(
    visit, live_server, client, benoit, metadata, javascript
):
    make_thread(metadata, author=benoit)
    # Asked for while no worker runs: in the tests a task would run at once.
    DataExport.objects.create(member=benoit)
    client.force_login(benoit)
    page = visit("/en/", javascript=javascript)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto(at("data"))
    page.get_by_text("Your copy will be made soon.").wait_for()
    assert make_due() == 1
    if not javascript:
        page.get_by_role("link", name="See how far it is now").click()
    page.get_by_role("link", name="Download the ZIP file").wait_for()
    page.get_by_role("link", name="Download the ZIP file").click()
    page.fill("#id_password", "demo")
    with page.expect_download() as download:
        page.click("main button:has-text('Continue')")
    assert download.value.suggested_filename.startswith("tandem-")
