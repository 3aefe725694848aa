"""Passkeys, in a real browser with an authenticator of its own; and what happens without JavaScript.

WebAuthn wants a name and https, or http://localhost, which is where the live server answers.
"""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INDEX = "/en/account/second-factor/"


@pytest.fixture
def member(site):
    return make_member("Amina Bello", email="amina@demo.example")


@pytest.fixture
def with_device(visit, live_server):
    """A function that opens a tab whose computer has a fingerprint reader, or a key without one."""
    assert live_server.url.startswith("http://localhost:")

    def open_tab(path, fingerprint=True, **options):
        page = visit(path, **options)
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        device = {
            "protocol": "ctap2", "transport": "internal" if fingerprint else "usb",
            "hasResidentKey": fingerprint, "hasUserVerification": fingerprint,
            "isUserVerified": fingerprint, "automaticPresenceSimulation": True,
        }  # fmt: skip
        added = session.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        page.device = lambda method, **fields: session.send(
            f"WebAuthn.{method}", {"authenticatorId": added["authenticatorId"], **fields}
        )
        return page

    return open_tab


def arrive(page, path):
    """Wait for a page by its path alone: where one is going next also stands in addresses."""
    page.wait_for_url(lambda address: urlsplit(address).path == path)


def sign_in(page, path="/en/account/login/"):
    page.goto(path)
    page.fill("#id_login", "amina@demo.example")
    page.fill("#id_password", "demo")
    page.click("main button:has-text('Sign in')")


def prove(page):
    arrive(page, "/en/account/reauthenticate/")
    page.fill("#id_password", "demo")
    page.click("main button:has-text('Continue')")


def sign_out(page):
    page.goto("/en/account/logout/")
    page.click("main button")
    arrive(page, "/en/")


def add_passkey(page, name="My laptop", alone=True):
    sign_in(page, f"/en/account/login/?next={INDEX}passkeys/add/")
    prove(page)
    arrive(page, INDEX + "passkeys/add/")
    page.fill("#id_name", name)
    page.set_checked("#id_passwordless", alone)
    page.click("main button:has-text('Add the passkey')")
    arrive(page, INDEX + "recovery-codes/")


def test_a_passkey_is_made_named_and_signs_in_alone(with_device, member, mailoutbox):
    page = with_device("/en/")
    add_passkey(page)
    assert mailoutbox[-1].subject == "Your account has a new passkey"
    page.goto(INDEX)
    assert page.inner_text("main h3") == "My laptop"
    assert "signs you in alone" in page.inner_text("main .entries")
    sign_out(page)
    page.goto("/en/account/login/?next=/en/groups/")
    page.click("button:has-text('Use a passkey')")
    arrive(page, "/en/groups/")
    assert "Amina" in page.inner_text("header")
    # The passkey is password and second factor in one.
    page.goto(INDEX)
    assert "last used" in page.inner_text("main .entries")


def test_a_key_is_the_second_step(with_device, member):
    page = with_device("/en/", fingerprint=False)
    add_passkey(page, alone=False)
    page.goto(INDEX)
    assert "only beside your password" in page.inner_text("main .entries")
    sign_out(page)
    sign_in(page)
    arrive(page, INDEX + "authenticate/")
    page.click("button:has-text('Use a passkey')")
    arrive(page, "/en/")
    assert "Amina" in page.inner_text("header")


def test_a_passkey_proves_again_that_it_is_you(with_device, member):
    page = with_device("/en/")
    add_passkey(page)
    sign_out(page)
    page.goto("/en/account/login/")
    page.click("button:has-text('Use a passkey')")
    arrive(page, "/en/")
    page.goto(INDEX + "app/activate/")
    page.click("main a:has-text('Use a passkey')")
    page.click("main button:has-text('Use a passkey')")
    arrive(page, INDEX + "app/activate/")
    assert page.inner_text("h1") == "Set up an app"


def test_a_device_that_says_no_is_told_and_can_try_again(with_device, member):
    page = with_device("/en/account/login/")
    page.device("setUserVerified", isUserVerified=False)
    assert page.is_hidden("[data-passkey-trouble]")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_selector("[data-passkey-trouble]:visible")
    assert page.is_enabled("button:has-text('Use a passkey')")


def test_a_passkey_that_was_removed_opens_nothing(with_device, member):
    page = with_device("/en/")
    add_passkey(page)
    page.goto(INDEX)
    page.click("main a:has-text('Rename')")
    page.fill("#id_name", "  My\tnew laptop ")
    page.click("main button:has-text('Save the name')")
    assert page.inner_text("main h3") == "My new laptop"
    page.click("main .entries a:has-text('Remove')")
    page.click("main button:has-text('Remove the passkey')")
    arrive(page, INDEX)
    assert not Authenticator.objects.exists(), "the recovery codes go with the last passkey"
    sign_out(page)
    page.goto("/en/account/login/")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_selector(".notice-bad")
    assert "This passkey was not accepted" in page.inner_text(".notice-bad")


def test_without_javascript_nothing_pretends_to_work(visit, member):
    page = visit("/en/account/login/", javascript=False)
    assert page.is_hidden("button:has-text('Use a passkey')")
    sign_in(page, f"/en/account/login/?next={INDEX}passkeys/add/")
    prove(page)
    assert "Passkeys need JavaScript." in page.inner_text("noscript")
    page.click("main button:has-text('Add the passkey')")
    assert "Your device has not answered." in page.inner_text(".notice-bad")


@pytest.mark.parametrize(
    "credential",
    ["", "nonsense", "[]", "{}", "null", '"x"', '{"id": 3}', '{"response": {"userHandle": "////"}}',
     '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"userHandle":"OTk5","clientDataJSON":"e30",'
     '"authenticatorData":"AAAA","signature":"AAAA"}}'],
)  # fmt: skip
def test_what_no_device_would_say_is_refused(client, member, credential):
    login = INDEX + "passkeys/login/"
    client.get(login, headers={"accept": "application/json"})
    assert client.post(login, {"credential": credential}).url == "/en/account/login/"
    client.force_login(member)
    client.post("/en/account/reauthenticate/", {"password": "demo", "next": INDEX})
    assert client.get(INDEX + "passkeys/add/").status_code == 200
    refused = client.post(INDEX + "passkeys/add/", {"name": "x", "credential": credential})
    assert refused.status_code == 200 and 'role="alert"' in refused.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("deed", ["edit", "remove"])
@pytest.mark.parametrize("number", [1, 2**31, 2**63, 2**80])
def test_a_passkey_that_is_not_mine_does_not_exist(client, member, benoit, deed, number):
    if number == 1:
        data = {"name": "Benoît’s", "credential": {}}
        number = Authenticator.objects.create(user=benoit, type="webauthn", data=data).pk
    client.force_login(member)
    client.post("/en/account/reauthenticate/", {"password": "demo", "next": INDEX})
    address = f"{INDEX}passkeys/{number}/{deed}/"
    assert client.get(address).status_code == client.post(address, {"name": "x"}).status_code == 404
