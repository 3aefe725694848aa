"""A text cut into blocks and sections by its lines, and put together again byte for byte."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import render
from core.markdown_blocks import blocks, gaps, lines, section, sections

TEXT = """Before.

# One *thing*

A paragraph
of two lines.

- a

  still a
- b
1. other list

| A | B |
|---|---|
| 1 | 2 |

> [!NOTE]
> quoted
lazy

## Deeper `one`

```python
# no heading

x = 1
```
[link]: https://example.org
Straight after.

Under
-----

[^1]: A note

    of two paragraphs

* * *

# Two

    indented

"""
PIECES = [
    "# A", "## B b", "#", "a", "a\nb", "- x", "- x\n\n  y", "1. z", "> q", "> q\nlazy", "> [!TIP]\n> t",
    "```", "```py\nx\n\n```", "~~~",
    "    code", "\tcode", "| a | b |\n|---|---|\n| 1 | 2 |", "[a]: /b", "[a]: /b\n'title'", "[^1]: note\n\n    more",
    "[^1]", "---", "===",
    "***", "[[Page]]", "\x0b", "\x0c", "\u2028", "\x85", "\0", "\ud800", " ", "\t", "   ", "<div>", "<!--", "\\",
    "  - deep\n      - deeper",
]  # fmt: skip
ENDS = ["\n", "\n\n", "\r\n", "\r", "\r\n\r\n", "\n \n", "\n\t\n", "", " "]
texts = st.one_of(
    st.text(st.sampled_from("#->|`*_[]^:=~ 1.ab\n\r\t\\!()"), max_size=60),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(ENDS)), max_size=12).map(
        lambda pairs: "".join(piece + end for piece, end in pairs)
    ),
    st.text(max_size=40),
)


def together(text):
    cut = blocks(text)
    between = gaps(text, cut)
    assert len(between) == len(cut) + 1
    return between[0] + "".join(block.source + gap for block, gap in zip(cut, between[1:], strict=True))


def test_each_kind_of_block_has_its_lines():
    found = [(block.kind, block.start, block.end) for block in blocks(TEXT)]
    assert found == [
        ("paragraph", 0, 1), ("heading", 2, 3), ("paragraph", 4, 6), ("list", 7, 11), ("list", 11, 12),
        ("table", 13, 16), ("quote", 17, 20), ("heading", 21, 22), ("code", 23, 28), ("definition", 28, 29),
        ("paragraph", 29, 30), ("heading", 31, 33), ("footnote", 34, 37), ("rule", 38, 39), ("heading", 40, 41),
        ("code", 42, 43),
    ]  # fmt: skip
    assert blocks(TEXT)[6].source == "> [!NOTE]\n> quoted\nlazy"
    assert together(TEXT) == TEXT


def test_a_block_knows_the_headings_it_stands_under():
    paths = {block.source.split("\n")[0]: block.heading_path for block in blocks(TEXT)}
    assert paths["Before."] == () and paths["# One *thing*"] == ()
    assert paths["A paragraph"] == ("One thing",)
    assert paths["## Deeper `one`"] == ("One thing",)
    assert paths["```python"] == ("One thing", "Deeper one")
    assert paths["[^1]: A note"] == ("One thing", "Under")
    assert paths["    indented"] == ("Two",)


@settings(max_examples=600, deadline=None)
@given(texts)
def test_blocks_and_gaps_are_the_text(text):
    assert together(text) == text
    cut = blocks(text)
    assert all(one.end <= two.start for one, two in pairwise(cut))
    assert not any(gap.strip() for gap in gaps(text, cut))
    assert all(block.source.strip() for block in cut)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_sections_begin_at_their_headings_and_have_their_anchors(text):
    anchors = [heading.anchor for heading in render(text).headings]
    all_lines = lines(text)
    found = sections(text)
    assert "".join(all_lines) == text
    assert {one.anchor for one in found} <= set(anchors)
    for one in found:
        assert "".join(all_lines[one.start : one.end]).rstrip("\r\n") == one.source
        assert 1 <= one.level <= 6 and section(text, one.anchor) == one


def test_a_section_holds_what_stands_below_it():
    found = {one.anchor: one for one in sections(TEXT)}
    assert list(found) == ["one-thing", "deeper-one", "under", "two"]
    assert [one.level for one in found.values()] == [1, 2, 2, 1]
    assert found["one-thing"].start == 2 and found["one-thing"].source.endswith("* * *")
    assert found["deeper-one"].source.endswith("Straight after.")
    assert found["two"].source == "# Two\n\n    indented"
    assert section(TEXT, "nowhere") is None


def test_two_headings_of_one_name_are_two_sections():
    text = "# a\n\none\n\n# a\n\ntwo\n"
    assert section(text, "a").source == "# a\n\none"
    assert section(text, "a-1").source == "# a\n\ntwo"


def test_a_heading_in_a_list_a_quotation_or_a_note_begins_no_section():
    text = "[^1]: # in a note\n\n> # quoted\n\n- # listed\n\n# real[^1]\n"
    assert [one.anchor for one in sections(text)] == ["real"]


@pytest.mark.parametrize(
    "text", ["> " * 300 + "a", "- " * 400 + "a", "* a\n" * 80_000, "x" * 1_100_000, "*" * 200_000]
)
def test_what_is_too_much_is_one_plain_block(text):
    assert [(block.kind, block.source) for block in blocks(text)] == [("plain", text.rstrip("\n"))]
    assert sections(text) == [] and together(text) == text


def test_nothing_is_no_block():
    for text in ("", "\n", " \n\t\n", "\r"):
        assert blocks(text) == [] and gaps(text, []) == [text] and sections(text) == []


def test_a_hundred_kilobytes_are_cut_quickly():
    text = ("## A heading\n\n" + "Words and **more** [words](/x). " * 12 + "\n\n- one\n- two\n\n") * 240
    assert len(text) > 95_000
    start = time.process_time()
    assert len(blocks(text)) == 720
    assert time.process_time() - start < 0.3  # about 0.02 on a quiet machine
