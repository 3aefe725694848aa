"""A clean count of attempts for every test, and the way through the mails."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_attempts_yet():
    """django-allauth counts attempts by address and by network address in the cache."""
    cache.clear()


@pytest.fixture
def link_in():
    """A function: the path and query of the first link to an account page in a mail."""

    def find(mail):
        return re.search(re.escape(settings.SITE_URL) + r"(/\S+/account/\S+)", mail.body)[1]

    return find
