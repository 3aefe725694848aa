"""What a rendered text is told when it is shown: where its links lead, in which sizes its pictures are there,
what its callouts are called, which anchors its headings had before.

The sanitiser always writes attributes in double quotes and escapes a quote inside them, and escapes "<" in text;
so the expressions below match real tags only, whatever the author wrote.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.markdown_callouts import name_them
from core.markdown_tokens import RESERVED_IDS, Heading

PLACEHOLDER = re.compile(r'<a href="wiki:(\d+)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r'<[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*>')
ID = re.compile(r' id="([^"]*)"')
FRAGMENT = re.compile(r' href="#([^"]*)"')
HEADING = re.compile(r'<h[2-6] id="([^"]*)">')
PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
SOURCE = re.compile(r' src="([^"]*)"')
# As wide as the column of text, or as the screen where there is no other column (see static/tandem.css).
SIZES = "(min-width: 60rem) 39rem, 100vw"

Sizes = tuple[int, int, Sequence[tuple[int, str]]]


@dataclass(frozen=True)
class Rendered:
    """Safe HTML whose wiki links are placeholders numbered like ``targets``.

    ``pictures`` are the addresses of the pictures of this site, as they stand in the HTML; ``missing_alt``
    those among them that have no words in their place. ``as_typed``: it was too much to be set.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    targets: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    missing_alt: tuple[str, ...] = ()
    as_typed: bool = False


def place_links(
    rendered: Rendered,
    urls: Mapping[str, str | None],
    *,
    create_url: Callable[[str], str | None] | None = None,
    prefix: str = "",
    language: str | None = None,
    pictures: Mapping[str, Sizes] | None = None,
    anchors: Mapping[str, Sequence[str]] | None = None,
) -> SafeString:
    """The HTML with each wiki link pointing to its page.

    ``urls`` maps targets to addresses. For a target without one, ``create_url`` may give the address
    where the page can be written; without that too, only the words are shown. ``prefix`` makes ids
    unique where several texts share a page (see ``namespaced``).

    ``language`` is that of the text, for the names of callouts (default: the one that is active).
    ``pictures`` maps addresses in ``rendered.pictures`` to (width, height, [(width, address), …]) in
    pixels. ``anchors`` maps anchors of headings to those they had before, which then lead there too.
    """

    def link(match: re.Match) -> str:
        target, words = rendered.targets[int(match[1])], match[2]
        if url := urls.get(target):
            # An address may say that its page is in another language than this text (wiki.naming.Address).
            hreflang = getattr(url, "hreflang", "")
            marked = f' hreflang="{escape(hreflang)}"' if hreflang else ""
            return f'<a href="{escape(url)}"{marked}>{words}</a>'
        if create_url and (url := create_url(target)):
            return f'<a class="to-write" href="{escape(url)}">{words}</a>'
        return f'<span class="to-write">{words}</span>'

    html = _with_older_anchors(rendered.html, anchors) if anchors else rendered.html
    # Ids before links: an address put in by the site is not one of the author's and keeps its fragment.
    html = namespaced(html, prefix) if prefix else html
    html = _with_sizes(html, pictures) if pictures else html
    html = PLACEHOLDER.sub(link, html) if rendered.targets else html
    return mark_safe(name_them(html, language))  # noqa: S308 - sanitised by core.markdown


def namespaced(html: str, prefix: str) -> str:
    """``html`` (of a ``Rendered``) with ``prefix`` before every id and before links to those ids."""
    ids = _ids(html)

    def rename(tag: re.Match) -> str:
        renamed = ID.sub(lambda match: f' id="{prefix}{match[1]}"', tag[0])
        return FRAGMENT.sub(
            lambda match: f' href="#{prefix}{match[1]}"' if unquote(match[1]) in ids else match[0], renamed
        )

    return TAG.sub(rename, html)


def _ids(html: str) -> set[str]:
    return {match[1] for tag in TAG.finditer(html) if (match := ID.search(tag[0]))}


def _with_older_anchors(html: str, anchors: Mapping[str, Sequence[str]]) -> str:
    """An empty place with each older name in its heading. A name that is in use leads where it leads now."""
    taken = {unescape(name) for name in _ids(html)} | RESERVED_IDS

    def name(heading: re.Match) -> str:
        places = []
        for older in anchors.get(unescape(heading[1]), ()):
            if older and older not in taken and not re.search(r"\s", older):
                taken.add(older)
                places.append(f'<span id="{escape(older)}"></span>')
        return heading[0] + "".join(places)

    return HEADING.sub(name, html)


def _with_sizes(html: str, pictures: Mapping[str, Sizes]) -> str:
    def size(tag: re.Match) -> str:
        source = SOURCE.search(tag[0])
        known = pictures.get(unescape(source[1])) if source else None
        if not known:
            return tag[0]
        width, height, files = known
        more = f' width="{int(width)}" height="{int(height)}"'
        if files:
            addresses = ", ".join(f"{address} {int(pixels)}w" for pixels, address in files)
            more += f' srcset="{escape(addresses)}" sizes="{SIZES}"'
        return f"{tag[0][:-1]}{more}>"

    return PICTURE.sub(size, html)
