"""A member's own settings, their password and their address."""

import html
import re

import pytest
from allauth.account.models import EmailAddress

from members.models import User
from members.zones import choices, city
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def fields_of(member, **changes):
    names = ("name", "language", "languages_read", "time_zone", "theme", "seen_by")
    return {**{name: getattr(member, name) for name in names}, **changes}


def save(client, member, at="/fr/account/", **changes):
    return client.post(at, fields_of(member, **changes), follow=True)


def text_of(response):
    """The page with plain spaces and letters, whatever the typography."""
    return re.sub("[\u00a0\u202f]", " ", html.unescape(response.content.decode()))


def test_a_visitor_signs_in_first(client, site):
    assert client.get("/fr/account/").url == "/fr/account/login/?next=%2Ffr%2Faccount%2F"


def test_everything_is_saved_and_named(client, benoit):
    client.force_login(benoit)
    response = save(client, benoit, name="Benoît K.", time_zone="America/Montreal", theme="dark")
    assert "Enregistré : nom, fuseau horaire, couleurs." in text_of(response)
    benoit.refresh_from_db()
    assert (benoit.name, benoit.time_zone, benoit.theme) == ("Benoît K.", "America/Montreal", "dark")
    assert 'data-theme="dark"' in response.content.decode()


def test_nothing_new_is_said_too(client, benoit):
    client.force_login(benoit)
    assert "Rien n’était différent" in text_of(save(client, benoit))


def test_another_language_answers_in_that_language(client, benoit):
    client.force_login(benoit)
    response = save(client, benoit, language="en")
    assert response.redirect_chain == [("/en/account/", 302)]
    assert "Saved: language of the site and of your mail." in text_of(response)
    assert User.objects.get(pk=benoit.pk).language == "en"


@pytest.mark.parametrize("language, sentence", [
    ("en", "We do not know the time zone “Mars/Olympus”."),
    ("fr", "Nous ne connaissons pas le fuseau horaire « Mars/Olympus »."),
])  # fmt: skip
def test_an_unknown_time_zone_is_told_and_the_rest_is_kept(client, benoit, language, sentence):
    client.force_login(benoit)
    response = save(
        client, benoit, f"/{language}/account/", name="Benoît K.", time_zone="Mars/Olympus", theme="dark"
    )
    text = text_of(response)
    assert response.status_code == 200 and sentence in text
    assert 'value="Benoît K."' in text
    assert '<option value="Mars/Olympus" selected>' in text
    assert '<option value="dark" selected>' in text
    assert 'data-theme="dark"' not in text, "what is refused changes nothing on the page around it"
    benoit.refresh_from_db()
    assert (benoit.name, benoit.time_zone, benoit.theme) == ("Benoît Kerjean", "Europe/Paris", "")


@pytest.mark.parametrize("changes", [
    {"name": ""}, {"name": "   "}, {"name": "n" * 81}, {"language": "de"},
    {"languages_read": []}, {"languages_read": ["de"]}, {"time_zone": ""}, {"time_zone": "x" * 500},
    {"theme": "loud"},
])  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(client, benoit, changes):
    client.force_login(benoit)
    response = save(client, benoit, **changes)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(changes)
    assert "Rien n’est encore enregistré." in text_of(response)
    assert User.objects.filter(pk=benoit.pk, name="Benoît Kerjean", time_zone="Europe/Paris").exists()


def test_only_the_settings_are_written(client, benoit):
    client.force_login(benoit)
    save(client, benoit, name="Benoît K.", is_superuser="on", email="other@example.org", is_staff="on")
    benoit.refresh_from_db()
    assert benoit.name == "Benoît K."
    assert not benoit.is_superuser and not benoit.is_staff and benoit.email == "benoit@demo.example"


def test_zones_are_found_by_city_in_the_readers_language():
    assert city("Europe/London", "fr") == "Londres"
    assert city("Asia/Kolkata", "fr") == "Calcutta"
    for language in ("en", "fr"):
        listed = [name for _region, cities in choices(language) for name, _city in cities]
        assert len(listed) == len(set(listed)) > 400
        assert {"UTC", "Europe/Paris", "Africa/Dakar", "Asia/Kolkata", "America/Toronto"} <= set(listed)
        assert "Asia/Calcutta" not in listed and "US/Eastern" not in listed


def test_an_old_spelling_of_ones_zone_stays(client, benoit):
    benoit.time_zone = "Asia/Calcutta"
    benoit.save()
    client.force_login(benoit)
    assert '<option value="Asia/Calcutta" selected>' in client.get("/fr/account/").content.decode()
    assert save(client, benoit, name="B").context["user"].time_zone == "Asia/Calcutta"


