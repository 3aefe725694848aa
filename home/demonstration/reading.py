"""Reading the texts, which are kept as Markdown files in `texts/`.

A file of the wiki holds the page as it is now. Its earlier states are told by
what was different then, so that a text is written, and corrected, only once.
"""

import re
from pathlib import Path

from .records import Post, Section, Thread

TEXTS = Path(__file__).parent / "texts"


def text(name: str) -> str:
    """The text of `texts/<name>.md`."""
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8").strip() + "\n"


def both(name: str) -> dict[str, str]:
    return {language: text(f"{name}.{language}") for language in ("en", "fr")}


def sections(name: str) -> dict[str, dict[str, str]]:
    """{language: {field: text}} of a file in which each text stands below a line "@ field"."""
    return {language: _sections(words) for language, words in both(name).items()}


def _sections(words: str) -> dict[str, str]:
    parts = [part.split("\n", 1) for part in re.split(r"^@ ", words, flags=re.M)[1:]]
    return {name.strip(): said.strip() for name, said in parts}


def earlier(now: str, *changes: tuple[str, str]) -> str:
    """The text before each change (what it says now, what it said then)."""
    for says, said in changes:
        if now.count(says) != 1:
            raise ValueError(f"found {now.count(says)} times, not once: {says!r}")
        now = now.replace(says, said)
    return now


def without(now: str, *headings: str) -> str:
    """The text before these sections, each from its "## " to the next, were written."""
    for heading in headings:
        section = re.compile(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", re.M | re.S)
        now, found = section.subn("", now)
        if found != 1:
            raise ValueError(f"{found} sections are called {heading!r}")
    return now.rstrip() + "\n"


def thread(name: str) -> Thread:
    """The thread of `texts/threads/<name>.md`.

    First its title and what is said about it, then its messages. Each begins
    with a line "@ author language hours-ago", then "> 3" if it answers the third.
    "page: key" names the wiki page that it is about; "section: 2 author hours-ago
    Title" says that its second message became a section there.
    """
    head, *messages = re.split(r"^@ ", text(f"threads/{name}"), flags=re.M)
    title, *lines = head.strip().splitlines()
    about = dict(line.split(": ", 1) for line in lines)
    return Thread(
        group=about["group"],
        title=title.removeprefix("# "),
        language=about["language"],
        kind=about["kind"],
        posts=tuple(_message(message) for message in messages),
        pinned=about.get("pinned") == "yes",
        locked=about.get("locked", ""),
        page=about.get("page", ""),
        section=_section(about["section"]) if "section" in about else None,
    )


def _section(line: str) -> Section:
    post, author, hours_ago, title = line.split(" ", 3)
    return Section(int(post), author, float(hours_ago), title)


def _message(message: str) -> Post:
    first, words = message.split("\n", 1)
    about, _, answered = first.partition(" > ")
    author, language, hours_ago = about.split()
    return Post(author, language, float(hours_ago), words.strip(), int(answered) if answered else None)
