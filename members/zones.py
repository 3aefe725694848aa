"""Time zones as a person looks for them: by city, in their own language, under the part of the world."""

import zoneinfo
from functools import cache

from babel import Locale
from babel.core import get_global
from django.utils import translation
from django.utils.translation import gettext as _

from core.words import folded


@cache
def known():
    """Every name of a time zone that this machine knows, old spellings too."""
    return frozenset(zoneinfo.available_timezones())


def _regions():
    return {
        "Africa": _("Africa"),
        "America": _("Americas"),
        "Antarctica": _("Antarctica"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic Ocean"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"),
    }


def city(name, language):
    """The city of a zone in a language ("Europe/London" → « Londres »); of an unknown one, what it says."""
    names = Locale.parse(language).time_zones
    aliases = get_global("zone_aliases")
    # The Unicode names are still filed under some old spellings: Asia/Calcutta, Europe/Kiev.
    spellings = [name, aliases.get(name), *(old for old, new in aliases.items() if new == name)]
    known = next(
        (names[spelling]["city"] for spelling in spellings if "city" in names.get(spelling, {})), None
    )
    return known or name.rpartition("/")[2].replace("_", " ")


@cache
def choices(language):
    """[(part of the world, [(zone, city), …]), …] for a <select>, without the historical aliases."""
    aliases = get_global("zone_aliases")
    names = known() & set(get_global("zone_territories")) - set(aliases)
    with translation.override(language):
        regions = _regions()
    groups = {region: [] for region in regions}
    for name in names:
        region = name.partition("/")[0]
        if region in groups:
            groups[region].append((name, city(name, language)))
    listed = [(regions[region], sorted(groups[region], key=_by_city)) for region in regions]
    return [("UTC", [("UTC", "UTC")]), *sorted(listed, key=lambda group: folded(group[0]))]


def _by_city(choice):
    return folded(choice[1])
