"""Markdown to safe HTML and to plain text."""

import time
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache

from core import markdown
from core.markdown import (
    PAGE_LIMIT,
    POST_LIMIT,
    Heading,
    TooDeep,
    TooLong,
    check,
    namespaced,
    place_links,
    render,
    render_many,
    slug,
    to_text,
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<div style='background:url(javascript:alert(1))'",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u0001javascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](wiki:0)",
    "<wiki:0>",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[x][r]\n\n[r]: wiki:0",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![" onerror="alert(1)](/a.png)',
    '[x](/a "\\" onclick=\\"alert(1)")',
    '[x](/"onclick="alert(1)")',
    '[[x"><script>alert(1)</script>|<img src=x onerror=alert(1)>]]',
    "[[javascript:alert(1)]]",
    '```js"onload="alert(1)\nx\n```',
    "```<script>\nx\n```",
    "# <img src=x onerror=alert(1)>\n\n| a |\n|---|\n| [x](javascript:alert(1)) <script>alert(1)</script> |",
    '# " onmouseover="alert(1)\n\n| a |\n|---|\n| b |',
    "a[^1]\n\n[^1]: [x](javascript:alert(1)) <script>alert(1)</script>",
    'a[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: b',
    'https://a.b/"onmouseover=alert(1)',
    "https://a.b/<script>alert(1)</script>",
]
BOMBS = {
    "tags": "<div>" * 50_000,
    "tags on lines": "<div>\n" * 50_000,
    "quotes": ">" * 50_000,
    "spaced quotes": "> " * 50_000 + "a",
    "brackets": "[" * 50_000,
    "pictures": "![" * 50_000,
    "nested pictures": "![" * 5_000 + "x" + "](u)" * 5_000,
    "nested links": "[" * 5_000 + "x" + "](u)" * 5_000,
    "wiki links": "[[a" * 20_000,
    "stars": "*" * 50_000,
    "strong": "**" * 25_000 + "a" + "**" * 25_000,
    "crossed marks": "*a **b " * 8_000 + "c** d* " * 8_000,
    "bullets": "- " * 50_000,
    "deep list": "\n".join(" " * (2 * depth) + "- a" for depth in range(300)),
    "footnotes": "[^a]: x\n\n" + "[^a]" * 15_000,
    "same headings": "# a\n" * 15_000,
    "parentheses": "https://a.b/" + "(" * 5 + ")" * 50_000,
    "one line of a megabyte": "word " * (PAGE_LIMIT // 5),
    "a megabyte of brackets": "[" * PAGE_LIMIT,
    "a megabyte of rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * (PAGE_LIMIT // 6 - 10),
}


class Tags(HTMLParser):
    """Every tag with its attributes, as a lenient reader sees them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def html_of(text, urls=None, **options):
    return place_links(render(text), urls or {}, **options)


def soup_of(text, **options):
    return BeautifulSoup(html_of(text, **options), "html.parser")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_author_can_run_anything(attack):
    for tag, attributes in Tags(html_of(attack)).found:
        assert tag not in {"script", "svg", "iframe", "object", "style", "form", "input", "base", "meta"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            if name in attributes:
                assert urlsplit(attributes[name]).scheme in {"", "http", "https", "mailto"}


def test_a_placeholder_cannot_be_written_by_hand():
    rendered = render('[[Real]] [x](wiki:0) <wiki:0> <a href="wiki:0">x</a> [y][r]\n\n[r]: wiki:0')
    assert rendered.html.count('<a href="wiki:') == 1
    assert 'href="/real"' in place_links(rendered, {"Real": "/real"})


def test_html_shows_as_it_was_typed():
    assert soup_of("a <b>bold</b> &amp; &lt;i>").get_text().strip() == "a <b>bold</b> & <i>"


def test_text_is_never_retouched():
    text = '« L\'été », dit-elle -- "oui"... (c) 1er\u00a0!'
    assert soup_of(text).get_text().strip() == text


def test_headings_get_githubs_anchors_below_the_title():
    rendered = render(
        "# One & two\n\n## Été à l'école\n\n### `code` *x*_y\n\n# One & two\n\n# Main\n\n# !!!\n\n##\n"
    )
    assert rendered.headings == (
        Heading(2, "One & two", "one--two"),
        Heading(2, "Été à l'école", "été-à-lécole"),
        Heading(3, "code x_y", "code-x_y"),
        Heading(2, "One & two", "one--two-1"),
        Heading(2, "Main", "main-1"),
        Heading(2, "!!!", "section"),
    )
    shown = BeautifulSoup(rendered.html, "html.parser").find_all(["h1", "h2", "h3"])
    assert [(tag.name, tag["id"]) for tag in shown] == [(f"h{h.level}", h.anchor) for h in rendered.headings]


def test_ids_stay_unique_when_a_heading_is_named_like_a_numbered_one():
    anchors = [heading.anchor for heading in render("# a\n\n# a-1\n\n# a\n\n# a\n").headings]
    assert len(set(anchors)) == 4


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Project lists & directories", "project-lists--directories"),
        ('Other "awesome" lists', "other-awesome-lists"),
        ("C++/C#_x 1.2", "cc_x-12"),
        ("🚀 Départ", "-départ"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
    ],
)
def test_slug(text, anchor):
    assert slug(text) == anchor


def test_wiki_links_with_and_without_a_page():
    text = "[[Known page]] [[Known page|my words]] [[ New  one ]] [[Nowhere]]"
    rendered = render(text)
    assert rendered.targets == ("Known page", "Known page", "New one", "Nowhere")
    html = place_links(
        rendered,
        {"Known page": "/en/known/?a=1&b=2", "New one": None},
        create_url=lambda target: "/new" if target == "New one" else None,
    )
    assert '<a href="/en/known/?a=1&amp;b=2">Known page</a>' in html
    assert '<a href="/en/known/?a=1&amp;b=2">my words</a>' in html
    assert '<a class="to-write" href="/new">New one</a>' in html
    assert '<span class="to-write">Nowhere</span>' in html
    assert "wiki:" not in html


def test_wiki_links_in_tables_and_not_in_code():
    rendered = render(
        "| a |\n|---|\n| [[Page\\|words]] |\n\n`[[no]]`\n\n    [[no]]\n\n```\n[[no]]\n```\n\n\\[[no]]"
    )
    assert rendered.targets == ("Page",)
    assert '<td><a href="/p">words</a></td>' in place_links(rendered, {"Page": "/p"})
    assert place_links(rendered, {}).count("[[no]]") == 4


def test_a_link_whose_words_are_bracketed_is_a_link():
    assert render("[[1]](https://a.org/)").targets == ()
    assert soup_of("[[1]](https://a.org/)").a["href"] == "https://a.org/"


def test_no_link_stands_in_a_link():
    for text in (
        "[a [[b]] c](/x)",
        "[a https://b.org c](/x)",
        "[![a](https://b.org/c.png)](/x)",
        "[a <https://b.org>](/x)",
    ):
        assert not [a for a in soup_of(text, create_url=lambda target: "/y").find_all("a") if a.find("a")]


def test_links_elsewhere_are_marked_and_links_here_are_not():
    soup = soup_of("[a](https://a.org) [b](//b.org) [c](/c) [d](#d) [e](mailto:e@e.org) https://f.org/g_h.")
    rels = {a["href"]: a.get("rel") for a in soup.find_all("a")}
    marked = ["nofollow", "noopener", "ugc"]
    assert rels == {
        "https://a.org": marked, "//b.org": marked, "/c": None, "#d": None, "mailto:e@e.org": None,
        "https://f.org/g_h": marked,
    }  # fmt: skip


def test_pictures_from_elsewhere_become_links():
    soup = soup_of("![A map](https://a.org/m.png) ![](//a.org/n.png) ![Ours](/media/o.png)")
    assert [(a["href"], a.get_text()) for a in soup.find_all("a")] == [
        ("https://a.org/m.png", "A map"),
        ("//a.org/n.png", "//a.org/n.png"),
    ]
    assert [(img["src"], img["alt"]) for img in soup.find_all("img")] == [("/media/o.png", "Ours")]


def test_a_link_always_has_a_name():
    soup = soup_of("[](https://a.org/) [![](https://a.org/b.png)](https://c.org/) [![](/b.png)](/d)")
    assert all(a.get_text().strip() for a in soup.find_all("a"))


def test_tables_scroll_under_a_name_and_align_by_class():
    table = "| A | B |\n|---|--:|\n| x | 1 |\n\n"
    soup = soup_of(f"{table}## Budget\n\n{table}{table}")
    boxes = soup.find_all("div", class_="scroll")
    assert [box["aria-label"] for box in boxes] == ["A, B", "Budget", "Budget (2)"]
    assert all(box["role"] == "group" and box["tabindex"] == "0" for box in boxes)
    assert soup.find("td", class_="num").get_text() == "1"
    assert "style" not in str(soup)


def test_tasks_are_characters():
    soup = soup_of("- [ ] open\n- [x] **done**\n- [z] other\n\n[x] no item")
    assert [item.get_text() for item in soup.find_all("li")] == ["☐ open", "☑ done", "[z] other"]
    assert soup.p.get_text() == "[x] no item"
    assert not soup.find("input")


def test_footnotes_lead_there_and_back():
    soup = soup_of("a[^n] b[^n]\n\n[^n]: the *note*")
    ids = {tag["id"] for tag in soup.find_all(id=True)}
    links = [a["href"] for a in soup.find_all("a")]
    assert len(ids) == 3 and len(links) == 4
    assert {link.removeprefix("#") for link in links} <= ids


def test_a_prefix_keeps_texts_of_one_page_apart():
    text = '# Intro\n\n[in](#intro) [été](#été) [out](#elsewhere) note[^1] `id="x" href="#intro"`\n\n'
    text += "# Été\n\n[^1]: x"
    soup = BeautifulSoup("".join(html_of(text, prefix=f"p{n}-") for n in (1, 2)), "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)) == 8 and all(name[:3] in ("p1-", "p2-") for name in ids)
    assert soup.find("a", string="in")["href"] == "#p1-intro"
    assert unquote(soup.find("a", string="été")["href"]) == "#p1-été"
    assert soup.find("a", string="out")["href"] == "#elsewhere"
    assert soup.find("code").get_text() == 'id="x" href="#intro"'


def test_namespaced_leaves_the_text_alone():
    html = render('a <p id="x"> b "id=\\"y\\"" [l](/z "a > b id=\\"q\\" c")').html
    assert namespaced(html, "p-") == html


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_long_or_fails(name):
    start = time.process_time()
    rendered = render(BOMBS[name])
    spent = time.process_time() - start
    assert spent < 6, f"{spent:.1f} s"  # about 2 s on a quiet machine
    assert len(BeautifulSoup(rendered.html[:2000], "html.parser").get_text()) > 0
    to_text(BOMBS[name], 200)


def test_what_is_too_deep_shows_as_it_was_typed():
    text = "> " * 150 + "the <b>words</b>"
    html = html_of(text)
    assert html.startswith("<pre") and "the &lt;b&gt;words&lt;/b&gt;" in html
    with pytest.raises(TooDeep):
        check(text, POST_LIMIT)


def test_what_is_just_not_too_deep_loses_nothing():
    for depth in range(90, 110):
        assert "the words" in html_of("> " * depth + "the words")


def test_check_counts_bytes():
    check("é" * 10, 20)
    with pytest.raises(TooLong) as error:
        check("é" * 10, 19)
    assert not error.value.args


def test_nul_and_broken_characters_are_removed():
    html = html_of("a\0b \ud800 c")
    assert "\0" not in html and "ab" in html
    html.encode()


def test_render_many_asks_the_cache_once(monkeypatch):
    render("one")
    calls = []
    parse = markdown._parse
    monkeypatch.setattr(markdown, "_parse", lambda text, env=None: calls.append(text) or parse(text, env))
    results = render_many(["one", "two", "one", "two"])
    assert calls == ["two"]
    assert results[0] == results[2] == render("one") and results[1] == results[3]
    assert render_many([]) == []


def test_to_text_has_no_marks():
    text = (
        "# Title\n\nA **bold** [link](https://a.org/x) to [[Page|a page]].\n\n- one\n- two\n\n1. `code`\n\n"
    )
    text += "| a | b |\n|---|---|\n| 1 | 2 |"
    assert to_text(text) == (
        "Title\n\nA bold link (https://a.org/x) to a page.\n\n- one\n- two\n\n1. code\n\na | b\n1 | 2"
    )
    assert to_text(text, 40).startswith("Title A bold link to a page.")


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Short.", 20, "Short."),
        ("One sentence here. Another one follows it.", 30, "One sentence here. …"),
        ("Yes. A sentence which is far too long.", 25, "Yes. A sentence which is…"),
        ("Formidable\u00a0! Et encore", 13, "Formidable\u00a0!…"),
        ("Que c'est beau\u00a0! Et encore", 15, "Que c'est…"),
        ("Unbreakable" * 3, 10, "Unbreakab…"),
    ],
)
def test_to_text_cuts_at_a_sentence_or_word(text, length, expected):
    assert to_text(text, length) == expected
    assert len(expected) <= length
