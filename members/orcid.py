"""The number of a researcher at orcid.org: sixteen signs, the last of which is a check (ISO 7064, mod 11-2)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FORM = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?")


def tidy(text):
    """ "https://orcid.org/0000000218250097" as "0000-0002-1825-0097"; anything else as it was typed."""
    found = FORM.fullmatch(text.strip())
    return "-".join(found.groups()).upper() if found else text.strip()


def check_sign(digits):
    """The last sign for the fifteen digits before it: "0" to "9" or "X"."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def validate(number):
    """Refuse what is no ORCID, with a sentence for each way to be wrong."""
    signs = number.replace("-", "")
    if not re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", number):
        raise ValidationError(
            _("An ORCID has sixteen digits, such as 0000-0002-1825-0097."), code="orcid_form"
        )
    if check_sign(signs[:-1]) != signs[-1]:
        raise ValidationError(
            _("This ORCID does not fit its own check digit, so one of its digits is mistyped."),
            code="orcid_check",
        )
