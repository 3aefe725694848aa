"""A thread of the group Metadata, and what a browser would send from its pages."""

import re

import pytest

from forum.models import ForumPage
from tests.factories import make_thread


def forum_of(group, language="en"):
    """The ForumPage of a group in one language."""
    return ForumPage.objects.get(group=group, locale__language_code=language)


def url_of(thread, language="en"):
    """The address of a thread in one language."""
    return thread.address(forum_of(thread.group, language).url_path)


def fields(html, anchor='name="security_hash"'):
    """The hidden fields of the form that holds `anchor` in a page."""
    found = next(part for part in re.findall(r"<form.*?</form>", html, re.DOTALL) if anchor in part)
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', found)
    return dict(hidden)


@pytest.fixture
def post(client):
    """A function that opens a page and sends its form: `post(url, text=...)`."""

    def send(url, *, opened=None, **words):
        page = client.get(opened or url)
        assert page.status_code == 200, page.status_code
        return client.post(url, {**fields(page.content.decode()), "language": "en", **words})

    return send


@pytest.fixture
def thread(metadata, amina):
    return make_thread(metadata, author=amina, title="OCR quality", text="Which scores do you *keep*?")
