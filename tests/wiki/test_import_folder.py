"""A folder of Markdown becomes a tree of pages, with its links, pictures and earlier addresses."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_page, wiki_root
from tests.files import picture
from wiki import locking, moving
from wiki.models import Attachment, OldAddress, PageLink, WikiPage


def write(top, **files):
    for name, text in files.items():
        place = top / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())


def run(top, **options):
    out = StringIO()
    call_command("import_folder", str(top), group="metadata", language="en", stdout=out, **options)
    return out.getvalue()


def page(address):
    return WikiPage.objects.get(url_path=f"/en/groups/metadata/wiki/{address}")


@pytest.fixture
def docs(tmp_path):
    """A docs folder: a page for the top, one folder with and one without a page of its own, a picture, a PDF."""
    write(
        tmp_path,
        **{
            "README.md": "# Handbook\n\nSee [the first steps](guide/first-steps.md#install) and [more](guide/).\n",
            "guide/index.md": "---\ntitle: The guide\nredirect_from: /old/guide/\n---\nBack to [top](../README.md).\n",
            "guide/first-steps.md": "# First steps\n\n## Install\n\n![A screen](img/screen.png)\n\n"
            "![Again](img/screen.png) and `[code](stays.md)`.\n\n[Nowhere](lost.md)\n",
            "guide/img/screen.png": picture(),
            "notes/two words.md": "Only text, and a [list](../data/list.csv).\n",
            "data/list.csv": "a,b\n1,2\n",
            "data/alone.csv": "a,b\n1,2\n",
            ".git/config": "secret",
        },
    )
    return tmp_path


@pytest.mark.django_db
def test_a_docs_folder_becomes_a_tree(metadata, amina, docs):
    said = run(docs, author=amina.email)
    top, guide, steps = page("handbook/"), page("guide/"), page("guide/first-steps/")
    assert (top.title, guide.title, steps.title) == ("Handbook", "The guide", "First steps")
    assert f"[the first steps]({steps.url_path}#install)" in top.body
    assert f"[more]({guide.url_path})" in top.body
    assert f"[top]({top.url_path})" in guide.body
    assert "`[code](stays.md)`" in steps.body
    assert page("notes/").body == "* [[Two words]]\n"
    assert steps.edits.first().author == amina
    for path in ("README.md", "guide/first-steps.md", "notes/two words.md"):
        assert f"{path}: imported, /en/groups/metadata/wiki/" in said
    assert "Leads nowhere: lost.md" in said
    assert "data/alone.csv: not imported" in said
    assert "secret" not in said and "config" not in said


@pytest.mark.django_db
def test_pictures_and_files_come_along_once(metadata, amina, docs, client):
    run(docs, author=amina.email)
    steps, words = page("guide/first-steps/"), page("notes/two-words/")
    shown = steps.attachments.get()
    assert steps.body.count(f"/files/wiki/{shown.key}/") == 2
    assert words.attachments.get().versions.get().kind == "csv"
    html = client.get(steps.url_path).content.decode()
    assert f'src="/files/wiki/{shown.key}/' in html
    assert client.get(f"/files/wiki/{shown.key}/screen.webp").status_code == 200


@pytest.mark.django_db
def test_earlier_addresses_lead_to_the_pages(metadata, amina, docs, client):
    run(docs)
    for old in ("old/guide/", "guide/index/", "README/"):
        answer = client.get(f"/en/groups/metadata/wiki/{old}", follow=True)
        assert answer.status_code == 200, old
    assert client.get("/en/groups/metadata/wiki/old/guide/")["Location"] == page("guide/").url_path


@pytest.mark.django_db
def test_importing_again_changes_only_what_has_changed(metadata, amina, docs):
    run(docs)
    before = {one.pk: one.edits.count() for one in WikiPage.objects.all()}
    said = run(docs)
    assert "says this already" in said
    assert {one.pk: one.edits.count() for one in WikiPage.objects.all()} == before
    assert Attachment.objects.count() == 2
    write(docs, **{"guide/first-steps.md": "# First steps\n\nShorter now.\n"})
    assert "guide/first-steps.md: a new version" in run(docs)
    assert page("guide/first-steps/").body == "Shorter now.\n"


@pytest.mark.django_db
def test_a_github_wiki_keeps_its_links(metadata, tmp_path):
    write(
        tmp_path,
        **{
            "Home.md": "Welcome. [[Getting Started]], [[the rules|House-Rules]], [[Missing Page]].\n",
            "Getting-Started.md": "See [rules](House-Rules) or [home](Home).\n",
            "House-Rules.md": "# House rules\n\nBe kind.\n",
            "_Sidebar.md": "* [[Home]]\n",
        },
    )
    said = run(tmp_path)
    home = page("home/")
    assert home.body == "Welcome. [[Getting Started]], [[House rules|the rules]], [[Missing Page]].\n"
    assert f"[rules]({page('house-rules/').url_path})" in page("getting-started/").body
    assert "_Sidebar.md: not imported" in said
    assert PageLink.objects.filter(source=home).count() == 3


@pytest.mark.django_db
def test_what_cannot_be_read_is_said_and_the_rest_imported(metadata, tmp_path):
    write(
        tmp_path,
        **{
            "good.md": "# Good\n\nWords, and [a bad picture](bad.png).\n",
            "latin.md": "# Caf\xe9\n".encode("latin-1"),
            "empty.md": "",
            "huge.md": "x" * (1024 * 1024 + 1),
            "deep.md": "> " * 200 + "deep\n",
            "bad.png": b"\x89PNG\r\n\x1a\nno picture",
            "yaml.md": "---\n[broken: yaml\n---\n# Yaml\n\nText.\n",
        },
    )
    os.symlink(tmp_path, tmp_path / "loop")
    os.symlink("/etc/hostname", tmp_path / "outside.md")
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("# Coffee\n\nHot.\n")
    said = run(tmp_path)
    assert "good.md: imported" in said
    for name in ("latin.md", "empty.md", "huge.md", "deep.md", "loop", "outside.md"):
        assert f"{name}: not imported\n    " in said, name
    assert "Not imported: bad.png" in said
    assert "café.md: imported" in said
    assert page("cafe/").title == "Coffee"
    assert WikiPage.objects.filter(title="Yaml").exists()


@pytest.mark.django_db
def test_two_files_with_one_address_and_two_titles_alike(metadata, tmp_path):
    write(
        tmp_path,
        **{
            "a/same.md": "# Same\n\nOne. [other](../b/same.md)\n",
            "b/same.md": "# Same\n\nTwo.\n",
            "Same Name.md": "# X\n\nA.\n",
            "same-name.md": "# Y\n\nB.\n",
        },
    )
    run(tmp_path)
    assert page("a/same/").body == f"One. [other]({page('b/same/').url_path})\n"
    assert {one.title for one in WikiPage.objects.filter(slug__startswith="same-name")} == {"X", "Y"}


@pytest.mark.django_db
def test_bad_places_are_named(metadata, tmp_path):
    with pytest.raises(CommandError, match="not a folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="Nothing in this folder"):
        run(tmp_path)
    write(tmp_path, **{"a.md": "# A\n\nText.\n"})
    with pytest.raises(CommandError, match="no page at"):
        run(tmp_path, below="nowhere")
    with pytest.raises(CommandError, match="Nobody has an account"):
        run(tmp_path, author="nobody@demo.example")
    run(tmp_path, below="")
    assert page("a/").get_parent().pk == wiki_root(metadata, "en").pk
    run(tmp_path, below="a")
    assert page("a/a/").title == "A"
    assert not OldAddress.objects.filter(path=page("a/").url_path).exists()


@pytest.mark.django_db
def test_what_leads_to_another_page_goes_on_leading_there(metadata, amina, tmp_path, client):
    other = make_page(metadata, author=amina, title="Other")
    moving.move_page(other, by=amina, slug="elsewhere")
    write(tmp_path, **{"a.md": "---\nredirect_from: /other/\n---\n# A\n\nText.\n"})
    run(tmp_path)
    answer = client.get("/en/groups/metadata/wiki/other/")
    assert answer["Location"] == page("elsewhere/").url_path


@pytest.mark.django_db
def test_a_locked_page_stays_as_it_is_and_is_named(metadata, amina, benoit, tmp_path):
    write(tmp_path, **{"a.md": "# A\n\nText.\n"})
    run(tmp_path)
    locking.lock_page(page("a/"), amina)
    write(tmp_path, **{"a.md": "# A\n\nOther text.\n"})
    with pytest.raises(CommandError):
        run(tmp_path, author=benoit.email)
    assert page("a/").body == "Text.\n"
