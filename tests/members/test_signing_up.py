"""From creating an account to reading the site as its member."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError

from members.models import User

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Élodie Ndiaye",
    "email": "elodie@example.org",
    "password1": "trois mots ensemble",
    "time_zone": "Africa/Dakar",
}
SUBJECTS = {
    "en": "Confirm your address to finish your account",
    "fr": "Confirmez votre adresse pour terminer la création de votre compte",
}


def sign_up(client, language="en", **fields):
    return client.post(f"/{language}/account/signup/", {**PERSON, **fields})


def sign_in(client, language="en", email=PERSON["email"], password=PERSON["password1"], **fields):
    return client.post(f"/{language}/account/login/", {"login": email, "password": password, **fields})


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_sign_up_to_signed_in(client, site, mailoutbox, link_in, language):
    assert sign_up(client, language).url == f"/{language}/account/confirm-email/"
    member = User.objects.get(email=PERSON["email"])
    assert (member.name, member.language, member.languages_read, member.time_zone) == (
        "Élodie Ndiaye", language, [language], "Africa/Dakar",
    )  # fmt: skip
    assert sign_in(client, language).url == f"/{language}/account/confirm-email/", "not before confirming"

    [mail] = mailoutbox
    assert mail.subject == SUBJECTS[language]
    link = link_in(mail)
    assert link.startswith(f"/{language}/account/confirm-email/")
    page = client.get(link)
    assert page.status_code == 200 and PERSON["email"] in page.content.decode()
    assert not EmailAddress.objects.get(email=PERSON["email"]).verified, "looking confirms nothing"
    assert client.post(link).url == f"/{language}/account/login/"
    assert EmailAddress.objects.get(email=PERSON["email"]).verified

    assert sign_in(client, language).url == f"/{language}/"
    assert client.get(f"/{language}/account/").context["user"] == member


def test_a_mail_has_both_parts_and_no_name_from_the_form(client, site, mailoutbox):
    sign_up(client, "fr", name="Gagnez un prix http://spam.example")
    [mail] = mailoutbox
    [(html, kind)] = [(part.content, part.mimetype) for part in mail.alternatives]
    assert kind == "text/html" and '<html lang="fr"' in html
    assert "spam.example" not in mail.subject + mail.body + html
    assert mail.extra_headers["Content-Language"] == "fr"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert max(len(line) for line in mail.body.splitlines() if "://" not in line) <= 78


def test_where_one_was_going_survives_sign_up(client, site, mailoutbox, link_in):
    going = "/fr/groupes/?sort=name&page=2"
    assert "sort=name" in client.get("/fr/account/signup/", {"next": going}).content.decode()
    sign_up(client, "fr", next=going)
    link = link_in(mailoutbox[0])
    assert 'name="then" value="/fr/groupes/?sort=name&amp;page=2"' in client.get(link).content.decode()
    to_sign_in = client.post(link).url
    assert to_sign_in == "/fr/account/login/?next=%2Ffr%2Fgroupes%2F%3Fsort%3Dname%26page%3D2"
    assert "sort=name" in client.get(to_sign_in).content.decode()
    assert sign_in(client, "fr", next=going).url == going


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, site, mailoutbox, link_in, elsewhere):
    sign_up(client, next=elsewhere)
    link = link_in(mailoutbox[0])
    assert "evil" not in link and "javascript" not in link
    assert client.post(link, {"then": elsewhere}).url == "/en/account/login/"
    assert sign_in(client, next=elsewhere).url == "/en/"


def test_a_link_works_once(client, site, mailoutbox, link_in):
    sign_up(client)
    link = link_in(mailoutbox[0])
    client.post(link)
    page = client.get(link)
    assert page.status_code == 200 and "This link does not work any more" in page.content.decode()
    assert client.post(link).status_code == 404


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "x" * 500])
def test_a_time_zone_nobody_knows_becomes_the_sites(client, site, settings, zone):
    sign_up(client, time_zone=zone)
    assert User.objects.get(email=PERSON["email"]).time_zone == settings.TIME_ZONE


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", ""),
        ("name", "   "),
        ("name", "n" * 81),
        ("email", ""),
        ("email", "not an address"),
        ("email", "x" * 64 + "@" + ".".join(["d" * 60] * 4) + ".org"),
        ("password1", ""),
        ("password1", "short"),
        ("password1", "password12"),
        ("password1", "elodie@example"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(client, site, language, field, value):
    response = sign_up(client, language, **{field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    text = response.content.decode()
    assert 'aria-invalid="true"' in text
    if field != "name":
        assert "Élodie Ndiaye" in text
    assert PERSON["password1"] not in text, "a password is never sent back"
    assert not User.objects.filter(name="Élodie Ndiaye").exists()


def test_a_name_is_one_line(client, site):
    sign_up(client, name="Élodie\r\nBcc:\x00 all@example.org")
    assert User.objects.get(email=PERSON["email"]).name == "Élodie Bcc: all@example.org"


def test_a_known_address_is_answered_like_an_unknown_one(client, amina, mailoutbox):
    def answer(email):
        response = sign_up(client, email=email, follow=True)
        page = client.get(response.url)
        return response.status_code, response.url, page.status_code, page.content.decode()

    unknown = answer("nobody@example.org")
    client.logout()
    known = answer(amina.email)
    assert known == unknown
    to_nobody, to_amina = mailoutbox
    assert to_nobody.to == ["nobody@example.org"] and "/account/confirm-email/" in to_nobody.body
    assert to_amina.to == [amina.email] and to_amina.subject == "You have an account already"
    assert User.objects.filter(email=amina.email).count() == 1


def test_capitals_make_no_second_account(client, amina, mailoutbox):
    sign_up(client, email=amina.email.upper())
    assert User.objects.filter(email__iexact=amina.email).count() == 1
    assert mailoutbox[0].subject == "You have an account already"


def test_the_owner_is_told_in_their_own_language(client, benoit, mailoutbox, link_in):
    sign_up(client, "en", email=benoit.email)
    assert mailoutbox[0].subject == "Vous avez déjà un compte"
    assert link_in(mailoutbox[0]).startswith("/fr/account/password/reset/")


def test_the_second_press_on_the_button_is_no_error(client, site, mailoutbox, monkeypatch):
    from allauth.account.internal.flows import manage_email

    # Both presses have passed the check before either has written.
    monkeypatch.setattr(manage_email, "assess_unique_email", lambda email, user=None: True)
    first, second = sign_up(client), sign_up(client)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert User.objects.filter(email=PERSON["email"]).count() == 1
    with pytest.raises(IntegrityError):
        User.objects.create(email=PERSON["email"].upper(), name="Twice")


def test_a_mail_server_that_is_down_is_said_and_nothing_is_lost(client, site, monkeypatch):
    from django.core.mail import EmailMessage

    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    response = client.get(sign_up(client).url)
    assert response.status_code == 200
    assert "The mail could not be sent just now." in response.content.decode()
    assert User.objects.filter(email=PERSON["email"]).exists()


def test_the_form_explains_itself_to_screen_readers(client, site):
    text = client.get("/en/account/signup/").content.decode()
    assert '<label for="id_email">E-mail address</label>' in text
    assert 'aria-describedby="id_password1-help"' in text
    assert "placeholder" not in text
    assert '<input type="hidden" name="time_zone"' in text
