"""How forms ask for a day."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_YEAR = 1900
YEARS_AHEAD = 10
# A date field of the browser sends the first; the others are what people type where it has none.
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]


class DayInput(forms.DateInput):
    """The browser's own field for a date; a plain one where it holds what is no date, or that would vanish."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        try:
            datetime.date.fromisoformat(context["widget"]["value"] or "2000-01-01")
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A day between FIRST_YEAR and YEARS_AHEAD years from now."""

    widget = DayInput

    default_error_messages = dict.fromkeys(
        ["invalid", "required"], _("This is not a date that we can read. One looks like 2026-11-23.")
    )

    def __init__(self, **options):
        super().__init__(input_formats=DAY_FORMATS, **options)

    def validate(self, value):
        super().validate(value)
        last = timezone.localdate().year + YEARS_AHEAD
        if value and not FIRST_YEAR <= value.year <= last:
            raise forms.ValidationError(
                _("Please choose a date between %(first)s and %(last)s."),
                params={"first": FIRST_YEAR, "last": last},
                code="far",
            )
