"""What people typed comes back to the last byte from the form, the preview and their own copy.

The visual editor is in test_editor.py, old versions are in test_undoing.py.
"""

import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from home.copying import write_copy
from tests.factories import make_page
from wiki.models import WikiPage

from .test_undoing import NASTY, fields

pytestmark = pytest.mark.django_db

TEXTS = [text for text in NASTY if text.strip()] + ["a\\\n# b #\n* c\n\t- d  \n\n\n|e|f|\n|-|-|\n|g|h|"]


def typed_in(answer):
    """What a browser has in the text area of a page: HTML drops one line break after the opening tag."""
    html = BeautifulSoup(answer.content.decode(), "html.parser").find("textarea", attrs={"name": "body"})
    return html.get_text().removeprefix("\n")


def as_browsers_send(text):
    return text.replace("\n", "\r\n")


@pytest.fixture
def writer(client, benoit):
    client.force_login(benoit)
    return client


@pytest.mark.parametrize("text", TEXTS)
def test_from_the_form_and_the_preview_and_saved_again(writer, metadata, amina, text):
    page = make_page(metadata, author=amina, title="Bytes", body=text)
    address = f"{page.url_path}edit/"
    assert typed_in(writer.get(address)) == text
    sent = {**fields(writer, address), "title": "Bytes", "weight": "2"}
    preview = writer.post(address, {**sent, "body": as_browsers_send(text), "preview": "1"})
    assert preview.status_code == 200 and typed_in(preview).replace("\r\n", "\n") == text
    # Sent as a browser sends it, with a word more, it is the same text with a word more.
    answer = writer.post(address, {**sent, "body": as_browsers_send("More. " + text)})
    assert answer.status_code == 302
    assert WikiPage.objects.get(pk=page.pk).body == "More. " + text


@pytest.mark.parametrize("text", TEXTS)
def test_from_their_own_copy(metadata, benoit, text):
    page = make_page(metadata, author=benoit, title="Bytes", body=text)
    file = io.BytesIO()
    write_copy(benoit, file, lambda done, total: None)
    with zipfile.ZipFile(file) as copy:
        for name in (f"pages/{page.pk}/latest.md", f"pages/{page.pk}/version-1.md"):
            kept = copy.read(name).decode()
            assert re.match(r"---\n(?:\w+: .*\n)+---\n\n", kept).end() + len(text) == len(kept)
            assert kept.endswith(text)
