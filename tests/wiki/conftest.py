"""For the tests of the wiki: people signed in, and pages to write on."""

import pytest
from django.test import Client

from tests.factories import make_page


@pytest.fixture
def as_member():
    """A function: the test client with this member signed in (a visitor without one)."""

    def sign_in(member=None, language="en"):
        client = Client()
        if member:
            client.force_login(member)
        return client

    return sign_in


@pytest.fixture
def guide(metadata, amina):
    """An English page of the group Metadata, without a French half."""
    return make_page(metadata, author=amina, title="The guide", body="First words.\n")


@pytest.fixture
def guide_fr(guide, metadata, benoit):
    """Its French half."""
    return make_page(
        metadata,
        author=benoit,
        title="Le guide",
        body="Premiers mots.\n",
        language="fr",
        translation_of=guide,
    )
