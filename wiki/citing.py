"""Citing a page: the lasting address of one version, and how it is quoted in a list of works."""

import re

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import dates, ids
from groups import access as rules

from .history import find_edit, title_of
from .links import slug_of
from .models import Edit, WikiPage
from .surroundings import around

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What LaTeX would take for its own; the backslash first, which all others are written with.
LATEX = {
    "\\": r"\textbackslash{}",
    **{sign: f"\\{sign}" for sign in "{}&%$#_"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@require_safe
def permalink(request, pk, number):
    """From the lasting address of a version to where its page is now."""
    page = get_object_or_404(WikiPage.objects.visible_to(request.user), pk=ids.number(pk))
    if not Edit.objects.filter(page=page, number=ids.number(number)).exists():
        raise Http404
    return redirect(f"{page.url_path}history/{number}/")


def cite(request, page):
    """How to cite the page as it is, or, with ?version=, as it was."""
    access = rules.enter(request.user, page.group)
    if "version" in request.GET:
        edit = find_edit(page, request.GET["version"])
    else:
        edit = Edit.objects.select_related("revision", "page").filter(page=page).first()
    if edit is None:
        raise Http404
    context = around(page, access, ending="cite/", itself=True)
    group = context["group_page"]["title"] if context["group_page"] else page.group.key
    with translation.override(page.language):
        address = settings.SITE_URL + reverse("wiki:permalink", args=[page.pk, edit.number])
        work = {
            "group": group,
            "title": title_of(edit),
            "version": edit.number,
            "day": dates.day(edit.created_at, year=True),
            "site": settings.SITE_NAME,
            "address": address,
        }
        plain = _("%(group)s. “%(title)s”, version %(version)d, %(day)s. %(site)s. %(address)s") % work
        note = _("Version %(number)d") % {"number": edit.number}
    date = timezone.localtime(edit.created_at).date()
    context |= {
        "edit": edit,
        "is_current": edit.revision_id == page.latest_revision_id,
        "address": address,
        "plain": plain,
        "bibtex": bibtex(work, date, note, page),
        "ris": ris(work, date, note, page),
    }
    return render(request, "wiki/cite.html", context)


def bibtex(work, date, note, page):
    """A BibTeX entry, in UTF-8."""
    name = slug_of(work["title"], page.language) or str(page.pk)
    fields = {
        "author": f"{{{latex(work['group'])}}}",
        "title": f"{{{latex(work['title'])}}}",
        "year": str(date.year),
        "howpublished": latex(work["site"]),
        "note": latex(note),
        "url": work["address"],
        "language": {"en": "english", "fr": "french"}.get(page.language, page.language),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items()]
    lines.insert(3, f"  month = {MONTHS[date.month - 1]},")
    return "\n".join([f"@misc{{{name}-{work['version']},", *lines, "}"])


def latex(text):
    """`text` with what LaTeX would take for its own written out."""
    return re.sub(r"[\\{}&%$#_~^]", lambda sign: LATEX[sign[0]], text)


def ris(work, date, note, page):
    """A record in RIS, the format that reference managers read."""
    fields = [
        ("TY", "ELEC"),
        ("AU", f"{work['group']},"),  # the comma ends the name of a body
        ("TI", work["title"]),
        ("PY", str(date.year)),
        ("DA", f"{date:%Y/%m/%d}"),
        ("PB", work["site"]),
        ("ET", note),
        ("LA", page.language),
        ("UR", work["address"]),
        ("ER", ""),
    ]
    return "\n".join(f"{key}  - {value}" for key, value in fields)
