"""How organisations are shown: countries, and the times of their roles."""

from django import template
from django.utils import timezone
from django.utils.translation import pgettext

from core import countries, dates

register = template.Library()


@register.filter
def country(code):
    """The name of a country in the reader's language."""
    return countries.name(code)


@register.filter
def period(row):
    """When a row with `begun` and `ended` held: "since 2026", "from 2019 to 2025", "on 5 December 2018".

    What began on a 1 January, and ended on a 31 December if it did, is known to the year only.
    """
    begun, ended = row.begun, row.ended
    if begun and (begun.month, begun.day) == (1, 1) and (not ended or (ended.month, ended.day) == (12, 31)):
        return years(row)
    one_year = begun and ended and begun.year == ended.year and begun != ended
    words = {
        "begun": begun and dates.day(begun, year=not one_year),
        "ended": ended and dates.day(ended, year=True),
    }
    if begun is None:
        return pgettext("days", "until %(ended)s") % words if ended else ""
    if ended is None and begun > timezone.localdate():
        return pgettext("days", "from %(begun)s on") % words
    if ended is None:
        return pgettext("days", "since %(begun)s") % words
    if begun == ended:
        return pgettext("days", "on %(begun)s") % words
    return pgettext("days", "from %(begun)s to %(ended)s") % words


@register.filter
def years(row):
    """As `period`, for a row that has begun, with years alone: "in 2018"."""
    begun, ended = row.begun, row.ended
    words = {"begun": begun.year, "ended": ended and ended.year}
    if ended is None and begun > timezone.localdate():
        return pgettext("years", "from %(begun)s on") % words
    if ended is None:
        return pgettext("years", "since %(begun)s") % words
    if begun.year == ended.year:
        return pgettext("years", "in %(begun)s") % words
    return pgettext("years", "from %(begun)s to %(ended)s") % words
