import html
import re

import pytest

from groups import invitations
from groups.models import Group
from tests.factories import make_group


@pytest.fixture
def speech(amina, benoit):
    """A public group, run by Amina, where people ask and a steward answers. Benoît is a member."""
    return make_group(
        "speech",
        names={"en": "Speech to text", "fr": "Transcription de la parole"},
        slugs={"en": "speech-to-text", "fr": "transcription"},
        join_policy=Group.JoinPolicy.REQUEST,
        stewards=[amina],
        members=[benoit],
        purposes={"en": "To make recordings readable.", "fr": "Rendre lisibles les enregistrements."},
    )


@pytest.fixture
def invited(amina):
    """A function: invite an address to a group; returns the Invitation and the address of its page."""

    def make(group, email="new@example.org", language="en", message=""):
        assert invitations.invite(group, amina, email, language, message) == "sent"
        row = group.invitations.get(email=email, state="waiting")
        return row, f"/{language}/invitation/{invitations.token_of(row)}/"

    return make


def link_in(message):
    """The path of the first link to an invitation in a mail."""
    return re.search(r"http://[^/\s]+(/\S*invitation/\S+)", message.body)[1]


def words_of(answer):
    """The text of a page, as a reader sees it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def text_of(response):
    """The source of a page, with ordinary spaces and without entities."""
    return re.sub("[\u00a0\u202f]", " ", html.unescape(response.content.decode()))


def sign_in(client, member):
    """Be `member` from now on; a visitor for None."""
    client.logout()
    if member:
        client.force_login(member)
