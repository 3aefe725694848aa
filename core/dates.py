"""Dates and hours as a reader writes them: relative while near, always with the zone at hand."""

import datetime

from babel import Locale
from babel.dates import format_date, format_timedelta, get_timezone_name
from django.utils import timezone

from .pages import current_language

NBSP = "\u00a0"
# Where each day begins first: the Line Islands, UTC+14.
FIRST_TO_SEE_A_DAY = datetime.timezone(datetime.timedelta(hours=14))


def latest_day():
    """The latest date that it is anywhere now.

    A date that was "today" for the person who chose it has come for everybody: what it decides must not differ
    between two readers.
    """
    return timezone.localdate(timezone=FIRST_TO_SEE_A_DAY)


def clock(moment, language=None):
    """The hour of an aware datetime in the active zone: "09:32", « 9 h 32 », « 18 h »."""
    moment = timezone.localtime(moment)
    if (language or current_language()) == "fr":
        minutes = f"{NBSP}{moment:%M}" if moment.minute else ""
        return f"{moment.hour}{NBSP}h{minutes}"
    return f"{moment:%H:%M}"


def day(moment, language=None, *, weekday=False, year=None):
    """The date of an aware datetime (or a date): "23 November", « lundi 1ᵉʳ mars 2027 ».

    The year is left out when it is this one, unless `year` says otherwise.
    """
    language = language or current_language()
    date = timezone.localtime(moment).date() if isinstance(moment, datetime.datetime) else moment
    if year is None:
        year = date.year != timezone.localdate().year
    pattern = ("EEEE " if weekday else "") + "d MMMM" + (" y" if year else "")
    text = format_date(date, pattern, locale=Locale.parse(language))
    if language == "fr" and date.day == 1:
        text = text.replace("1 ", "1ᵉʳ ", 1)
    return text


def full(moment, language=None):
    """Date, hour and zone: "Monday 23 November 2026 at 09:32 (Paris)"."""
    language = language or current_language()
    at = " à " if language == "fr" else " at "
    return f"{day(moment, language, weekday=True, year=True)}{at}{clock(moment, language)} ({zone_name(language)})"


def zone_name(language=None, zone=None):
    """The city of the active zone (or of `zone`) in the reader's language: "Paris", « Londres »."""
    zone = zone or timezone.get_current_timezone()
    locale = Locale.parse(language or current_language())
    key = getattr(zone, "key", str(zone))
    if key == "UTC":
        return "UTC"
    city = locale.time_zones.get(key, {}).get("city")
    return city or key.rsplit("/", 1)[-1].replace("_", " ") or get_timezone_name(zone, locale=locale)


def near(moment, language=None):
    """Relative for a day ("2 hours ago"), then the date: "12 November, 11:31"."""
    language = language or current_language()
    ago = timezone.now() - moment
    if datetime.timedelta(0) <= ago < datetime.timedelta(hours=24):
        return format_timedelta(-ago, add_direction=True, locale=Locale.parse(language), threshold=1.3)
    return f"{day(moment, language)}, {clock(moment, language)}"
