"""Tags for the text part and the HTML part of mails."""

import re
import textwrap
from datetime import timedelta

from babel import Locale
from babel.dates import format_date
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core import dates
from core.pages import current_language

from .tandem import language_words

register = template.Library()

WIDTH = 78


def fill(text, indent="", first=None):
    """`text` as one paragraph of at most 78 columns; an address is never broken."""
    # The default of textwrap leaves no-break spaces alone, as French needs.
    words = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    return textwrap.fill(
        words,
        WIDTH - 2,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


class _Wrapped(template.Node):
    def __init__(self, nodes, indent, first):
        self.nodes, self.indent, self.first = nodes, indent, first

    def render(self, context):
        return fill(self.nodes.render(context), self.indent, self.first)


@register.tag
def wrap(parser, token):
    """{% wrap "  " "* " %}…{% endwrap %}: one paragraph; indents of all lines and of the first."""
    quoted = re.findall(r'"([^"]*)"', token.contents)
    nodes = parser.parse(("endwrap",))
    parser.delete_first_token()
    return _Wrapped(nodes, quoted[0] if quoted else "", quoted[1] if len(quoted) > 1 else None)


@register.filter
def wrapped(text, indent=""):
    """Paragraphs and lines of plain text, each of at most 78 columns, `indent` before every line."""
    return "\n\n".join(
        "\n".join(fill(line, indent) for line in part.split("\n") if line.strip())
        for part in paragraphs(text)
    )


@register.filter
def paragraphs(text):
    """The paragraphs of plain text, a list."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


@register.filter
def absolute(url):
    """A full address: mails know no site to be relative to."""
    return settings.SITE_URL + url if url.startswith("/") else url


@register.filter
def language_note(code):
    """ "in French" for words in another language than the mail's; nothing otherwise."""
    return language_words(code) if code and code != current_language() else ""


@register.filter
def described(entry):
    """The line under a title: what it is, what happened, and its language if it is not the mail's."""
    words = [entry.kind, *entry.facts, language_note(entry.title_language)]
    return ", ".join(str(word) for word in words if word)


@register.filter
def mail_day(moment):
    """ "Monday 23 November", « lundi 23 novembre »."""
    return dates.day(moment, weekday=True)


@register.filter
def mail_moment(moment):
    """ "Sunday at 18:15"; after six days with the date, for a weekday alone would mislead."""
    if timezone.now() - moment < timedelta(days=6):
        day = format_date(timezone.localtime(moment), "EEEE", locale=Locale.parse(current_language()))
    else:
        day = dates.day(moment, weekday=True)
    return _("%(day)s at %(hour)s") % {"day": day, "hour": dates.clock(moment)}


@register.filter
def as_title(text):
    """The rule of a heading in the text part: as long as a line, whatever the heading."""
    return f"{'=' * 72}\n{text}\n{'=' * 72}"
