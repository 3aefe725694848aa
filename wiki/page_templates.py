"""Texts to start a page from: three of the site's own in each language, and those that a group keeps in its wiki.

A group's own are the pages below one whose address ends in "templates" or « modeles ».
"""

import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import dates, ids
from core.pages import current_language

from .models import WikiPage

FOLDER = Path(__file__).with_suffix("")
NAMES = ("minutes", "charter", "how-to")
SHELVES = ("templates", "modeles")
MOST_OF_A_GROUP = 20
# Where the people of a call may sit.
CITIES = (
    "America/Los_Angeles",
    "America/Toronto",
    "Africa/Dakar",
    "Europe/Paris",
    "Asia/Kolkata",
    "Asia/Tokyo",
)


def choices(language=None):
    """[(name, what it is called in the interface's language)] of the texts there are in `language`."""
    called = {"minutes": _("minutes of a call"), "charter": _("charter"), "how-to": _("how-to")}
    return [(name, called[name]) for name in NAMES if text(name, language or current_language())]


def text(name, language):
    """The Markdown of the template `name` in `language`, with the dates of today; "" where there is none."""
    found = _file(name, language)
    for word, value in _days(language).items() if found else ():
        found = found.replace(f"{{{word}}}", value)
    return found


def _days(language):
    """What stands in the texts between braces: days from now on, and one hour in many places."""
    call = timezone.now().astimezone(datetime.UTC).replace(hour=14, minute=0, second=0, microsecond=0)

    def day(days):
        return dates.day((call + datetime.timedelta(days=days)).date(), language, year=True)

    places = []
    for key in CITIES:
        zone = ZoneInfo(key)
        with timezone.override(zone):
            places.append((call.astimezone(zone).utcoffset(), key, dates.clock(call, language)))
    return {
        "today": day(0),
        "in_a_week": day(7),
        "in_three_weeks": day(21),
        "next_year": str(call.year + 1),
        "zones": " · ".join(
            f"{dates.zone_name(language, ZoneInfo(key))} {clock}" for _offset, key, clock in sorted(places)
        ),
    }


@cache
def _file(name, language):
    # Only these names are ever looked for among the files.
    if name not in NAMES or not language.isalpha():
        return ""
    file = FOLDER / language / f"{name}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def of_the_group(page, reader):
    """[(id, title)] of the templates that the group of `page` keeps in its language. Two queries."""
    return [(row.pk, row.title) for row in _kept(page, reader).only("pk", "title")[:MOST_OF_A_GROUP]]


def _kept(page, reader):
    wiki = WikiPage.objects.visible_to(reader).filter(group=page.group_id, locale=page.locale_id)
    below = Q(pk__in=[])
    for path in wiki.filter(slug__in=SHELVES).values_list("path", flat=True)[:MOST_OF_A_GROUP]:
        below |= Q(path__startswith=path) & ~Q(path=path)
    return wiki.filter(below).order_by("title", "pk")


def body(page, chosen, reader):
    """The text that a new page below `page` starts with, for `?template=chosen`; "" for one that is not there.

    `chosen` is a name of `choices`, or the id of one of the group's own. Two queries at most.
    """
    found = text(chosen, page.language)
    if found or not ids.number(chosen):
        return found
    kept = _kept(page, reader).filter(pk=ids.number(chosen)).first()
    return kept.body if kept else ""


def offer(page, reader, chosen="", title=""):
    """What templates_offer.html shows: [{"name", "label", "current"}], the empty page first. Two queries."""
    rows = [("", _("an empty page")), *choices(page.language)]
    rows += [(str(pk), title) for pk, title in of_the_group(page, reader)]
    known = chosen if chosen in dict(rows) else ""
    return [{"name": name, "label": label, "current": name == known, "title": title} for name, label in rows]
