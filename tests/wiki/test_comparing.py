"""Any two versions of a page beside each other, as the page and as it was typed."""

import re
import time

import pytest

from core.markdown import render
from tests.factories import make_page
from wiki import comparing, links
from wiki.editing import save_page
from wiki.history import differences
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db

FIRST = """Intro.

## Choosing a sample

Decide on the error rate.

Stays as it is.

Goes away.

## Cost

Computing is cheap.
"""
SECOND = (
    FIRST.replace("Decide on", "Set")
    .replace("Goes away.\n\n", "")
    .replace("cheap", "cheap, but not for free")
)


def change(page, author, body, title=None, **more):
    page = WikiPage.objects.get(pk=page.pk)
    save_page(page, author=author, title=title or page.title, body=body, base=page.latest_revision_id, **more)
    return WikiPage.objects.get(pk=page.pk)


@pytest.fixture
def changed(metadata, amina, benoit):
    page = make_page(metadata, author=amina, title="The guide", body=FIRST)
    page = change(page, benoit, SECOND, title="The better guide", summary="who checks")
    return change(page, amina, SECOND + "\nAnd an end.\n")


def looked(client, page, query):
    answer = client.get(f"{page.url_path}history/compare/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_with_what_came_and_went(changed, client):
    html = looked(client, changed, "from=1&to=2")
    assert "<del>" in html and re.search(r'<del><span class="vh">removed: </span>Decide on</del>', html)
    assert re.search(r'<ins><span class="vh">added: </span>Set</ins> the error rate', html)
    assert "Choosing a sample,<br>paragraph 1, changed" in html
    assert "Choosing a sample,<br>paragraph 3, removed" in html
    assert "Cost,<br>paragraph 1, changed" in html
    assert "1 paragraph unchanged" in html and "<details" in html
    assert "title, changed" in html
    assert "5 words added, 4 words removed" in html
    assert "And an end." not in html
    # No heading of the text takes part in the outline of this screen.
    assert not re.search(r"<h[2-6] id=.cost", html)


def test_the_typed_text(changed, client):
    html = looked(client, changed, "from=1&to=2&view=text")
    assert "Line 5, changed" in html and "lines unchanged" in html
    assert "Decide on</del>" in html and "Set</ins> the error rate." in html
    assert re.search(r"Goes away\.\s*</del>", html)


def test_an_empty_line_that_came_is_said(client, metadata, amina):
    page = make_page(metadata, author=amina, title="Lines", body="a\nb\n")
    page = change(page, amina, "a\n\n\nb\n")
    html = looked(client, page, "from=1&to=2&view=text")
    assert "2 line breaks" in html and "¶¶" in html


def test_the_older_comes_first_however_it_is_asked(changed, client):
    one, other = looked(client, changed, "from=1&to=2"), looked(client, changed, "from=2&to=1")
    assert "Decide on</del>" in one and "Decide on</del>" in other


def test_without_numbers_it_is_the_latest_edit(changed, client):
    html = looked(client, changed, "")
    assert "And an end." in html and "Decide on" not in html


def test_equal_versions_say_so(changed, client):
    for view in ("page", "text"):
        assert "Both versions are the same." in looked(client, changed, f"from=2&to=2&view={view}")


def test_what_only_was_typed_otherwise(client, metadata, amina):
    page = make_page(metadata, author=amina, title="Looks", body="*a* b\n")
    page = change(page, amina, "_a_ b\n")
    assert "Both versions look the same." in looked(client, page, "from=1&to=2")
    assert "<ins>" in looked(client, page, "from=1&to=2&view=text").split("crossed-out", 1)[1]


def test_the_versions_in_between_and_who_wrote_them(changed, client):
    html = looked(client, changed, "from=1&to=3")
    assert "2 versions by 2 people" in html and "“who checks”" in html
    assert "Undo only version" not in html  # a visitor undoes nothing
    client.force_login(changed.edits.last().author)
    html = looked(client, changed, "from=1&to=3")
    assert "history/2/undo/" in html and "history/1/restore/" in html


@pytest.mark.parametrize(
    "query", ["from=0&to=1", "from=1&to=4", "from=x", "to=", "from=1&to=" + "9" * 40, "from=-1", "to=%00"]
)
def test_versions_that_do_not_exist(changed, client, query):
    assert client.get(f"{changed.url_path}history/compare/?{query}").status_code == 404


def test_versions_of_another_page_are_not_here(metadata, amina, client):
    long = make_page(metadata, author=amina, title="Long", body="a")
    for number in range(3):
        long = change(long, amina, f"secret {number}")
    short = make_page(metadata, author=amina, title="Short", body="b")
    for ending in ("compare/?from=1&to=3", "3/", "3/restore/", "3/undo/"):
        client.force_login(amina)
        assert client.get(f"{short.url_path}history/{ending}").status_code == 404, ending


def test_a_page_one_may_not_see_looks_like_one_that_is_not_there(metadata, amina, benoit, client):
    """A link to it is no link, in what stayed, in what came and in what went."""
    gone = make_page(metadata, author=amina, title="Gone", body="x")
    WikiPage.objects.filter(pk=gone.pk).update(live=False)
    page = make_page(metadata, author=amina, title="Links", body="[[Gone]] stays\n\n[[Gone]] old\n")
    page = change(page, amina, "[[Gone]] stays\n\n[[Nowhere]] old [[Gone]]\n")
    html = looked(client, page, "from=1&to=2")
    assert gone.url_path not in html and "gone/" not in html


def test_the_cost_does_not_grow_with_the_history(changed, amina, client, django_assert_max_num_queries):
    for number in range(12):
        changed = change(changed, amina, f"{SECOND}\n{number}\n")
    with django_assert_max_num_queries(14):
        looked(client, changed, f"from=1&to={changed.edits.count()}")


def test_a_french_reader(guide_fr, benoit, client):
    page = change(guide_fr, benoit, "Premiers mots justes.\n\n- un\n")
    html = looked(client, page, "from=1&to=2")
    for words in ("paragraphe 1, modifié", "liste, ajoutée", "2 mots ajoutés", "ajouté\u00a0:"):
        assert words in html


LINE = "word " * 200_000
HOSTILE = {
    "a line of 1 MB": (LINE, LINE[:500_000] + "changed " + LINE[500_000:]),
    "a line of 1 MB, all changed": (LINE, "other " * 160_000),
    "100,000 equal lines": ("x\n" * 100_000, "y\n" + "x\n" * 99_000),
    "lines by turns": ("x\ny\n" * 50_000, "y\nx\n" * 50_000),
    "20,000 paragraphs": ("\n\n".join(f"p {n}" for n in range(20_000)), "\n\n".join(f"q {n}" for n in range(20_000))),
    "a table of 1,000 rows": (
        "|a|b|\n|-|-|\n" + "|1|2|\n" * 1_000, "|a|b|\n|-|-|\n" + "|1|3|\n" * 1_000
    ),
    # Many runs between lines that stay, each of signs alone that repeat.
    "many runs of signs": (
        "\n".join(f"line {n}\n{'.,' * 99}" for n in range(470)),
        "\n".join(f"line {n}\n{',..' * 66}" for n in range(470)),
    ),
    "a table of runs of signs": (
        "|a|b|\n|-|-|\n" + "".join(f"|{n}|{'., ' * 33}|\n" for n in range(300)),
        "|a|b|\n|-|-|\n" + "".join(f"|{n}|{', . ' * 33}|\n" for n in range(300)),
    ),
    "nested quotes": (">" * 50_000 + " a", ">" * 50_000 + " b"),
    "nothing": ("", "\n\n \n"),
}  # fmt: skip


def test_marks_in_an_address_mark_nothing(guide, benoit, client):
    page = change(guide, benoit, 'First [words](/a "<ins><h2>") here.\n')
    html = looked(client, page, "from=1&to=2")
    assert "<ins><h2>" not in html and "&lt;ins&gt;&lt;h2&gt;" in html


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_compared_in_time(name, guide, monkeypatch):
    old, new = HOSTILE[name]
    changes = []
    monkeypatch.setattr(links, "show", lambda page, text, reader: (render(text).html, ()))
    render(old), render(new)  # what the rendering takes is not what is asked here
    for view in ("page", "text"):
        started = time.process_time()
        found = differences(guide, None, "Old", old, "New", new, view)
        changes.append(time.process_time() - started)
        size = sum(len(part.html) for part in found["parts"])
        assert size < 3 * (len(old) + len(new)) + 2_000_000
    assert max(changes) < 2


def test_a_text_written_anew_says_that_not_all_is_shown():
    old = "\n\n".join(f"{n} a\n\nb{n}" for n in range(3000))
    new = "\n\n".join(f"{n} a\n\nc{n}" for n in range(3000))
    parts, whole = comparing.as_typed(old, new, comparing.line_changes(old, new))
    assert not whole and len(parts) < 1000
