"""A clean count of attempts for every test, and the way through the mails."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.conf import settings as configured


@pytest.fixture(autouse=True)
def no_attempts_yet(settings, request):
    """A cache of one's own: django-allauth counts attempts there, by address and by network address."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": request.node.nodeid}}


@pytest.fixture
def link_in():
    """A function: the path and query of the first link to an account page in a mail."""

    def find(mail):
        return re.search(re.escape(configured.SITE_URL) + r"(/\S+/account/\S+)", mail.body)[1]

    return find


@pytest.fixture
def totp():
    """A function: the code an app shows for a key in base 32, `steps` of thirty seconds from now (RFC 6238)."""

    def code(key, steps=0):
        counter = int(time.time()) // 30 + steps
        digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", counter), hashlib.sha1)
        start = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"

    return code


@pytest.fixture
def prove(client):
    """A function: give the signed-in member's password again, and go on to `address`. Returns that answer."""

    def again(address, password="demo"):
        language = address.split("/")[1]
        return client.post(
            f"/{language}/account/reauthenticate/", {"password": password, "next": address}, follow=True
        )

    return again


@pytest.fixture
def set_up_app(client, prove, totp):
    """A function: set up an app for a member, who stays signed in. Returns the key of the app."""

    def set_up(member):
        client.force_login(member)
        key = prove("/en/account/second-factor/app/activate/").context["form"].secret
        # The code before counts too, which leaves the present one for signing in.
        client.post("/en/account/second-factor/app/activate/", {"code": totp(key, -1)})
        return key

    return set_up
