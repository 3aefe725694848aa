"""A folder of Markdown files, as a GitHub wiki or a docs folder is one, read as a tree of pages. Writes nothing.

Addresses inside the folder are POSIX paths from its top ("guide/first steps.md"); the top itself is "".
"""

import os
import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

import yaml
from django.utils.translation import gettext as _

from core import import_markdown
from core.markdown import PAGE_LIMIT, TooDeep, TooLong, check
from core.markdown_parser import WIKI_LINK
from core.words import one_line

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
# The file that speaks for its folder, in lower case and without its ending.
SPEAKS_FOR_FOLDER = ("readme", "index", "_index", "home")
# What GitHub's wikis put around every page.
AROUND = ("_sidebar", "_footer", "_header")
MOST_FILES, DEEPEST_FOLDER = 5_000, 12
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
DESTINATION = re.compile(
    r"(?P<before>\]\([ \t]*|^ {0,3}\[[^\]\n]+\]:[ \t]*)(?:<(?P<angled>[^<>\n]*)>|(?P<plain>[^\s<>)]+))", re.M
)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/", re.IGNORECASE)


@dataclass
class Source:
    """A file, or a folder without a file that speaks for it (`body` is None then), as a page."""

    path: str
    title: str
    body: str | None
    # Where it was known before, as its front matter says: paths without a leading slash.
    former: tuple = ()
    notes: tuple = ()
    below: str = ""  # the folder that it stands in, or for a folder's own page the one above it


@dataclass
class Folder:
    """What was read: pages by path, the other files, and what could not be read, with the reason."""

    pages: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)  # {path: where it is on the disk}
    refused: dict = field(default_factory=dict)  # {path: sentence}

    # {path of a Markdown file: the Source it became}
    by_file: dict = field(default_factory=dict)

    def key_of(self, source):
        """The path under which `source` is one of `pages`."""
        return next(key for key, one in self.pages.items() if one is source)

    def target(self, path, source):
        """What `path`, found in `source`, leads to: a Source, the path of a file, or None."""
        folder = posixpath.dirname(source)
        wanted = posixpath.normpath(posixpath.join(folder, unquote(path))).strip("/")
        wanted = "" if wanted == "." else wanted
        for name in (wanted, *(wanted + ending for ending in MARKDOWN), wanted.replace("-", " ")):
            if name in self.by_file:
                return self.by_file[name]
            if name in self.files:
                return name
        return self.pages.get(wanted)


def read(top):
    """The Folder at `top`. Raises NotADirectoryError; what is wrong with one file is in `refused`.

    Links of the file system are not followed, so one that leads back does no harm. A name that is not in
    UTF-8 is read as Latin-1.
    """
    if not os.path.isdir(top):
        raise NotADirectoryError(top)
    found, count = Folder(), 0
    for where, folders, names in os.walk(os.fsencode(top)):
        folders[:] = sorted(name for name in folders if not name.startswith(b"."))
        inside = os.path.relpath(where, os.fsencode(top))
        here = "" if inside == b"." else _name(inside)
        for name in [*folders]:
            if os.path.islink(os.path.join(where, name)):
                found.refused[posixpath.join(here, _name(name))] = _("A link to another place: left out.")
        if here.count("/") + 1 >= DEEPEST_FOLDER:
            for name in folders:
                found.refused[posixpath.join(here, _name(name))] = _("This folder lies too deep: left out.")
            folders[:] = []
        for name in sorted(names):
            path, place = posixpath.join(here, _name(name)), os.path.join(where, name)
            if name.startswith(b"."):
                continue
            count += 1
            if count > MOST_FILES:
                found.refused[path] = _("There are too many files: this one was left out.")
            elif os.path.islink(place) or not os.path.isfile(place):
                found.refused[path] = _("A link to another place: left out.")
            else:
                _take(found, path, place)
    _folders_of(found)
    return found


def _name(name):
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("latin-1")


