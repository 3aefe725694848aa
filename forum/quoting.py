"""Words that go from the wiki into a discussion and back: as a quotation, and as plain words in Markdown."""

import re
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from core.markdown import PARSER, render, to_text
from core.markdown_tokens import cut, shape

from .models import TITLE_LENGTH

# Characters of a section that are quoted. Who wants more follows the link below the quotation.
MOST_QUOTED = 2000
# What would be a mark, not a character; within a word "_" is none.
MARKS = re.compile(r"([\\`*\[\]<>~|]|(?<!\w)_|_(?!\w)|&(?=[\w#])|#(?=#*\s*$))")


def literal(words):
    """`words`, a name or a title, as Markdown shows them: character by character."""
    return MARKS.sub(r"\\\1", words)


def closed(text):
    """`text` with its last block of code ended, so that what follows is not taken for code too."""
    text = text.rstrip()
    last = next((token for token in reversed(PARSER.parse(text)) if token.map and not token.level), None)
    if last is None or last.type != "fence":
        return text
    lines = text.split("\n")[last.map[0] :]
    ended = len(lines) > 1 and lines[-1].strip().startswith(last.markup)
    return text if ended else f"{text}\n{last.markup}"


def about(page):
    """The title of a discussion about `page`, in the page's language."""
    with translation.override(page.language):
        whole = _("About “%(title)s”") % {"title": page.title}
        room = TITLE_LENGTH - (len(whole) - len(page.title))
        return _("About “%(title)s”") % {"title": cut(page.title, room)}


def sections(page):
    """The headings of `page` (core.markdown.Heading): what can be quoted."""
    return render(page.body).headings


def quotation(page, anchor):
    """The section of `page` at `anchor` as a quotation, with a link to it below; "" where there is none.

    A long one is cut at the end of a paragraph.
    """
    found = _section(page, _anchor_now(page, anchor))
    if found is None:
        return ""
    heading, text = found
    lines = _shortened(text or literal(heading.text)).split("\n")
    quoted = "\n".join(f"> {line}" if line.strip() else ">" for line in lines)
    words = f"{literal(page.title)} – {literal(heading.text)}"
    return f"{quoted}\n\n[{words}]({page.url_path}#{quote(heading.anchor)})\n\n"


def _anchor_now(page, anchor):
    """The anchor that a heading has now which had `anchor` before."""
    return next((now for now, before in page.anchors.items() if anchor in before), anchor)


def _section(page, anchor):
    """(heading, the Markdown below it up to the next heading of its level), or None."""
    headings = {heading.anchor: heading for heading in sections(page)}
    if anchor not in headings:
        return None
    lines = page.body.split("\n")
    # A heading inside a quotation or a list ends nothing outside of it.
    starts = [
        (token.map, token.attrGet("id"), int(token.tag[1]), token.level)
        for token in shape(PARSER.parse(page.body))[0]
        if token.type == "heading_open" and token.map
    ]
    place = next(place for place, start in enumerate(starts) if start[1] == anchor)
    (_first, begin), _id, level, depth = starts[place]
    after = (where[0] for where, _id, other, deep in starts[place + 1 :] if other <= level and deep <= depth)
    return headings[anchor], "\n".join(lines[begin : next(after, len(lines))]).strip("\n")


def _shortened(text):
    """At most MOST_QUOTED characters of `text`: whole paragraphs, then "…"."""
    if len(text) <= MOST_QUOTED:
        return text
    lines = text.split("\n")
    blocks = {token.map[0] for token in PARSER.parse(text) if token.map and not token.level}
    ends = [end for end in sorted(blocks) if 0 < len("\n".join(lines[:end]).strip()) <= MOST_QUOTED]
    if not ends:
        return to_text(text, MOST_QUOTED)
    return "\n".join(lines[: ends[-1]]).rstrip() + "\n\n…"
