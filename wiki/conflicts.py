"""Two texts to bring together: what one person saved while another was writing."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates, ids, marking
from core.aligning import one_effort
from core.markdown_blocks import sections
from core.words import named

from . import links
from .editing import Meanwhile
from .forms import PageForm
from .merging import MINE, SAME, THEIRS, Merged, Passage, merge
from .models import Draft, Edit
from .sent import mark
from .surroundings import around

# Pieces of a text that are set one by one: each asks for its links and pictures.
MOST_SET = 60


@dataclass
class Part:
    """One part of the joined text on the screen: settled, or a passage to choose the words of."""

    text: str
    passage: Passage | None = None
    number: int = 0
    where: str = ""
    whose: str = ""
    html: SafeString = ""
    their_html: SafeString = ""
    my_html: SafeString = ""
    base_html: SafeString = ""


@one_effort()
def screen(request, access, meanwhile, fields, half, *, chosen=None):
    """Both texts, and a form that answers to the latest revision. Status 409.

    What only one person changed is joined already. `fields` are those of the form that was sent; `chosen`
    are the words of each passage where its author has chosen some.
    """
    page, theirs = meanwhile.current_page, meanwhile.edit
    merged = meanwhile.merged or _unknown(fields["body"], page.body)
    parts = _parts(page, merged, chosen, request.user)
    data = {**fields, "title": _title(meanwhile, fields), "base": page.latest_revision_id}
    data["level"] = "on" if fields.get("level") else ""
    form = PageForm(initial=data, half=half)
    context = around(page, access, itself=True) | {
        "form": form,
        "theirs": theirs,
        "their_name": named(theirs.author_name) if theirs else "",
        "my_title": fields["title"],
        "began": fields.get("began") or fields.get("base") or "",
        "parts": parts,
        "passages": [part for part in parts if part.passage],
        "joined": [part for part in parts if part.whose and part.whose != SAME],
        "same": [part for part in parts if part.whose == SAME and part.text.strip()],
        "sentence": _saved_meanwhile(theirs),
        "to_do": _to_do(parts, page.title != fields["title"] and data["title"] == fields["title"]),
        "draft": meanwhile.draft,
        "half": half,
        "mark": mark(page),
    }
    return render(request, "wiki/two_texts.html", context, status=409)


def put_together(posted):
    """The fields that were sent; where they are of this screen, `body` is the text that its parts make."""
    if "part" not in posted:
        return posted
    data = posted.copy()
    data["my_body"] = posted.get("body", "")
    data["body"] = "".join(posted.getlist("part"))
    return data


def choose(request, page, access, data, half):
    """The same screen, with the words of one passage replaced by hers or by mine ("theirs-2")."""
    whose, _dash, number = data["take"].partition("-")
    base = Edit.objects.filter(page=page, revision=ids.number(data.get("began", ""))).first()
    mine = data.get("my_body", data.get("body", "")).replace("\r\n", "\n")
    merged = merge(base.revision.content["body"], mine, page.body) if base else None
    met = Meanwhile(page, page.edits.first(), merged)
    met.draft = Draft.objects.filter(author=request.user, pk=ids.number(data.get("draft", ""))).first()
    texts = [text.replace("\r\n", "\n") for text in data.getlist("part")]
    places = [ids.number(place) for place in data.getlist("at")]
    written = [texts[place] for place in places if place < len(texts)]
    passages = (merged or _unknown(mine, page.body)).passages
    if len(written) != len(passages):
        written = [passage.proposal.removesuffix("\n") for passage in passages]
    for index, passage in enumerate(passages):
        if number == str(index) and whose in (MINE, THEIRS):
            written[index] = getattr(passage, whose).removesuffix("\n")
    fields = {name: data.get(name, "") for name in ("title", "summary", "weight", "level", "seen", "form")}
    fields |= {"body": mine, "began": data.get("began", "")}
    return screen(request, access, met, fields, half, chosen=written)


def settled(request):
    """The joined text was saved: the draft in which one of the two was kept has done its service."""
    if pk := ids.number(request.POST.get("draft", "")):
        Draft.objects.filter(author=request.user, pk=pk, lost=True).delete()


def _unknown(mine, theirs):
    """Both texts as one passage, where nobody knows what they began with."""
    return Merged((Passage("", mine, theirs, mine),))


def _title(meanwhile, fields):
    """The title that only one changed; where both did, one's own."""
    base = Edit.objects.filter(page=meanwhile.current_page, revision=fields.get("base") or 0)
    was = base.select_related("revision").first()
    if was and fields["title"] == was.revision.content["title"]:
        return meanwhile.current_page.title
    return fields["title"]


def _parts(page, merged, chosen, reader):
    """The pieces of a Merged as Parts, each with its HTML; where they are very many, as they were typed."""
    joined = "".join(piece.theirs if isinstance(piece, Passage) else piece.text for piece in merged.pieces)
    show = _html if len(merged.pieces) <= MOST_SET else _typed
    parts, places, line = [], sections(joined), 0
    for index, piece in enumerate(merged.pieces):
        if isinstance(piece, Passage):
            number = sum(1 for part in parts if part.passage)
            text = (chosen[number] if chosen else piece.proposal).removesuffix("\n")
            base, theirs, mine = (
                show(page, reader, words, f"p{number}-") for words in (piece.base, piece.theirs, piece.mine)
            )
            parts.append(
                Part(
                    text,
                    passage=piece,
                    number=number,
                    where=_where(places, line),
                    base_html=base,
                    their_html=_marked(base, theirs),
                    my_html=_marked(base, mine),
                )
            )
            # The line feed that ends the passage is not in its field, where a slip would take it away.
            if index + 1 < len(merged.pieces):
                parts.append(Part("\n"))
            line += piece.theirs.count("\n")
        else:
            html = show(page, reader, piece.text, f"k{index}-")
            parts.append(Part(piece.text, whose=piece.whose, html=html))
            line += piece.text.count("\n")
    return parts


def _html(page, reader, text, prefix):
    return links.show(page, text, reader=reader, prefix=prefix)[0] if text.strip() else ""


def _typed(page, reader, text, prefix):
    return format_html('<pre class="plain" tabindex="0">{}</pre>', text) if text.strip() else ""


def _marked(base, html):
    """A passage with what was added to `base` and taken from it marked; both are safe HTML."""
    if not base or not html:
        return html
    return mark_safe(marking.spoken(marking.mark_changes(base, html)))  # noqa: S308 - marks in safe HTML


def _where(places, line):
    """Under which of the sections `places` of a text its line `line` stands."""
    above = [place.heading for place in places if place.start < line]
    if not above:
        return _("At the beginning of the page")
    return _("Under “%(heading)s”") % {"heading": above[-1]}


def _saved_meanwhile(edit):
    if edit is None:
        return _("Somebody saved this page while you were writing.")
    return _("%(name)s saved this page at %(time)s, while you were writing.") % {
        "name": named(edit.author_name),
        "time": dates.clock(edit.created_at),
    }


def _to_do(parts, two_titles):
    """What is left for the author to do, in sentences."""
    said = []
    if any(part.whose == MINE for part in parts) and any(part.whose == THEIRS for part in parts):
        said.append(_("Your other changes were joined to theirs."))
    if count := sum(1 for part in parts if part.passage):
        said.append(
            ngettext(
                "One passage was changed by both of you: please choose its words.",
                "%(count)d passages were changed by both of you: please choose their words.",
                count,
            )
            % {"count": count}
        )
    if two_titles:
        said.append(_("Both of you changed the title: please choose one."))
    return said
