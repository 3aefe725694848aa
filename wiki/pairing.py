"""How the two texts of a page stand to each other: kept at each save, told to each reader."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page

from .models import Edit, Pairing, Weight, WikiPage

ORDER = [code for code, _name in settings.LANGUAGES]


def _sides(page, other):
    """("left", "right") as seen from `page`: English stands left of French, wherever a page was born."""
    first = ORDER.index(page.language) < ORDER.index(other.language)
    return ("left", "right") if first else ("right", "left")


def join(page, other, revision, other_revision):
    """Begin the pairing of a new `page` with `other`, whose `other_revision` it was written from."""
    own, far = _sides(page, other)
    row, _new = Pairing.objects.get_or_create(**{own: page, far: other})
    _agree(Pairing.objects.select_for_update(of=("self",)).get(pk=row.pk), own, far, revision, other_revision)


def note(page, edit):
    """Keep what `edit` of `page` means to its other halves. Call it inside the save's transaction."""
    for row, own, far in _locked_rows(page):
        based_on = edit.based_on
        if based_on and str(based_on.object_id) == str(getattr(row, f"{far}_id")):
            _agree(row, own, far, edit.revision, based_on)
        elif edit.weight > Weight.MINOR:
            setattr(row, f"{own}_moved", max(edit.weight, getattr(row, f"{own}_moved")))
            setattr(row, f"{own}_moved_at", edit.created_at)
            row.save()
        elif not getattr(row, f"{own}_moved"):
            setattr(row, f"{own}_agreed", edit.revision)
            row.save()


def level(page, revision, based_on):
    """Say that `page`, as it is in `revision`, is level with the Revision `based_on` of another half."""
    for row, own, far in _locked_rows(page):
        if str(based_on.object_id) == str(getattr(row, f"{far}_id")):
            _agree(row, own, far, revision, based_on)


def _locked_rows(page):
    """(row, own side, other side) of each pairing of `page`, made where it is missing, then locked."""
    for other in WikiPage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk):
        own, far = _sides(page, other)
        Pairing.objects.get_or_create(**{own: page, far: other})
    rows = Pairing.objects.filter(Q(left=page) | Q(right=page)).order_by("pk")
    for row in rows.select_for_update(of=("self",)):
        yield (row, "left", "right") if row.left_id == page.pk else (row, "right", "left")


def _agree(row, own, far, revision, based_on):
    """The own side, as it is in `revision`, says what the other said in `based_on`.

    What the other side did after that still counts. An agreement is never taken back: a form that was
    open for long may name an older revision than the one the texts agreed upon meanwhile.
    """
    edits = Edit.objects.filter(page=getattr(row, f"{far}_id"))
    seen = [based_on.pk, getattr(row, f"{far}_agreed_id")]
    agreed = edits.filter(revision__in=[pk for pk in seen if pk]).first()  # the highest number comes first
    later = edits.filter(number__gt=agreed.number if agreed else 0).order_by("number")
    moved, moved_at, agreed_id = 0, None, agreed.revision_id if agreed else based_on.pk
    for edit in later.only("weight", "created_at", "revision"):
        if edit.weight > Weight.MINOR:
            moved, moved_at = max(moved, edit.weight), edit.created_at
        elif not moved:
            agreed_id = edit.revision_id
    setattr(row, f"{own}_moved", 0)
    setattr(row, f"{own}_moved_at", None)
    setattr(row, f"{own}_agreed", revision)
    setattr(row, f"{far}_moved", moved)
    setattr(row, f"{far}_moved_at", moved_at)
    setattr(row, f"{far}_agreed_id", agreed_id)
    row.save()


@dataclass(frozen=True)
class PairState:
    """How a page stands to its text in `language`, from the side of who reads the page.

    `state`: "missing", "current", "needs_update", "out_of_date", "ahead" or "diverged".
    `css`: the class suffix of the two bars. `since`: when the other text last moved on, or None.
    `warn`: the other text changed so much that readers are to be told.
    `pk` and what follows are those of the other half; None where it is missing.
    """

    state: str
    css: str
    own_language: str
    language: str
    since: datetime | None = None
    warn: bool = False
    pk: int | None = None
    title: str | None = None
    url_path: str | None = None
    path: str | None = None
    depth: int | None = None
    latest_revision_id: int | None = None


def pair_state(page, language=None):
    """The PairState of `page` to its text in `language` (default: the first other one).

    One query; a second one where the two were never paired.
    """
    return pair_states([page], language)[page.pk]


standing_of = pair_state


def pair_states(pages, language=None):
    """{pk: PairState} of many pages (with their locales) in the same one or two queries."""
    found = {}
    fields = [
        "pk",
        "title",
        "url_path",
        "path",
        "depth",
        "live",
        "latest_revision_id",
        "locale__language_code",
    ]
    sides = [f"{side}__{field}" for side in ("left", "right") for field in fields]
    wanted = {page.pk: (page, language or _other(page.language)) for page in pages}
    rows = Pairing.objects.filter(Q(left__in=wanted) | Q(right__in=wanted)).values(
        "left_moved", "right_moved", "left_moved_at", "right_moved_at", *sides
    )
    for row in rows:
        for own, far in (("left", "right"), ("right", "left")):
            page, code = wanted.get(row[f"{own}__pk"], (None, None))
            if page and row[f"{far}__locale__language_code"] == code and row[f"{far}__live"]:
                half = {field: row[f"{far}__{field}"] for field in fields}
                moved = row[f"{own}_moved"], row[f"{far}_moved"], row[f"{far}_moved_at"]
                found[page.pk] = _state(page.language, code, half, *moved)
    alone = {wanted[pk][0].translation_key: wanted[pk] for pk in wanted.keys() - found.keys()}
    if alone:
        halves = Page.objects.filter(translation_key__in=alone, live=True)
        for half in halves.values(*fields, "translation_key"):
            page, code = alone[half.pop("translation_key")]
            if half["locale__language_code"] == code:
                found[page.pk] = _state(page.language, code, half, 0, 0, None)
    for pk, (page, code) in wanted.items():
        if pk not in found:
            found[pk] = PairState("missing", f"{code}-missing", page.language, code)
    return found


def _other(language):
    return next(code for code in ORDER if code != language)


def _state(own, other, half, own_moved, other_moved, since):
    state, css = "current", ""
    if own_moved and other_moved:
        state = css = "diverged"
    elif other_moved:
        state = "out_of_date" if other_moved == Weight.MAJOR else "needs_update"
        css = f"{own}-out" if other_moved == Weight.MAJOR else f"{own}-behind"
    elif own_moved:
        state = "ahead"
        css = f"{other}-out" if own_moved == Weight.MAJOR else f"{other}-behind"
    return PairState(
        state=state,
        css=css,
        own_language=own,
        language=other,
        since=since,
        warn=other_moved == Weight.MAJOR,
        **{name: half[name] for name in ("pk", "title", "url_path", "path", "depth", "latest_revision_id")},
    )
