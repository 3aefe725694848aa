"""`manage.py import_markdown`: a file becomes a page, or nothing is written and a sentence says why."""

import io

import pytest
from django.core.management import CommandError, call_command

from wiki.models import WikiPage

pytestmark = pytest.mark.django_db
TEXT = "# A list of tools\n\nSome <b>bold</b> words.\n\n## Part\n\n[down](#part)\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tools.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(file, **options):
    out = io.StringIO()
    call_command(
        "import_markdown", str(file), **{"group": "metadata", "language": "en", **options}, stdout=out
    )
    return out.getvalue()


def test_a_file_becomes_a_page_under_the_front_page_of_the_wiki(metadata, file, client):
    said = run(file)
    page = WikiPage.objects.get(title="A list of tools")
    assert page.full_url in said
    assert page.url_path == "/en/groups/metadata/wiki/a-list-of-tools/"
    html = client.get(page.url_path).content.decode()
    assert "<strong>bold</strong>" in html
    assert html.count("A list of tools</h1>") == 1
    assert 'href="#part"' in html and 'id="part"' in html


def test_a_second_import_is_a_new_version_and_a_third_of_the_same_is_none(metadata, amina, file):
    run(file)
    file.write_text(TEXT + "\nMore.\n", encoding="utf-8")
    run(file, author="AMINA@demo.example")
    run(file)
    page = WikiPage.objects.get(title="A list of tools")
    assert [(edit.number, edit.author) for edit in page.edits.all()] == [(2, amina), (1, None)]
    assert "More." in page.body


def test_the_title_and_the_language_can_be_given(metadata, file):
    run(file, title="Une liste d’outils", language="fr")
    page = WikiPage.objects.get(title="Une liste d’outils")
    assert (page.language, page.url_path.split("/")[2]) == ("fr", "groupes")


@pytest.mark.parametrize(
    "options, word",
    [
        ({"group": "nobody"}, "nobody"),
        ({"language": "xx"}, "xx"),
        ({"author": "ghost@demo.example"}, "ghost"),
        ({"title": "t" * 201}, "201"),
    ],
)
def test_what_is_unknown_is_named_and_nothing_is_written(metadata, file, options, word):
    before = WikiPage.objects.count()
    with pytest.raises(CommandError, match=word):
        run(file, **options)
    assert WikiPage.objects.count() == before


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"\xff\xfe\x00bad", b"nul \x00", b"x" * (2 * 1024 * 1024), b"No heading at all.\n"]
)
def test_an_unreadable_file_is_named_and_nothing_is_written(metadata, file, data):
    file.write_bytes(data)
    before = WikiPage.objects.count()
    with pytest.raises(CommandError):
        run(file)
    assert WikiPage.objects.count() == before


def test_a_missing_file_and_a_folder(metadata, tmp_path):
    for path in (tmp_path / "missing.md", tmp_path):
        with pytest.raises(CommandError, match="cannot be opened"):
            run(path)
