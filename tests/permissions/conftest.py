"""The worlds are built once for each file of tests; what a test changes in them is rolled back."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from . import world


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """{visibility: world}, in a transaction around all tests of a file."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            translation.activate("en")
            yield world.build()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture(scope="module")
def browsers(worlds):
    """{person: Client}, each signed in once."""
    found = {}
    for name, person in worlds["public"].people.items():
        found[name] = Client()
        if person:
            found[name].force_login(person)
    return found


@pytest.fixture
def ask(browsers):
    """A function: the answer to one request of one person, after which everything is as before."""

    def send(person, method, address, **data):
        browser = browsers[person]
        cookies = browser.cookies.copy()
        with transaction.atomic():
            answer = getattr(browser, method)(address, data)
            transaction.set_rollback(True)
        browser.cookies = cookies
        return answer

    return send
