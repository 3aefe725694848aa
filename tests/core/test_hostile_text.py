"""No text takes long: it is shown, or shown as it was typed and refused with a sentence, each within two seconds.

On a quiet machine of 2026 none takes more than one.
"""

import time

import pytest
from django.core.cache import cache

from core import anchors, markdown
from core.markdown import PAGE_LIMIT, TooDeep, TooLong, check, place_links, render, to_text
from core.markdown_blocks import blocks, gaps, sections
from core.markdown_code import LANGUAGES, MAX_BLOCK, _aliases

SECONDS = 2
MOST_HTML = 10 * PAGE_LIMIT
WIDE = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + ("|" + "x|" * 100 + "\n") * 1000


def full(unit, before="", size=PAGE_LIMIT):
    """As many of `unit` behind `before` as fit in `size` bytes."""
    return before + unit * ((size - len(before.encode())) // len(unit.encode()))


HOSTILE = {
    # nested 50,000 deep
    "tags": "<div>" * 50_000,
    "closed tags": "<b>" * 50_000 + "</b>" * 50_000,
    "quotes": ">" * 50_000,
    "spaced quotes": "> " * 50_000 + "a",
    "bullets": "- " * 50_000 + "a",
    "numbers": "1. " * 50_000 + "a",
    "quotes and lists": "> - 1. " * 15_000 + "a",
    "brackets": "[" * 50_000,
    "closed brackets": "[" * 50_000 + "]" * 50_000,
    "brackets with words": "[a" * 50_000 + "]" * 50_000,
    "pictures": "![" * 20_000 + "x" + "](u)" * 20_000,
    "links": "[" * 5_000 + "x" + "](u)" * 5_000,
    "stars": "*" * 50_000 + "a" + "*" * 50_000,
    "emphasis": "*a" * 50_000,
    "crossed emphasis": "*a **b " * 8_000 + "c** d* " * 8_000,
    "emphasis of two kinds": "*a_" * 30_000,
    "strikes": "~~a" * 40_000,
    "notes in notes": "[^1]: " * 50_000,
    "callouts": "".join("> " * depth + "[!NOTE]\n" for depth in range(1, 99)) + "> " * 99 + "x",
    "many callouts": "> [!NOTE]\n> x\n\n" * 20_000,
    "lazy lines under deep quotes": "> " * 90 + "a\n" + "b\n" * 40_000,
    "lazy lines under deep lists": "- " * 45 + "a\n" + "b\n" * 40_000,
    "many deep lists": ("- " * 48 + "a\n") * 2000,
    "many deep quotes": ("> " * 95 + "a\n\n") * 490,
    "lists ever deeper": "".join(" " * (number % 90) + "- a\n" for number in range(20_000)),
    # a megabyte
    "one line": full("word "),
    "one word": "x" * PAGE_LIMIT,
    "two brackets": full("[["),
    "opened wiki links": full("[[" + "a" * 290),
    "begun pictures": full("!["),
    "backticks": full("`"),
    "backticks apart": full("` a "),
    "backticks of every length": " ".join("`" * length for length in range(1, 440)),
    "bars": full("|"),
    "bars on lines": full("|\n"),
    "notes without a text": full("[^1]"),
    "notes": full("[^1]", "[^1]: x\n\n"),
    "notes left open": full("[^1 a", "[^1]: x\n\n"),
    "notes begun": full("[^a", "[^1]: x\n\n", 100_000),
    "ampersands": full("&amp;", size=450_000),
    "backslashes": full("\\"),
    "spaces": " " * PAGE_LIMIT,
    "lines": "\n" * PAGE_LIMIT,
    "rules": full("- ", size=800_000) + "x",
    "one over": "a" * (PAGE_LIMIT + 1),
    "a heading": "# " + "É" * 400_000,
    "a million headings": full("# a\n", size=4 * PAGE_LIMIT),
    "headings": "# a\n" * 15_000,
    "headings named like numbered ones": "# a\n# a-1\n" * 7_000,
    "underlined headings": "a\n=\n" * 24_000,
    # ten thousand
    "links of Markdown": "\n".join(f"[link {number}](https://example.org/{number})" for number in range(10_000)),
    "links on one line": " ".join(f"[link {number}](https://example.org/{number})" for number in range(10_000)),
    "wiki links": " ".join(f"[[Page {number}]]" for number in range(10_000)),
    "wiki links in a list": "\n".join(f"- [[Page {number}]]" for number in range(10_000)),
    "bare addresses": "https://a.org/x " * 20_000,
    "definitions": "".join(f"[{number}]: /x\n" for number in range(40_000)),
    "one long address used often": "[a]: /" + "x" * 500_000 + "\n\n" + "[a]" * 1000,
    "one long title used often": "[a]: /x '" + "y" * 500_000 + "'\n\n" + "![a]" * 1000,
    "notes with their texts": "".join(f"a[^{n}]\n\n[^{n}]: x\n\n" for n in range(8_000)),
    "items": "- a\n" * 50_000,
    "items apart": "- a\n\n" * 33_000,
    "tasks": "- [ ] a\n" * 30_000,
    "quoted items": "> - a\n" * 49_000,
    "short lines": "a\n" * 49_000,
    "broken lines": "a  \n" * 49_000,
    "paragraphs": "a\n\n" * 30_000,
    "a table of 1,000 rows and 100 columns": WIDE,
    "a wide table": "|" + "a|" * 24_000 + "\n|" + "-|" * 24_000 + "\n",
    "a table with rows of nothing": "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "b\n" * 30_000,
    "tables": "a|b\n-|-\n" * 12_000,
    "tables under a long heading": "# " + "x" * 400_000 + "\n\n" + "|a|\n|-|\n|b|\n\n" * 3_000,
    "fences": "```\na\n```\n" * 16_000,
    "links left open": '[a](/x "b\n' * 15_000,
    "parentheses": ("https://a.b/" + "(" * 2000 + ")" * 1900 + " ") * 200,
}  # fmt: skip


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


class Clock:
    """Fails what takes longer than SECONDS of this process."""

    def __init__(self, what):
        self.what = what

    def __enter__(self):
        self.start = time.process_time()

    def __exit__(self, *error):
        spent = time.process_time() - self.start
        assert spent < SECONDS, f"{self.what}: {spent:.1f} s"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name):
    text = HOSTILE[name]
    with Clock("shown"):
        rendered = render(text)
    with Clock("placed"):
        html = place_links(rendered, {}, prefix="p-", anchors={"a": ["b"]}, pictures={"/a": (1, 1, [])})
    assert len(html) < MOST_HTML
    refused = False
    with Clock("checked"):
        try:
            check(text, PAGE_LIMIT)
        except (TooDeep, TooLong):
            refused = True
    # Whoever opens it reads why it looks as it does, and nobody can save such a text.
    assert rendered.as_typed == refused
    with Clock("mailed"):
        to_text(text)
    with Clock("excerpt"):
        assert len(to_text(text, 200)) <= 200
    with Clock("cut"):
        cut = blocks(text)
    between = gaps(text, cut)
    assert between[0] + "".join(b.source + gap for b, gap in zip(cut, between[1:], strict=True)) == text
    with Clock("sections"):
        sections(text)


