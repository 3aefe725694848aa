"""What a member says of themselves: kept whole, refused in sentences, and nothing typed is lost."""

import html
import re

import pytest
from django.core.files.storage import default_storage

from core import countries, uploads
from members.models import User
from tests.files import HTML, SVG, photograph, picture, png_head, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keys_in(folder):
    return {path.parent.name for path in folder.rglob("*") if path.is_file()}


def save(client, member, at="/en/account/", **changes):
    names = ("name", "language", "languages_read", "time_zone", "theme", "seen_by")
    return client.post(at, {**{name: getattr(member, name) for name in names}, **changes}, follow=True)


def text_of(response):
    return re.sub("[\u00a0\u202f]", " ", html.unescape(response.content.decode()))


def test_everything_is_saved_and_named_once(client, benoit, django_capture_on_commit_callbacks, storage):
    client.force_login(benoit)
    with django_capture_on_commit_callbacks(execute=True):
        response = save(
            client, benoit, "/fr/account/", about_en="A librarian.", about_fr="Bibliothécaire.\r\nÀ Rennes.",
            country="FR", orcid="https://orcid.org/0000000218250097", seen_by="everyone",
            new_picture=sent(photograph((400, 300)), "moi.jpg"),
        )  # fmt: skip
    assert "Enregistré : pays, ORCID, qui voit mon profil, photo, quelques lignes sur moi." in text_of(
        response
    )
    benoit.refresh_from_db()
    assert benoit.about == {"en": "A librarian.", "fr": "Bibliothécaire.\r\nÀ Rennes."}
    assert (benoit.country, benoit.orcid, benoit.seen_by) == ("FR", "0000-0002-1825-0097", "everyone")
    assert keys_in(storage) == {benoit.picture}
    assert re.fullmatch("[0-9a-f]{32}", benoit.picture)
    assert f"/files/people/{benoit.picture}/192" in response.content.decode()


def test_an_emptied_field_is_empty(client, benoit):
    User.objects.filter(pk=benoit.pk).update(
        about={"en": "Old", "fr": "Vieux", "de": "Alt"}, country="FR", orcid="0000-0002-1825-0097"
    )
    client.force_login(benoit)
    save(client, benoit, about_en="", about_fr="Neuf", country="", orcid="")
    benoit.refresh_from_db()
    assert benoit.about == {"fr": "Neuf", "de": "Alt"}, "a language the site does not show now is kept"
    assert (benoit.country, benoit.orcid) == ("", "")


@pytest.mark.parametrize("language, orcid, sentence", [
    ("en", "0000-0002-1825-0098", "This ORCID does not fit its own check digit, so one of its digits is mistyped."),
    ("fr", "0000-0002-1825-0098", "Cet ORCID ne correspond pas"),
    ("en", "12345", "An ORCID has sixteen digits, such as 0000-0002-1825-0097."),
    ("en", "javascript:alert(1)", "An ORCID has sixteen digits, such as 0000-0002-1825-0097."),
])  # fmt: skip
def test_a_mistyped_orcid_is_said_and_nothing_is_half_done(
    client, benoit, storage, language, orcid, sentence
):
    client.force_login(benoit)
    response = save(
        client, benoit, f"/{language}/account/", orcid=orcid, about_en="Words that took long.", country="DE",
        new_picture=sent(picture()),
    )  # fmt: skip
    text = text_of(response)
    if language == "en":
        assert sentence in text and "Your picture was good, but is not saved yet." in text
    assert list(response.context["form"].errors) == ["orcid"]
    assert "Words that took long." in text and f'value="{orcid}"' in text and 'value="DE" selected' in text
    benoit.refresh_from_db()
    assert (benoit.orcid, benoit.about, benoit.country, benoit.picture) == ("", {}, "", "")
    assert keys_in(storage) == set()


