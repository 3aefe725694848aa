"""Pages are light, ask no other host, and keep to the content policy."""

import gzip
from pathlib import Path

import pytest

from tests.factories import make_page, make_reply, make_thread

STATIC = Path(__file__).resolve().parent.parent / "static"


def squeezed(path):
    return len(gzip.compress(path.read_bytes(), 6))


def test_style_and_script_keep_to_their_budgets():
    assert sum(squeezed(path) for path in STATIC.glob("*.css")) <= 30_000
    assert sum(squeezed(path) for path in STATIC.glob("*.js")) <= 40_000


def test_the_editor_keeps_to_its_budget():
    assert sum(squeezed(path) for path in (STATIC / "editor").glob("*.js")) <= 200_000


@pytest.mark.django_db
def test_the_editor_comes_only_where_one_writes(client, metadata, amina):
    page = make_page(metadata, author=amina, title="A page", body="Words.")
    thread = make_thread(metadata, author=amina, text="Words.")
    client.force_login(amina)
    for address in ("/en/", "/en/groups/metadata/", page.url_path, f"{page.url_path}history/",
                    thread.address("/en/groups/metadata/discussions/")):  # fmt: skip
        assert "editor" not in client.get(address).content.decode(), address
    for ending in ("edit/", "new/"):
        assert "editor/editor" in client.get(page.url_path + ending).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["front", "group", "wiki", "thread"])
def test_a_first_visit(visit, metadata, amina, live_server, kind):
    text = "Some words that a reader reads. " * 20
    page = make_page(metadata, author=amina, title="A page", body=text * 10)
    thread = make_thread(metadata, author=amina, text=text)
    for _number in range(30):
        make_reply(thread, author=amina, text=text)
    address = {
        "front": "/en/",
        "group": "/en/groups/metadata/",
        "wiki": page.url_path,
        "thread": thread.address("/en/groups/metadata/discussions/"),
    }[kind]
    tab = visit("/healthz")
    asked = []
    tab.on("requestfinished", lambda request: asked.append(request))
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    assert len(asked) <= 8
    assert all(request.url.startswith(live_server.url) for request in asked)
    # Uncompressed, so this is stricter than the budget of 120 kB over the wire.
    assert sum(request.sizes()["responseBodySize"] for request in asked) <= 120_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/en/", "/fr/groupes/metadonnees/", "/en/account/login/", "/en/nowhere/"]
)
def test_the_content_policy(client, metadata, address):
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    html = answer.content.decode()
    assert " style=" not in html and "<style" not in html and " onclick=" not in html
    assert "<script>" not in html
