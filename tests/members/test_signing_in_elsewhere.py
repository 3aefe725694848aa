"""Signing in through another service: a whole round trip to an OpenID Connect provider on this machine."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from members.models import User
from tests.factories import make_member
from tests.members.openid_server import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db

CONNECTIONS = "/en/account/elsewhere/"
SIGN_UP = "/en/account/elsewhere/signup/"
STEP = "/en/account/second-factor/authenticate/"
PERSON = {
    "name": "Nora Lindqvist",
    "email": "nora@example.org",
    "language": "fr",
    "time_zone": "Africa/Dakar",
}
NAMES = {"orcid": "ORCID", "google": "Google", "github": "GitHub"}


def switched_on(server, **own):
    own = {"server_url": server.url, "oauth_pkce_enabled": True, **own}
    app = {"provider_id": "oidc", "name": "Uni Login", "client_id": CLIENT, "secret": SECRET, "settings": own}
    return {"openid_connect": {"APPS": [app]}}


@pytest.fixture
def openid(settings, site):
    """A provider that is switched on."""
    with Provider() as server:
        settings.SOCIALACCOUNT_PROVIDERS = switched_on(server)
        yield server


def leave(client, language="en", service="oidc", **fields):
    """Press the button. Returns the address that the browser is sent to."""
    page = client.post(f"/{language}/account/elsewhere/{service}/", fields)
    assert page.status_code == 200
    text = page.content.decode()
    [address] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', text)
    assert f'href="{address}"' in text, "a browser that follows nothing by itself has a link"
    return unescape(address)


def come_back(client, server, **fields):
    """The whole way there and back. Returns our answer to what the provider says."""
    back = urlsplit(server.authorise(urlsplit(leave(client, **fields)).query))
    assert back.path == "/account/oidc/callback/", "the same for every language"
    return client.get(f"{back.path}?{back.query}")


def connected(member, uid="p-1"):
    return SocialAccount.objects.create(user=member, provider="oidc", uid=uid, extra_data={"label": "nora"})


# Nothing to see while nothing is switched on

HIDDEN = [CONNECTIONS, SIGN_UP, CONNECTIONS + "cancelled/", CONNECTIONS + "error/"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_without_settings_there_is_nothing(client, benoit, signed_in):
    if signed_in:
        client.force_login(benoit)
        assert "elsewhere" not in client.get("/en/account/").content.decode()
    else:
        for page in ("login/", "signup/"):
            assert "elsewhere" not in client.get(f"/en/account/{page}").content.decode()
    for address in HIDDEN:
        assert client.get(address).status_code == client.post(address).status_code == 404
    for service in ("oidc", *NAMES, "nonsense"):
        assert client.post(f"{CONNECTIONS}{service}/").status_code == 404
        answer = client.get(f"/account/{service}/callback/?code=1&state=1", follow=True)
        assert answer.status_code == 404, "where any address leads that does not exist"


@pytest.mark.parametrize("service", NAMES)
def test_each_is_switched_on_alone(client, site, settings, service):
    app = {"client_id": "our-id", "secret": "s", "name": NAMES[service], "settings": {}}
    settings.SOCIALACCOUNT_PROVIDERS = {service: {"APPS": [app]}}
    for language, words in (("en", "Continue with"), ("fr", "Continuer avec")):
        text = client.get(f"/{language}/account/login/").content.decode()
        assert f"{words} {NAMES[service]}" in text
        assert not any(f"{words} {name}" in text for name in NAMES.values() if name != NAMES[service])
    hosts = {"orcid": "orcid.org", "google": "accounts.google.com", "github": "github.com"}
    address = urlsplit(leave(client, service=service))
    assert (address.scheme, address.hostname) == ("https", hosts[service])
    assert "client_id=our-id" in address.query
    assert f"redirect_uri=http%3A%2F%2Ftestserver%2Faccount%2F{service}%2Fcallback%2F" in address.query
    for other in {*NAMES, "oidc"} - {service}:
        assert client.post(f"{CONNECTIONS}{other}/").status_code == 404


def test_leaving_needs_the_button(client, openid):
    assert client.get(CONNECTIONS + "oidc/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(CONNECTIONS + "oidc/").status_code == 403


# A new member


def test_a_new_member_is_asked_for_name_and_language(client, openid, mailoutbox):
    assert come_back(client, openid, next="/en/groups/").url == SIGN_UP
    form = client.get(SIGN_UP).context["form"]
    assert [form[name].value() for name in ("name", "email", "language")] == [
        "Nora Lindqvist", "nora@example.org", "en",
    ]  # fmt: skip
    assert not User.objects.filter(email="nora@example.org").exists(), "nothing before the form is sent"
    assert client.post(SIGN_UP, {**PERSON, "name": "Nora L."}).url == "/en/groups/"
    member = User.objects.get(email="nora@example.org")
    assert (member.name, member.language, member.languages_read, member.time_zone) == (
        "Nora L.", "fr", ["fr"], "Africa/Dakar",
    )  # fmt: skip
    assert not member.has_usable_password()
    assert EmailAddress.objects.get(user=member).verified and mailoutbox == []
    assert client.get("/en/account/").context["user"] == member
    assert client.session.get_expire_at_browser_close(), "nobody asked to be kept signed in"


def test_only_a_label_is_kept(client, openid):
    openid.person |= {"picture": "https://example.org/me.jpg", "birthdate": "1980-01-01"}
    come_back(client, openid)
    client.post(SIGN_UP, PERSON)
    assert SocialAccount.objects.get().extra_data == {"label": "nora@example.org"}
    assert not SocialToken.objects.exists()


@pytest.mark.parametrize("changed, typed", [
    ({"email_verified": False}, "nora@example.org"),
    ({"email_verified": "false"}, "nora@example.org"),
    ({"email_verified": None}, "nora@example.org"),
    ({}, "somebody.else@example.org"),
])  # fmt: skip
def test_an_address_that_nobody_has_confirmed_is_confirmed_by_mail(
    client, openid, mailoutbox, link_in, changed, typed
):
    openid.person |= changed
    come_back(client, openid)
    assert client.post(SIGN_UP, {**PERSON, "email": typed}).url == "/en/account/confirm-email/"
    assert client.get("/en/account/").status_code == 302
    [row] = EmailAddress.objects.all()
    assert (row.email, row.verified) == (typed, False), "no address of the service beside it"
    assert mailoutbox[0].to == [typed]
    client.post(link_in(mailoutbox[0]))
    assert come_back(client, openid).url == "/fr/"


@pytest.mark.parametrize("field, value", [
    ("name", ""), ("name", "n" * 81), ("email", ""), ("email", "nora"), ("language", "de"), ("language", ""),
])  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_kept(client, openid, field, value):
    come_back(client, openid)
    answer = client.post(SIGN_UP, {**PERSON, field: value})
    assert list(answer.context["form"].errors) == [field]
    assert 'aria-invalid="true"' in answer.content.decode()
    assert client.post(SIGN_UP, PERSON).status_code == 302, "the way is still open"


def test_a_service_without_a_name_or_an_address_will_do(client, openid, mailoutbox):
    openid.person = {"sub": "p-2"}
    come_back(client, openid)
    assert client.get(SIGN_UP).context["form"]["email"].value() == ""
    assert client.post(SIGN_UP, PERSON).url == "/en/account/confirm-email/"


def test_the_second_press_on_the_button_is_no_error(client, openid):
    come_back(client, openid)
    client.post(SIGN_UP, PERSON)
    assert client.post(SIGN_UP, PERSON).status_code == 302
    assert User.objects.filter(email="nora@example.org").count() == 1


# Whose account it is


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_takes_over_no_account(client, openid, mailoutbox, verified):
    owner = make_member("Nora Lindqvist", email="nora@example.org")
    openid.person["email_verified"] = verified
    assert come_back(client, openid).url == SIGN_UP
    assert client.post(SIGN_UP, PERSON).url == "/en/account/confirm-email/", "as for an unknown address"
    assert client.get("/en/account/").status_code == 302
    assert not SocialAccount.objects.exists() and User.objects.filter(email=owner.email).count() == 1
    assert [mail.subject for mail in mailoutbox] == ["You have an account already"]


@pytest.mark.parametrize("verified, opens", [(True, True), (False, False), ("false", False)])
def test_a_provider_that_one_runs_oneself_can_be_trusted(client, openid, settings, verified, opens):
    owner = make_member("Nora Lindqvist", email="nora@example.org")
    settings.SOCIALACCOUNT_PROVIDERS = switched_on(openid, email_authentication=True)
    openid.person["email_verified"] = verified
    answer = come_back(client, openid)
    assert answer.url == ("/en/" if opens else SIGN_UP)
    assert SocialAccount.objects.filter(user=owner).exists() is opens
    owner.refresh_from_db()
    assert owner.check_password("demo")


def test_the_second_factor_is_asked_for_all_the_same(client, openid, benoit, set_up_app, totp):
    key = set_up_app(benoit)
    connected(benoit)
    client.logout()
    assert come_back(client, openid).url == STEP
    assert client.get("/en/account/").status_code == 302
    assert client.post(STEP, {"code": totp(key)}).url == "/fr/"


def test_a_closed_account_stays_closed(client, openid, benoit):
    connected(benoit)
    User.objects.filter(pk=benoit.pk).update(is_active=False)
    assert come_back(client, openid).url == "/en/account/inactive/"


# Connecting and disconnecting


def test_connecting_asks_for_the_password_and_tells_by_mail(client, openid, benoit, mailoutbox):
    client.force_login(benoit)
    assert client.post(CONNECTIONS + "oidc/").url.startswith("/en/account/reauthenticate/")
    proof = {"password": "demo", "next": CONNECTIONS + "oidc/"}
    text = client.post("/en/account/reauthenticate/", proof).content.decode()
    assert f"url={openid.url}/authorize" in text, "and goes on where one was going"
    assert come_back(client, openid).url == CONNECTIONS
    page = client.get(CONNECTIONS).content.decode()
    assert "Connected: you can sign in with Uni Login" in page and "nora@example.org" in page
    [mail] = mailoutbox
    assert mail.subject == "Votre compte est relié à un autre service" and "Uni Login" in mail.body.replace(
        "\n", " "
    )
    assert benoit.emailaddress_set.count() == 1, "no address comes with it"
    client.logout()
    assert come_back(client, openid, next="/en/groups/").url == "/en/groups/"
    assert client.get("/en/account/").context["user"] == benoit


def test_what_another_member_has_connected_stays_theirs(client, openid, benoit, amina, prove):
    connected(amina)
    client.force_login(benoit)
    prove(CONNECTIONS)
    come_back(client, openid)
    assert "Another member has connected this already." in client.get(CONNECTIONS).content.decode()
    assert SocialAccount.objects.get().user == amina


def test_disconnecting(client, openid, benoit, prove, mailoutbox):
    row = connected(benoit)
    client.force_login(benoit)
    assert client.post(CONNECTIONS, {"account": row.pk}).url.startswith("/en/account/reauthenticate/")
    assert SocialAccount.objects.exists()
    assert "Disconnected." in prove(CONNECTIONS).content.decode(), "the press on the button was not lost"
    assert not SocialAccount.objects.exists()
    assert mailoutbox[0].subject == "Un service n’est plus relié à votre compte"
    again = client.post(CONNECTIONS, {"account": row.pk})
    assert "This is not connected any more." in again.content.decode()


def test_somebody_without_a_password_chooses_one_first(client, openid, benoit):
    row = connected(benoit)
    benoit.set_unusable_password()
    benoit.save()
    client.force_login(benoit)
    answer = client.post(CONNECTIONS, {"account": row.pk})
    assert "Your account has no password yet." in answer.content.decode()
    assert SocialAccount.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("number", ["0", "nonsense", str(2**80), ""])
def test_what_is_not_mine_cannot_be_disconnected(client, openid, benoit, amina, prove, number):
    row = connected(amina)
    client.force_login(benoit)
    prove(CONNECTIONS)
    assert client.post(CONNECTIONS, {"account": number or row.pk}).status_code == 200
    assert SocialAccount.objects.filter(pk=row.pk).exists()


# When it goes wrong


def test_a_service_that_does_not_answer_is_told(client, openid):
    openid.answers = False
    answer = client.post("/fr/account/elsewhere/oidc/")
    assert answer.status_code == 401
    assert "L’autre service n’a pas répondu comme prévu" in answer.content.decode()


@pytest.mark.parametrize("query, words", [
    ("error=access_denied&state={state}", "You have stopped signing in"),
    ("error=server_error&state={state}", "did not answer as expected"),
    ("code=forged&state={state}", "did not answer as expected"),
    ("code=forged&state=forged", "did not answer as expected"),
    ("", "did not answer as expected"),
])  # fmt: skip
def test_what_comes_back_wrong_signs_nobody_in(client, openid, query, words):
    leave(client)
    [state] = client.session["socialaccount_states"]
    answer = client.get("/account/oidc/callback/?" + query.format(state=state), follow=True)
    assert words in answer.content.decode()
    assert client.get("/en/account/").status_code == 302


def test_a_token_for_somebody_else_is_refused(client, openid):
    openid.issuer = "https://evil.example"
    answer = come_back(client, openid)
    assert answer.status_code == 401 and not User.objects.filter(email="nora@example.org").exists()


def test_an_answer_serves_one_browser_once(client, openid):
    back = urlsplit(openid.authorise(urlsplit(leave(client)).query))
    address = f"{back.path}?{back.query}"
    assert Client().get(address).status_code == 401
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 401


def test_nobody_is_sent_to_another_site(client, openid, benoit):
    connected(benoit)
    assert come_back(client, openid, next="https://evil.example/").url == "/fr/"


@pytest.mark.parametrize(
    "address, status", [(CONNECTIONS + "cancelled/", 200), (CONNECTIONS + "error/", 401)]
)
def test_the_pages_in_between_speak_french(client, openid, address, status):
    from tests.members.test_pages import english_in

    text = client.get(address.replace("/en/", "/fr/"))
    assert text.status_code == status and english_in(text.content.decode()) == []
    page = client.post("/fr/account/elsewhere/oidc/").content.decode()
    assert english_in(page) == []
    come_back(client, openid)
    assert english_in(client.get("/fr/account/elsewhere/signup/").content.decode()) == []


def test_the_connections_speak_french(client, openid, benoit):
    from tests.members.test_pages import english_in

    connected(benoit)
    client.force_login(benoit)
    assert english_in(client.get("/fr/account/elsewhere/").content.decode()) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_browser_goes_there_and_back(visit, openid, javascript):
    """Through two redirects of the provider, with the content policy in force, which `visit` watches."""
    page = visit("/fr/account/login/", language="fr", javascript=javascript, timezone_id="America/Toronto")
    page.click("button:has-text('Continuer avec Uni Login')")
    page.wait_for_url("**/fr/account/elsewhere/signup/")
    assert page.input_value("#id_name") == "Nora Lindqvist"
    page.click("main button[type=submit]")
    page.wait_for_url("**/fr/")
    zone = User.objects.get(email="nora@example.org").time_zone
    assert zone == ("America/Toronto" if javascript else "Europe/Paris")
