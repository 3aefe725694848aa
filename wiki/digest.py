"""What a digest says of wiki pages: what was written, who changed what, and the state of the other text."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.markdown import to_text
from core.words import named
from notices.digest import Entry, Passage
from notices.models import Notice

from . import words
from .pairing import pair_states

# Characters of a new page's first paragraph.
LONGEST = 400


def entries(edits, member, language):
    """The Entries of `edits` (a queryset the member may see), one a page, in the words of `language`.

    A change is told by its author's summary; a new page by its first paragraph. Constant queries.
    """
    by_page = {}
    rows = edits.select_related("page__locale", "revision").order_by("page", "number")
    for edit in rows:
        by_page.setdefault(edit.page_id, []).append(edit)
    pages = [some[0].page for some in by_page.values()]
    states = pair_states(pages) if pages else {}
    with translation.override(language):
        found = [_entry(some, states[pk], language) for pk, some in by_page.items()]
    return sorted(found, key=lambda entry: entry.at)


def _address(page, language, ending=""):
    """Where a reader of `language` goes: every link of a mail stays in their language of the interface."""
    if page.language == language:
        return page.url_path + ending
    return reverse("wiki:in_language", args=[page.pk])


def _entry(edits, state, language):
    page = edits[-1].page
    return Entry(
        group_id=page.group_id,
        key=f"wiki:{page.pk}",
        title=page.title,
        title_language=page.language,
        url=_address(page, language),
        kind=_("Wiki page"),
        facts=[words.bars(state.css)],
        passages=[_passage(edit, page, language) for edit in edits],
        at=edits[-1].created_at,
        counts={Notice.Kind.PAGE_CREATED if edits[0].number == 1 else Notice.Kind.PAGE_EDITED: 1},
    )


def _passage(edit, page, language):
    text, name = "", named(edit.author_name)
    if edit.number == 1:
        note = _("%(name)s wrote this page.") % {"name": name}
        text = first_paragraph(edit.revision.content.get("body", ""), page.language)
    elif edit.summary:
        note = _("%(name)s changed this page: “%(summary)s”") % {
            "name": name,
            "summary": edit.summary,
        }
    else:
        note = _("%(name)s changed this page.") % {"name": name}
    return Passage(
        author=name,
        at=edit.created_at,
        language=page.language,
        text=text,
        url=_address(page, language, f"history/{edit.number}/"),
        note=note,
    )


def first_paragraph(body, language=None):
    """The first block of a Markdown text that is no heading, table or code, as one line of plain text."""
    skipped = ("#", "|", "```", "~~~", "---", "<")
    blocks = (block for block in body.split("\n\n") if not block.lstrip().startswith(skipped))
    return next((text for block in blocks if (text := to_text(block, LONGEST, language=language))), "")
