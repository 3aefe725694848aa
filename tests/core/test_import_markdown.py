"""A README becomes a page."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from core.import_markdown import Unreadable, convert, read
from core.markdown import PAGE_LIMIT, place_links, render

AWESOME = Path(__file__).resolve().parents[3] / "shared" / "data" / "awesome-ai4lam.md"


def body_of(source):
    return convert(source).body


def soup_of(source):
    return BeautifulSoup(place_links(render(body_of(source)), {}), "html.parser")


def broken_links(soup):
    ids = {tag["id"] for tag in soup.find_all(id=True)} | {"top"}
    inside = [a["href"][1:] for a in soup.find_all("a") if a["href"].startswith("#")]
    return [anchor for anchor in inside if unquote(anchor) not in ids]


def test_the_first_heading_is_the_title_without_its_badges():
    page = convert("# My *fine* `list` [![CI](https://a.org/b.svg)](https://c.org/)\n\nWords.\n")
    assert page.title == "My fine list"
    assert page.body == "[CI](https://c.org/)\n\nWords.\n"


def test_a_title_in_html_and_a_logo_above_it():
    page = convert(
        '<p align="center"><img src="https://a.org/l.png" alt="Logo"></p>\n\n'
        '<h1 align="center">A &amp; b</h1>\n\nx'
    )
    assert page.title == "A & b"
    assert page.body.split() == ["[Logo](https://a.org/l.png)", "x"]


def test_a_later_heading_gives_the_title_and_stays():
    page = convert("Words first.\n\n## Install\n\nx\n")
    assert page.title == "Install" and "## Install" in page.body


def test_without_a_heading_there_is_no_title():
    assert convert("Words.").title == ""


def test_plain_markdown_stays_byte_for_byte():
    text = (
        "Intro  with *marks*, __bold__ and a \\* star,  \n"
        "next[^1] [[Wiki|page]] [r][ref] <https://a.org/> ~~x~~\n\n"
        "* one\n    * deep\n\n+ [ ] task\n\n1) first\n\n> quote\n> > deeper\n\n"
        "| a | b |\n|:--|--:|\n| `x` | 2 |\n\n"
        "Setext\n------\n\n***\n\n[^1]: note\n\n[ref]: https://b.org/ 'T'\n"
    )
    assert body_of(text) == text


@pytest.mark.parametrize(
    "code",
    [
        "```html\n<b>x</b> &amp; ![a](https://b.org) [c](#d)\n```",
        "    <b>x</b> &amp;",
        "`<b>x</b> &amp;` ``a ` <i>``",
    ],
)
def test_code_is_untouched(code):
    source = f"# T\n\n## D <a name='d'></a>\n\nBefore\n\n{code}\n\nAfter\n"
    assert code in body_of(source)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('a <a href="https://b.org/x?y=1&amp;z=2">c</a>', "a [c](https://b.org/x?y=1&z=2)"),
        ('a <a href="https://b.org/(x)"></a>', "a [https://b.org/(x)](https://b.org/%28x%29)"),
        ("a <a name='x'></a>b", "a b"),
        ('<img alt="A map" src="https://b.org/m.png"/> x', "[A map](https://b.org/m.png) x"),
        ('x ![A map](https://b.org/m.png "title")', "x [A map](https://b.org/m.png)"),
        ("x ![](https://b.org/m.png)", "x [https://b.org/m.png](https://b.org/m.png)"),
        ("x [![A](https://b.org/m.png)](https://c.org/)", "x [A](https://c.org/)"),
        ("x [![A][i]][l]\n\n[i]: https://b.org/\n[l]: https://c.org/", "x [A](https://c.org/)"),
        ("x [see ![A](https://b.org/m.png)](https://c.org/)", "x [see A](https://c.org/)"),
        ('<a href="https://c.org/"><img src="https://b.org/m.png" alt="A"></a> x', "[A](https://c.org/) x"),
        ("x ![ours](docs/m.png)", "x ![ours](docs/m.png)"),
        ("a<br>b<br/>\nc<br>", "a\\\nb\\\nc"),
        ("a <b> bold </b>, <em>it</em>, <del>no</del>, <i></i>x", "a  **bold** , *it*, ~~no~~, x"),
        ("H<sub>2</sub>O, m<sup>2</sup>, 1<sup>er</sup>", "H₂O, m², 1er"),
        ("press <kbd>Ctrl</kbd>, <code>&lt;p&gt; *x*</code>", "press `Ctrl`, `<p> *x*`"),
        ("a <!-- hidden --><span class='x'>b</span>", "a b"),
        ("git clone <your-address> now", "git clone \\<your-address> now"),
        ("caf&eacute; 2&nbsp;h &copy; a &amp; b &lt;p&gt;", "café 2\u00a0h © a & b &lt;p&gt;"),
        ("> a <b>b</b><br>c", "> a **b**\\\n> c"),
    ],
)
def test_html_in_a_line(html, markdown):
    assert body_of(f"Words.\n\n{html}\n").removeprefix("Words.\n\n").split("\n\n")[0].strip() == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<!-- comment\n\nof two parts -->", ""),
        ("<script>alert(1)</script>", ""),
        ("<details>\n<summary>More</summary>\n\n*inside*\n\n</details>", "**More** *inside*"),
        ("<ol start=3><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "3. a 4. b - c"),
        ("<pre><code>a &lt;b&gt;\n  *c*</code></pre>", "``` a <b> *c* ```"),
        ("<p>1. no list, *no* mark, a_b [c](d)</p>", "1\\. no list, \\*no\\* mark, a_b \\[c\\](d)"),
        ('<iframe src="https://a.org/v"></iframe>', "[https://a.org/v](https://a.org/v)"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a > > b"),
    ],
)
def test_html_blocks(html, markdown):
    assert " ".join(body_of(f"Words.\n\n{html}\n").removeprefix("Words.").split()) == markdown


def test_an_html_table_is_a_table():
    soup = soup_of(
        "# T\n\n<table><tr><th>A</th><th>B</th></tr><tr><td>1 | 2</td><td><b>x</b></td></tr></table>\n"
    )
    assert [cell.get_text() for cell in soup.find_all(["th", "td"])] == ["A", "B", "1 | 2", "x"]


def test_blocks_stay_in_their_list_or_quote():
    soup = soup_of("# T\n\n- a\n  <p>b</p>\n- c\n\n> d\n> <div>e</div>\n\nf\n")
    assert "b" in soup.find_all("li")[0].get_text() and len(soup.find_all("li")) == 2
    assert soup.blockquote.get_text().split() == ["d", "e"]


def test_cells_stay_in_their_row():
    row = "| x<br>y | ![p \\| q](https://a.org/p.png) <code>c\\|d</code> |"
    soup = soup_of(f"# T\n\n| a | b |\n|---|---|\n{row}\n")
    assert [cell.get_text() for cell in soup.find_all("td")] == ["x y", "p | q c|d"]


def test_links_within_the_page_still_lead_to_their_headings():
    source = (
        '<a name="readme-top"></a>\n\n# The list\n\n'
        "[a](#-begin) [b](#state-) [c](#state--1) [d](#readme-top) [e](#the-list) "
        "[f](#own) [g](#été-1) [h](#Setext)\n"
        "[i][r] [j](#main)\n\n"
        "## 🚀 Begin\n\n## State ![s](https://a.org/s.svg)\n\n## State ![s](https://a.org/s.svg)\n\n"
        '<a id="own"></a>\n## Été\n\n'
        '## Été <a href="https://b.org"><img src="https://a.org/x.png" alt="x"></a>\n\n'
        "Set<b>ext</b>\n===\n\n# ![only a picture](https://a.org/o.png)\n\n## Main\n\n[r]: #state-\n"
    )
    soup = soup_of(source)
    assert broken_links(soup) == []
    led = {a.get_text(): unquote(a["href"]) for a in soup.find_all("a") if len(a.get_text()) == 1}
    assert led["a"] == "#-begin" and led["b"] == led["i"] == "#state" and led["c"] == "#state-1"
    assert led["d"] == led["e"] == "#top" and led["f"] == "#été" and led["h"] == "#setext"
    assert led["j"] == "#main-1"


def test_pictures_in_headings_move_below_them():
    body = body_of(
        '# T\n\n## Part<a href="https://a.org"><img alt="Add" src="https://a.org/i.svg"></a>\nWords.\n'
    )
    assert body == "## Part\n\n[Add](https://a.org)\n\nWords.\n"


def test_reading_files(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes("\ufeff# Été\n".encode())
    assert read(file) == "# Été\n"
    for data in (b"", b" \n", "é".encode("latin-1"), b"a\0b", b"a" * (PAGE_LIMIT + 1), "a".encode("utf-16")):
        file.write_bytes(data)
        with pytest.raises(Unreadable):
            read(file)
    with pytest.raises(Unreadable):
        convert(" \n")


@pytest.mark.parametrize(
    "bomb", ["<div>" * 20_000, "a <b>" * 20_000, "![" * 20_000, ">" * 20_000, "a <!--" * 20_000]
)
def test_no_file_breaks_the_import(bomb):
    convert(bomb)


def links_in(tokens, source):
    """Addresses of the links of a source: those of Markdown by its tokens, those of HTML by their look."""
    found = Counter()
    for token in tokens:
        for child in token.children or []:
            if child.type == "link_open":
                found[child.attrs["href"]] += 1
    found.update(re.findall(r"""<a\s[^>]*?href=["']([^"']+)""", source))
    return found


@pytest.mark.skipif(not AWESOME.exists(), reason="the list is not beside the project")
def test_a_real_list_loses_nothing():
    source = read(AWESOME)
    page = convert(source)
    assert page.title == "Awesome AI for LAM"
    soup = BeautifulSoup(place_links(render(page.body), {}), "html.parser")
    before = links_in(MarkdownIt("commonmark", {"html": True}).parse(source), source)
    after = Counter(a["href"] for a in soup.find_all("a"))
    assert sum(before.values()) > 200 and not before - after
    assert broken_links(soup) == []
    assert not re.findall(r"</?[a-zA-Z]|&#?\w+;", soup.get_text())
