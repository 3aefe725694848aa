"""Words that go from the wiki into a discussion and back: as a quotation, and as plain words in Markdown."""

import re
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from core.markdown import render, to_text
from core.markdown_blocks import blocks, lines, section
from core.markdown_tokens import cut

from .models import TITLE_LENGTH

# Characters of a section that are quoted. Who wants more follows the link below the quotation.
MOST_QUOTED = 2000
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# What would be a mark, not a character; within a word "_" is none.
MARKS = re.compile(r"([\\`*\[\]<>~|]|(?<!\w)_|_(?!\w)|&(?=[\w#])|#(?=#*\s*$))")


def literal(words):
    """`words`, a name or a title, as Markdown shows them: character by character."""
    return MARKS.sub(r"\\\1", words)


def closed(text):
    """`text` with its last block of code ended, so that what follows is not taken for code too."""
    text = text.rstrip()
    last = next((block for block in reversed(blocks(text)) if block.source.strip()), None)
    mark = FENCE.match(last.source) if last and last.kind == "code" else None
    if mark is None:
        return text
    inside = last.source.strip("\n").split("\n")
    ended = len(inside) > 1 and inside[-1].strip().startswith(mark[1])
    return text if ended else f"{text}\n{mark[1]}"


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
    shown = _shortened(text or literal(heading.text)).split("\n")
    quoted = "\n".join(f"> {line}" if line.strip() else ">" for line in shown)
    words = f"{literal(page.title)} – {literal(heading.text)}"
    return f"{quoted}\n\n[{words}]({page.url_path}#{quote(heading.anchor)})\n\n"


def _anchor_now(page, anchor):
    """The anchor that a heading has now which had `anchor` before."""
    return next((now for now, before in page.anchors.items() if anchor in before), anchor)


def _section(page, anchor):
    """(heading, the Markdown below it up to the next heading of its level), or None."""
    heading = next((one for one in sections(page) if one.anchor == anchor), None)
    found = section(page.body, anchor)
    if heading is None or found is None:
        return None
    below = "".join(lines(found.source)[blocks(found.source)[0].end :])
    return heading, below.strip("\n")


def _shortened(text):
    """At most MOST_QUOTED characters of `text`: whole paragraphs, then "…"."""
    if len(text) <= MOST_QUOTED:
        return text
    all_lines = lines(text)
    ends = [block.start for block in blocks(text)]
    ends = [end for end in ends if 0 < len("".join(all_lines[:end]).strip()) <= MOST_QUOTED]
    if not ends:
        return to_text(text, MOST_QUOTED)
    return "".join(all_lines[: ends[-1]]).rstrip() + "\n\n…"
