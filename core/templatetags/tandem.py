"""Tags that every template has: times, languages, fields, pages of a list."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core import dates
from core.markdown import place_links, render
from core.pages import current_language
from core.words import named as name_or_former

register = template.Library()

ICONS = {
    "pin": '<path d="M5 2h6l-1 5 2.5 3h-9L6 7 5 2ZM8 10v5"/>',
    "lock": '<rect x="2.5" y="7" width="11" height="7.5"/><path d="M5 7V4.5a3 3 0 0 1 6 0V7"/>',
}


@register.simple_tag
def when(moment):
    """A <time> with the near form on screen and the full date and zone in its title."""
    if not moment:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), dates.full(moment), dates.near(moment)
    )


@register.filter
def as_day(moment):
    """The date alone: "12 November 2026"."""
    return dates.day(moment, year=True) if moment else ""


@register.simple_tag
def icon(name):
    """One of the three drawings of the look. The words beside it say the same."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 our own constant
    )


def language_words(code):
    """ "in French", « en anglais »: how a text in `code` is labelled for this reader."""
    return {"en": _("in English"), "fr": _("in French")}.get(code) or _("in another language (%(code)s)") % {
        "code": code
    }


@register.simple_tag
def in_language(code):
    """The framed word beside a text in another language than the interface's; nothing otherwise."""
    if not code or code == current_language():
        return ""
    return format_html('<span class="lang-mark">{}</span>', language_words(code))


@register.filter
def lang_attr(code):
    """` lang="fr"` on a text that is not in the interface's language."""
    return format_html(' lang="{}"', code) if code and code != current_language() else ""


@register.filter
def named(name):
    """Who wrote it; "former member" for one whose account is deleted. For every name that a row keeps."""
    return name_or_former(name)


@register.filter
def prose(text, language=None):
    """Markdown as safe HTML, for texts without [[links]]: charters, the front page. `language` is the text's."""
    return place_links(render(text), {}, language=language)


@register.simple_tag(takes_context=True)
def language_links(context):
    """[(code, name, address, is_current)] for the switch: the same page in each language."""
    here = context.get("language") or current_language()
    addresses = {**context.get("default_alternates", {}), **(context.get("alternates") or {})}
    links = []
    for code, name in settings.LANGUAGES:
        address = addresses.get(code, "")
        # Pages outside the languages' trees (the demo's mailbox) lead to the front page.
        links.append((code, name, address if address.startswith(f"/{code}/") else f"/{code}/", code == here))
    return links


@register.inclusion_tag("core/field.html")
def field(bound, hint=""):
    """Label, widget, help and errors of one form field, tied together for screen readers."""
    kind = getattr(bound.field.widget, "input_type", "")
    described = [f"{bound.auto_id}-help"] if bound.help_text or hint else []
    attrs = {}
    if bound.errors:
        described.append(f"{bound.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    group = kind in ("radio", "checkbox") and hasattr(bound.field.widget, "choices")
    return {
        "field": bound,
        "hint": hint,
        "group": group,
        "single_box": kind == "checkbox" and not group,
        "widget": "" if group else bound.as_widget(attrs=attrs),
    }


@register.inclusion_tag("core/errors.html")
def errors(form):
    """What is wrong with a form as a whole."""
    return {"form": form}


@register.inclusion_tag("core/pager.html", takes_context=True)
def pager(context, page_obj, label=""):
    """Links to the pages of a list; the other parameters of the address stay."""
    request = context["request"]
    kept = [(key, value) for key, value in request.GET.items() if key not in ("page", "post")]

    def address(number):
        return "?" + urlencode([*kept, ("page", number)])

    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return {
        "page_obj": page_obj,
        "label": label or _("Pages"),
        "links": [(n, address(n) if isinstance(n, int) else "") for n in numbers],
        "previous": address(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": address(page_obj.number + 1) if page_obj.has_next() else "",
    }