@pytest.mark.parametrize("content, name, sentence", [
    (png_head(10_000, 10_000), "big.png", "This picture has 100 megapixels; we take at most 50."),
    (SVG, "drawing.png", "This is not a picture that we can take."),
    (HTML, "photo.jpg", "This is not a picture that we can take."),
    (picture()[:60], "cut.png", "This picture is damaged or incomplete."),
    (b"", "empty.png", "This file is empty."),
])  # fmt: skip
def test_a_picture_that_is_refused_loses_no_word(client, benoit, storage, content, name, sentence):
    client.force_login(benoit)
    response = save(client, benoit, about_fr="Des mots.", name="Benoît K.", new_picture=sent(content, name))
    text = text_of(response)
    assert sentence in text and "Des mots." in text and 'value="Benoît K."' in text
    assert "Your picture was good" not in text
    benoit.refresh_from_db()
    assert (benoit.name, benoit.about, benoit.picture) == ("Benoît Kerjean", {}, "")
    assert keys_in(storage) == set()


def test_a_new_picture_replaces_the_old_and_its_file_goes(
    client, benoit, storage, django_capture_on_commit_callbacks
):
    client.force_login(benoit)
    seen = []
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            save(client, benoit, new_picture=sent(picture()), remove_picture="on" if seen else "")
        benoit.refresh_from_db()
        seen.append(benoit.picture)
    assert seen[0] != seen[1] and keys_in(storage) == {seen[1]}
    assert client.get(f"/files/people/{seen[0]}/96", follow=True).status_code == 404
    assert client.get(f"/files/people/{seen[1]}/96").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert "Enregistré : photo." in text_of(save(client, benoit, remove_picture="on"))
    benoit.refresh_from_db()
    assert benoit.picture == "" and keys_in(storage) == set()
    assert client.get(f"/files/people/{seen[1]}/96", follow=True).status_code == 404


def test_where_the_row_cannot_be_written_no_file_is_left(client, benoit, storage, monkeypatch):
    old = uploads.keep(sent(picture()))
    User.objects.filter(pk=benoit.pk).update(picture=old.key)
    client.force_login(benoit)
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("members.profiles._change_picture", fail)
    assert save(client, benoit, name="Other", new_picture=sent(picture())).status_code == 500
    benoit.refresh_from_db()
    assert (benoit.name, benoit.picture) == ("Benoît Kerjean", old.key)
    assert keys_in(storage) == {old.key} and default_storage.exists(f"private/{old.key[:2]}")


@pytest.mark.parametrize("changes", [
    {"about_en": "x" * 1001}, {"country": "XX"}, {"country": "Atlantis"}, {"seen_by": "nobody"}, {"seen_by": ""},
    {"orcid": "0" * 5000},
])  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(client, benoit, changes):
    client.force_login(benoit)
    response = save(client, benoit, **changes)
    assert list(response.context["form"].errors) == list(changes)
    assert "Nothing is saved yet." in text_of(response)


def test_countries_are_named_in_the_readers_language():
    for language, name in (("en", "Germany"), ("fr", "Allemagne")):
        listed = dict(countries.choices(language))
        assert listed["DE"] == name == countries.name("DE", language)
        assert not {"EU", "ZZ", "UN", "XA"} & set(listed) and len(listed) > 240
    french = [name for _code, name in countries.choices("fr")]
    assert french.index("Égypte") < french.index("Espagne"), "accents do not send a country to the end"


def test_nobody_elses_picture_can_be_claimed_or_removed(client, benoit, amina, storage):
    kept = uploads.keep(sent(picture()))
    User.objects.filter(pk=amina.pk).update(picture=kept.key)
    client.force_login(benoit)
    save(client, benoit, picture=kept.key, remove_picture="on")
    benoit.refresh_from_db()
    assert benoit.picture == "" and keys_in(storage) == {kept.key}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(client, benoit, method):
    client.force_login(benoit)
    assert client.generic(method, "/en/account/").status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_browsers_time_zone_is_offered_and_nothing_changes_by_itself(visit, amina, client, live_server):
    client.force_login(amina)
    tab = visit("/healthz", timezone_id="America/Toronto")
    tab.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    tab.goto("/en/account/")
    assert tab.locator("[name=time_zone]").input_value() == "Europe/London"
    assert tab.get_by_text("Your browser says: Toronto.").is_visible()
    tab.get_by_role("button", name="Use this time zone").click()
    assert tab.locator("[name=time_zone]").input_value() == "America/Toronto"
    assert not tab.get_by_text("Your browser says").is_visible()
    tab.get_by_role("button", name="Save", exact=True).click()
    tab.get_by_text("Saved: time zone.").wait_for()
    assert not tab.get_by_text("Your browser says").is_visible()
