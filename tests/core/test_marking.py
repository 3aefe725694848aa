"""What changed between two rendered texts, with <ins> and <del>."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import place_links, render
from core.marking import mark_all, mark_changes, mark_words, spoken

TABLE = "| Field | Number |\n|---|--:|\n| One | 1 |\n| Two | 2 |\n| Three | 3 |\n"


def marked(old, new):
    html = mark_changes(place_links(render(old), {}), place_links(render(new), {}))
    return re.sub(r">\s+<", "><", html)


def accepted(html):
    """The newer text: without <del> and what is in it."""
    return re.sub(r"</?ins>", "", re.sub(r"<del>.*?</del>", "", html, flags=re.S))


def words(html):
    return re.sub(r"<[^>]*>", " ", html).split()


def test_words_are_marked_where_they_stand():
    assert marked("Decide on the rate.", "Set the rate.") == (
        "<p><del>Decide on</del><ins>Set</ins> the rate.</p>"
    )


def test_a_row_that_came_stands_in_its_table_with_the_row_before():
    html = marked(TABLE, TABLE + "| Four | 4 |\n")
    assert '<tr><td>Three</td><td class="num">3</td></tr>' in html
    assert '<tr><td><ins>Four</ins></td><td class="num"><ins>4</ins></td></tr></tbody>' in html
    assert "One" not in html and "Field" in html and "Rows around the change" in html


def test_a_row_that_went_stays_in_its_table():
    html = marked(TABLE, TABLE.replace("| Two | 2 |\n", ""))
    assert '<tr><td><del>Two</del></td><td class="num"><del>2</del></td></tr><tr><td>Three</td>' in html


def test_a_changed_cell_keeps_its_column():
    html = marked(TABLE, TABLE.replace("| 2 |", "| 5 |"))
    assert '<td>Two</td><td class="num"><del>2</del><ins>5</ins></td></tr>' in html


def test_items_of_a_list():
    html = marked("- one\n- two\n- three", "- one\n- three\n  - four")
    assert "<li><del>two</del></li>" in html
    assert "<li>three<ul><li><ins>four</ins></li></ul></li>" in html


def test_bold_and_another_address_mark_their_words():
    assert "<del>rate</del><strong><ins>rate</ins></strong>" in marked("the rate", "the **rate**")
    html = marked("[here](https://a.example/)", "[here](https://b.example/)")
    assert html.index("a.example") < html.index("<del>here</del>") < html.index("b.example")


def test_code_keeps_its_lines():
    html = mark_changes(render("```\na\n  b\n```").html, render("```\na\n  c\n\nd\n```").html)
    assert "a\n  <del>b</del><ins>c\n\nd</ins>\n" in html


def test_a_picture_that_was_exchanged():
    html = marked("See ![old](a.png).", "See ![new](b.png).")
    assert '<del><img src="a.png"' in html and '<ins><img src="b.png"' in html


def test_no_id_stands_twice_and_footnotes_lead_nowhere():
    html = marked("# A\n\nx[^1]\n\n[^1]: note", "# A\n\ny[^1]\n\n[^1]: another note")
    assert " id=" not in html and 'href="#' not in html
    assert "<ins>another </ins>note" in html


def test_a_change_is_announced_once():
    html = spoken(
        mark_all("<ul><li>a</li><li>b</li></ul><p>c</p>", "ins") + "<p>d <ins>e</ins> f <ins>g</ins></p>"
    )
    assert html.count('<span class="vh">added: </span>') == 3
    both = spoken("<p><del>a</del><ins>b</ins></p>")
    assert both.index("removed:") < both.index("added:")


def test_titles_are_escaped():
    assert mark_words("About <b> tags", "About <i> tags") == ("About &lt;<del>b</del><ins>i</ins>&gt; tags")


BLOCKS = st.sampled_from(
    [
        "# Heading *x*", "## Other", "Words & <script>alert(1)</script>", "Words [l](https://x.example/?a=\"b>c\")",
        "- a\n- b\n\n  c", "1. a\n2. b", TABLE, "> quote\n>\n> - list", "```py\n<ins>\n```", "![p](a.png)", "***",
        "a[^1]\n\n[^1]: note", "<ins>typed</ins> &lt;del&gt;", "[[Page|words]] **b _i_**", "- [x] done\n- [ ] to do",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=6), st.lists(BLOCKS, max_size=6))
def test_nothing_comes_in_and_nothing_is_lost(old, new):
    old, new = (place_links(render("\n\n".join(part)), {}) for part in (old, new))
    html = mark_changes(old, new)
    bare = re.sub(r' id="[^"]*"', "", old + new)
    for tag in set(re.findall(r'<[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*>', html)) - {"<ins>", "<del>"}:
        assert tag in bare or "caption" in tag, tag
    # Well nested.
    stack = []
    for closing, name in re.findall(r"<(/?)([a-z][a-z0-9]*)", re.sub(r'"[^"]*"', '""', html)):
        if closing:
            assert stack.pop() == name
        elif name not in ("br", "hr", "img", "input"):
            stack.append(name)
    assert not stack
    if "<table" not in new:  # of a table only the rows around a change are written
        back = re.sub(r'<a [^>]*class="footnote-back">.*?</a>', "", new)
        assert words(accepted(html)) == words(back)


@pytest.mark.parametrize("text", ["", "\n", "words"])
def test_equal_texts_have_no_marks(text):
    html = render(text).html
    assert "<ins>" not in mark_changes(html, html) and "<del>" not in mark_changes(html, html)
