"""What a change was, as the group's log keeps it: without language, and in words for who reads the log.

`LogEntry.words` of the deeds below holds JSON; of all other deeds, what a person wrote.
"""

import datetime
import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from core.templatetags.tandem import language_words

from .models import Group, GroupPage, LogEntry, Stewardship

# Short words for a sentence; the form says more.
VISIBILITIES = {
    "public": gettext_lazy("public"),
    "listed": gettext_lazy("private, listed"),
    "hidden": gettext_lazy("private, hidden"),
}
CLOTHS = {
    "petrol": gettext_lazy("petrol blue"),
    "madder": gettext_lazy("madder red"),
    "forest": gettext_lazy("forest green"),
    "plum": gettext_lazy("plum"),
    "umber": gettext_lazy("umber brown"),
    "slate": gettext_lazy("slate grey"),
}


def of_settings(changes):
    """{setting: (value before, value after)}, both text, as `LogEntry.words`."""
    return json.dumps(changes)


def of_charter(language, names):
    """That the fields `names` of the charter in `language` were changed, as `LogEntry.words`."""
    return json.dumps({"language": language, "fields": names})


def in_words(entry):
    """What is said about a LogEntry, in the reader's language; "" where there is nothing to add."""
    try:
        if entry.deed == LogEntry.Deed.SETTINGS:
            return "; ".join(_setting(name, *values) for name, values in json.loads(entry.words).items())
        if entry.deed == LogEntry.Deed.CHARTER:
            return _charter(**json.loads(entry.words))
        if entry.deed == LogEntry.Deed.NAMED_STEWARD:
            return str(dict(Stewardship.Title.choices).get(entry.words, entry.words))
        if entry.deed == LogEntry.Deed.ARCHIVED:
            return dates.day(datetime.date.fromisoformat(entry.words), year=True)
    except (ValueError, TypeError, AttributeError):  # words of another time
        pass
    return entry.words


def value_in_words(name, value):
    """The value of a setting, text as the log keeps it, in the reader's language."""
    if name == "reviews_newcomers":
        return _("yes") if value else _("no")
    if not value:
        return _("not known")
    if name == "begun":
        return dates.day(datetime.date.fromisoformat(value), year=True)
    known = {"visibility": VISIBILITIES, "cloth": CLOTHS}.get(name) or dict(
        Group._meta.get_field(name).choices
    )
    return str(known.get(value, value))


def _setting(name, before, after):
    return _("%(setting)s: %(before)s before, %(after)s now") % {
        "setting": Group._meta.get_field(name).verbose_name,
        "before": value_in_words(name, before),
        "after": value_in_words(name, after),
    }


def _charter(language, fields):
    return _("%(language)s: %(fields)s") % {
        "language": language_words(language),
        "fields": ", ".join(str(label(name)) for name in fields),
    }


def label(name):
    """What a field of the charter is called."""
    return _("name") if name == "title" else GroupPage._meta.get_field(name).verbose_name