# Password


def test_another_password(client, benoit, mailoutbox):
    client.force_login(benoit)
    address = "/fr/account/password/change/"
    wrong = client.post(address, {"oldpassword": "no", "password1": "quatre mots bien choisis"})
    assert "Ce n’est pas votre mot de passe actuel" in text_of(wrong)
    right = client.post(address, {"oldpassword": "demo", "password1": "quatre mots bien choisis"})
    assert right.url == "/fr/account/"
    assert "Votre nouveau mot de passe est enregistré." in text_of(client.get(right.url))
    benoit.refresh_from_db()
    assert benoit.check_password("quatre mots bien choisis")
    assert mailoutbox[0].subject == "Votre mot de passe a changé"


def test_a_first_password(client, benoit):
    benoit.set_unusable_password()
    benoit.save()
    client.force_login(benoit)
    assert client.get("/fr/account/password/change/").url == "/fr/account/password/set/"
    assert (
        client.post("/fr/account/password/set/", {"password1": "quatre mots bien choisis"}).status_code == 302
    )
    benoit.refresh_from_db()
    assert benoit.check_password("quatre mots bien choisis")


# Address


def change_address(client, email, language="fr"):
    """Ask for another address; the password is asked in between."""
    client.post(f"/{language}/account/email/", {"email": email, "action_add": "1"})
    again = f"/{language}/account/reauthenticate/"
    return client.post(again, {"password": "demo", "next": f"/{language}/account/email/"}, follow=True)


def test_another_address(client, benoit, mailoutbox, link_in):
    client.force_login(benoit)
    response = change_address(client, "Kerjean@example.org")
    assert "kerjean@example.org" in text_of(response)
    benoit.refresh_from_db()
    assert benoit.email == "benoit@demo.example", "until the new one is confirmed"
    [mail] = mailoutbox
    assert mail.to == ["kerjean@example.org"] and mail.subject == "Confirmez votre adresse de courriel"
    assert client.post(link_in(mail)).url == "/fr/account/email/"
    benoit.refresh_from_db()
    assert benoit.email == "kerjean@example.org"
    assert [row.email for row in EmailAddress.objects.filter(user=benoit)] == ["kerjean@example.org"]
    told = mailoutbox[1]
    assert told.to == ["benoit@demo.example"] and told.subject == "Votre adresse de courriel a changé"
    assert "/password/reset/" not in told.body


def test_without_the_password_the_address_stays(client, benoit, mailoutbox):
    client.force_login(benoit)
    client.post("/fr/account/email/", {"email": "thief@example.org", "action_add": "1"})
    wrong = client.post("/fr/account/reauthenticate/", {"password": "no"})
    assert "Ce n’est pas votre mot de passe." in text_of(wrong)
    assert not EmailAddress.objects.filter(email="thief@example.org").exists() and not mailoutbox


def test_the_change_can_be_given_up(client, benoit, mailoutbox):
    client.force_login(benoit)
    change_address(client, "kerjean@example.org")
    client.post("/fr/account/email/", {"email": "kerjean@example.org", "action_remove": "1"})
    assert [row.email for row in EmailAddress.objects.filter(user=benoit)] == ["benoit@demo.example"]
    assert mailoutbox[-1].subject == "Un changement d’adresse est annulé"
    benoit.refresh_from_db()
    assert benoit.email == "benoit@demo.example"


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_address_of_another_account_is_not_told_and_not_given(
    client, benoit, mailoutbox, link_in, confirmed
):
    other = make_member("Ruth Adeyemi", email="ruth@example.org")
    EmailAddress.objects.filter(user=other).update(verified=confirmed)
    client.force_login(benoit)
    response = change_address(client, "ruth@example.org")
    assert "Un autre compte" not in text_of(response), "the form does not tell who has an account"
    link = link_in(mailoutbox[0])
    assert client.get(link).status_code == 200
    assert client.post(link, follow=True).status_code == 200
    benoit.refresh_from_db()
    other.refresh_from_db()
    assert (benoit.email, other.email) == ("benoit@demo.example", "ruth@example.org")


@pytest.mark.parametrize("email", ["", "not an address", "benoit@demo.example", "x" * 250 + "@example.org"])
def test_a_wrong_address_is_told(client, benoit, email):
    client.force_login(benoit)
    response = client.post("/fr/account/email/", {"email": email, "action_add": "1"})
    assert response.status_code == 200 and response.context["form"].errors["email"]