def _take(found, path, place):
    stem, ending = posixpath.splitext(path)
    if ending.lower() not in MARKDOWN:
        found.files[path] = place
        return
    stem = posixpath.basename(stem)
    if stem.lower() in AROUND:
        found.refused[path] = _("It stands around the pages of a GitHub wiki; here the site does that.")
        return
    try:
        page = _page(path, stem, place)
    except OSError:
        found.refused[path] = _("It cannot be opened.")
    except (import_markdown.Unreadable, UnicodeDecodeError):
        found.refused[path] = _("Only text in UTF-8, %(most)d kB at most, becomes a page.") % {
            "most": PAGE_LIMIT // 1024
        }
    except (TooLong, TooDeep):
        found.refused[path] = _("It is longer than a page can be, or nests lists or quotations too deep.")
    else:
        folder = posixpath.dirname(path)
        key = path
        if stem.lower() in SPEAKS_FOR_FOLDER and folder not in found.pages:
            key, page.below = folder, posixpath.dirname(folder)
        found.pages[key] = found.by_file[path] = page


def _page(path, stem, place):
    text = import_markdown.read(os.fsdecode(place))
    about, text = front_matter(text.replace("\r\n", "\n"))
    notes = () if about is not None else (_("The block of settings at its top could not be read."),)
    about = about or {}
    imported = import_markdown.convert(text)
    check(imported.body, PAGE_LIMIT)
    title = one_line(str(about.get("title") or "")) or imported.title
    if not title:
        folder = posixpath.basename(posixpath.dirname(path))
        title = _as_title(folder if stem.lower() in SPEAKS_FOR_FOLDER and folder else stem)
    return Source(path, title[:200], imported.body, _former(about), notes, posixpath.dirname(path))


def front_matter(text):
    """(what the block of YAML at the top says, the text below it); {} where there is none, None for a broken one."""
    match = FRONT_MATTER.match(text)
    if not match:
        return {}, text
    below = text[match.end() :]
    try:
        about = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, below
    return about if isinstance(about, dict) else None, below


def _former(about):
    """The earlier addresses that Jekyll ("redirect_from") and Hugo ("aliases") know."""
    paths = []
    for name in ("redirect_from", "aliases", "permalink"):
        given = about.get(name) or []
        paths += [given] if isinstance(given, str) else [one for one in given if isinstance(one, str)]
    return tuple(path for path in (unquote(path).strip("/ \n") for path in paths) if path)


def _as_title(name):
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _folders_of(found):
    """A page for each folder that has pages in it and nothing that speaks for it."""
    for path in sorted(found.pages):
        folder = found.pages[path].below
        while folder and folder not in found.pages:
            found.pages[folder] = Source(
                folder, _as_title(posixpath.basename(folder)), None, below=posixpath.dirname(folder)
            )
            folder = posixpath.dirname(folder)


def with_addresses(text, lead):
    """`text` with each address in it led elsewhere: `lead(address, fragment)` gives the new one, or None to leave it.

    Code is left alone, and so is every address of another site.
    """

    def change(match):
        whole = match["angled"] if match["angled"] is not None else match["plain"]
        if ELSEWHERE.match(whole):
            return match[0]
        path, _hash, fragment = whole.partition("#")
        new = lead(path.partition("?")[0], fragment)
        return match[0] if new is None else f"{match['before']}{new}"

    return import_markdown.outside_code(text, lambda part: DESTINATION.sub(change, part))


def with_wiki_links(text, link):
    """`text` with GitHub's [[Page name]] and [[Words|Page name]] replaced by `link(name, words or None)`.

    Where that gives None, what was typed stays.
    """

    def change(match):
        words, name = (match[1].strip(), match[2]) if match[2] else (None, match[1])
        new = link(name.strip(), words)
        return match[0] if new is None else new

    return import_markdown.outside_code(text, lambda part: WIKI_LINK.sub(change, part))
