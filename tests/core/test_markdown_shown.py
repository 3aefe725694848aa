"""Callouts, code in colour, pictures in sizes, anchors that stay; and the flag of a text shown as typed."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import AS_TYPED, check, place_links, render, to_text
from core.markdown_callouts import KINDS
from core.markdown_code import LANGUAGES, MAX_BLOCK, NAMES, _aliases


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def soup_of(text, **options):
    return BeautifulSoup(place_links(render(text), {}, **options), "html.parser")


@pytest.mark.parametrize("kind", KINDS)
def test_a_quotation_that_begins_with_a_marker_is_a_callout(kind):
    for marker in (kind.upper(), kind.capitalize()):
        box = soup_of(f"> [!{marker}]\n> Words **here**.\n>\n> - more").div
        assert box["class"] == ["callout", f"callout-{kind}"] and box["role"] == "note"
        assert [child.name for child in box.find_all(recursive=False)] == ["p", "p", "ul"]
        assert box.p["class"] == ["callout-name"] and box.find_all("p")[1].get_text() == "Words here."


def test_the_name_of_a_callout_is_in_the_language_of_its_text():
    rendered = render("> [!CAUTION]\n> x\n\n> [!NOTE]\n> y")
    for language, names in {"fr": ["Danger", "Note"], "en": ["Caution", "Note"]}.items():
        for readers in ("en", "fr"):
            with override(readers):
                soup = BeautifulSoup(place_links(rendered, {}, language=language), "html.parser")
                assert [tag.get_text() for tag in soup.find_all(class_="callout-name")] == names
    with override("fr"):
        assert "Danger" in place_links(rendered, {})


@pytest.mark.parametrize(
    "text",
    ["> [!NOTE]", "> [!NOTE] more words\n> x", "> [!OTHER]\n> x", "> words\n> [!NOTE]", "> `[!NOTE]`\n> x",
     "[!NOTE]\nx",     "> # [!NOTE]\n> x", "> [!note]\n> x\n\n[!note]: /x"],
)  # fmt: skip
def test_anything_else_stays_what_it_was(text):
    soup = soup_of(text)
    assert not soup.find(class_="callout") and "!" in soup.get_text().upper().replace("[!NOTE]", "!")


def test_callouts_stand_in_lists_and_in_one_another():
    soup = soup_of("- a\n\n  > [!TIP]\n  >\n  > > [!WARNING]\n  > > deep\n")
    assert (
        soup.li.find(class_="callout-tip").find(class_="callout-warning").find_all("p")[1].get_text()
        == "deep"
    )


def test_nobody_can_write_the_name_of_a_callout_by_hand():
    html = place_links(render('<p class="callout-name">note</p> `<p class="callout-name">note</p>`'), {})
    assert html.count("&gt;note&lt;") == 2 and "<p class" not in html


def test_a_callout_in_plain_text_says_its_name():
    text = "> [!WARNING]\n> Mind **this**.\n>\n> More.\n\n> [!NOTE]\n> - one\n\n- a\n\n  > [!TIP]\n  > b"
    assert to_text(text, language="en") == "Warning: Mind this.\n\nMore.\n\nNote:\n- one\n\n- a\nTip: b"
    assert to_text(text, 20, language="fr") == "Attention\u00a0: Mind…"


CODE = 'def hello(name):  # greet\n    """Say it."""\n    return f"Hello {name}" * 3\n'


def test_code_has_its_words_marked_by_class():
    soup = soup_of(f"```python\n{CODE}```")
    assert soup.code["class"] == ["language-python"] and soup.code.get_text() == CODE
    marked = {(tag["class"][0], tag.get_text()) for tag in soup.find_all("span")}
    assert {("hl-k", "def"), ("hl-n", "hello"), ("hl-c", "# greet"), ("hl-m", "3")} <= marked
    assert "style" not in str(soup)


@pytest.mark.parametrize("language", ["", "klingon", "python3.99", "text", "console/x", "<script>", "PYTHON"])
def test_a_language_nobody_knows_is_shown_plain(language):
    code = "if a < b:\n    '<script>alert(1)</script>'\n"
    soup = soup_of(f"~~~{language}\n{code}~~~")
    assert soup.code.get_text() == code and not soup.find("script")
    assert bool(soup.find("span")) == (language == "PYTHON")


def test_every_language_is_known_by_some_name():
    assert set(_aliases().values()) == LANGUAGES
    assert {"python", "js", "xml", "sparql", "turtle", "json", "bash", "console", "yaml", "html"} <= set(
        _aliases()
    )


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(_aliases())),
    st.one_of(st.text(max_size=80), st.text("<>&\"'`/*{}()$#\\= \n\tab1", max_size=120)),
)
def test_colour_never_changes_code(language, code):
    code = re.sub(r"[\r\0]", "", code).replace("~~~", "") + "\n"
    html = render(f"~~~{language}\n{code}~~~").html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.code.get_text() == code.encode("utf-8", "replace").decode()
    assert {tag.name for tag in soup.find_all()} <= {"pre", "code", "span"}
    assert {name for tag in soup.find_all("span") for name in tag["class"]} <= NAMES


def test_large_code_is_shown_plain():
    line = "x = 'a'\n"
    block = line * ((MAX_BLOCK - 100) // len(line))
    assert soup_of(f"```python\n{block}```").span
    assert not soup_of(f"```python\n{block}{line * 20}```").span
    assert not soup_of(f"```python\n{'x' * 120} = 1\n```").span
    assert not soup_of(f"```python\n{'x = 1; ' * 40}\n```").span
    # The blocks of one text share what may be spent: thirty ordinary ones are coloured, or one large.
    assert all(code.span for code in soup_of(f"```python\n{line * 100}```\n\n" * 30).find_all("code"))
    coloured = [bool(code.span) for code in soup_of(f"```python\n{block}```\n\n" * 9).find_all("code")]
    assert coloured == [True] + [False] * 8


PAGE = "![A map](/files/0a/map.webp)\n\n![](/b.webp?a=1&b=2) ![Away](https://a.org/c.png) ![A map](/files/0a/map.webp)"


def test_pictures_of_this_site_are_named():
    rendered = render(PAGE)
    assert rendered.pictures == ("/files/0a/map.webp", "/b.webp?a=1&b=2")
    assert rendered.missing_alt == ("/b.webp?a=1&b=2",)
    assert render("words").pictures == () and render("![ ](/a.webp)").missing_alt == ("/a.webp",)


def test_pictures_are_shown_in_sizes():
    pictures = {
        "/files/0a/map.webp": (
            1600,
            900,
            [(480, "/files/0a/480/map.webp"), (960, "/files/0a/960/map.webp?v=1&w=2")],
        ),
        "/b.webp?a=1&b=2": (20, 10, []),
        "/nowhere": (1, 1, []),
    }
    map_, other, _again = soup_of(PAGE, pictures=pictures).find_all("img")
    assert map_.attrs == {
        "src": "/files/0a/map.webp", "alt": "A map", "loading": "lazy", "width": "1600", "height": "900",
        "srcset": "/files/0a/480/map.webp 480w, /files/0a/960/map.webp?v=1&w=2 960w",
        "sizes": "(min-width: 60rem) 39rem, 100vw",
    }  # fmt: skip
    assert (other["width"], other["height"], other.get("srcset")) == ("20", "10", None)
    assert "width" not in str(soup_of(PAGE))


def test_a_pictures_words_cannot_break_out():
    soup = soup_of(
        '![" srcset="x](/a.webp "t\\" onload=\\"y")', pictures={"/a.webp": (1, 2, [(1, '/"><script>')])}
    )
    assert set(soup.img.attrs) == {"src", "alt", "title", "loading", "width", "height", "srcset", "sizes"}
    assert not soup.find("script")


def test_older_anchors_lead_to_their_heading():
    text = "# New name\n\n[a](#old) [b](#new-name)\n\n# Other\n"
    anchors = {
        "new-name": ["old", "older", "other", "main", "old"],
        "gone": ["x"],
        "other": ["older", 'é&"<'],
    }
    soup = soup_of(text, anchors=anchors)
    assert [tag["id"] for tag in soup.find_all(id=True)] == ["new-name", "old", "older", "other", 'é&"<']
    assert soup.find(id="old").parent["id"] == "new-name" and soup.find(id="old").get_text() == ""
    soup = soup_of(text, anchors=anchors, prefix="p-")
    assert soup.find(id="p-old") and [a["href"] for a in soup.find_all("a")] == ["#p-old", "#p-new-name"]


def test_what_is_too_much_says_so():
    rendered = render("> " * 200 + "a")
    assert rendered.as_typed and rendered.html.startswith(AS_TYPED)
    assert not render("a").as_typed and not render(escape(AS_TYPED)).html.startswith(AS_TYPED)
    assert not render("```plain\na\n```").html.startswith(AS_TYPED)


def test_notes_of_several_paragraphs_tasks_in_tasks_and_aligned_tables():
    text = (
        "a[^1]\n\n[^1]: One.\n\n    Two.\n\n    - three\n\n"
        "- [ ] a\n  - [x] b\n    1. [ ] c\n\n| l | m | r |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n"
    )
    check(text, 1000)
    soup = soup_of(text)
    note = soup.section.li
    assert [tag.name for tag in note.find_all(recursive=False)][:3] == ["p", "p", "ul"]
    assert note.find("a", class_="footnote-back")
    assert [tag.get_text()[:3] for tag in soup.find_all("li", class_="task")] == ["☐ a", "☑ b", "☐ c"]
    assert [cell.get("class") for cell in soup.find_all("td")] == [None, ["mid"], ["num"]]
