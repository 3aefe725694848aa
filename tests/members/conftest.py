"""A clean count of attempts for every test, and the way through the mails."""

import re

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