@pytest.mark.parametrize("name", ["headings", "headings named like numbered ones", "underlined headings"])
def test_no_headings_take_long_to_compare(name):
    other = HOSTILE[name].replace("a", "b")
    render(other), render(HOSTILE[name])
    with Clock("carried"):
        anchors.carry(other, HOSTILE[name], {})


HOSTILE_CODE = [
    "'", '"', "`", "\\", "<", "?<", "(", "[", "{", "}", "/", "*", "$", "#", "=", "-", "_", "0", "a", "a ", "' ", "\\'",
    "/*", "<!--", "{{", "${", "$(", "<a b='", "@", ";", "&", "%", ".", "|", "~", "^", ":", "e\n", "\n", " \n", "\t",
]  # fmt: skip
OPENED = [
    "",
    '"',
    "'",
    "/*",
    "<!--",
    "<a ",
    "{{",
    "$(",
    "<?php ",
    "<script>",
    "<style>",
    'r"',
    "class ",
    "SELECT ",
    "a{",
]


def code_of(unit, opened, size=MAX_BLOCK - 200):
    """Hostile code with lines and runs as long as they may be."""
    line = (unit * 99)[:99] if unit.strip("\n").isalnum() or not unit.strip() else (unit * 99)[:198]
    return opened + "\n" + f"{line}-\n" * (size // (len(line) + 2))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_code_takes_long(language):
    alias = next(alias for alias, name in _aliases().items() if name == language)
    worst, slow = 0.0, HOSTILE_CODE[0]
    for number, unit in enumerate(HOSTILE_CODE):
        code = code_of(unit, OPENED[number % len(OPENED)], 1000)
        start = time.process_time()
        markdown._render(f"~~~~{alias}\n{code}\n~~~~")
        spent = time.process_time() - start
        if spent > worst:
            worst, slow = spent, unit
    # What was slowest, as large and as often as it may stand in a text.
    for size in (MAX_BLOCK - 300, MAX_BLOCK // 3):
        text = f"~~~~{alias}\n{code_of(slow, '', size)}\n~~~~\n\n" * 12
        with Clock(f"{language}: {slow!r}"):
            markdown._render(text)


def test_the_page_a_table_and_a_list_of_an_honest_author_are_set():
    prose = "A sentence with a [link](https://example.org/1), a [[Page]], **words** and `code`. "
    prose += "Then one without, and some more words that say what was agreed on and why it was. " * 3
    text = (
        f"## A heading\n\n{prose}\n\n{prose}\n\n- one\n- two [[Page]]\n\n| a | b |\n|---|--:|\n| c | 1 |\n\n"
    ) * 1400
    text = text[: PAGE_LIMIT - 10]
    assert len(text) > 900_000
    with Clock("a megabyte"):
        assert not render(text).as_typed
    entries = "".join(f"- [Title {n}](https://example.org/catalogue/{n}), a note\n" for n in range(8_000))
    assert not render(entries).as_typed
    rows = "| a | b | c |\n|---|---|---|\n" + "| name | some words | 1 |\n" * 4_000
    assert not render(rows).as_typed
