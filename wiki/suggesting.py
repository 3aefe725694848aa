"""What the editor offers while somebody types [[ or @: pages and people, as Markdown ready to be put in."""

import re

from django.db.models import Exists, OuterRef, Q
from django.http import JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.templatetags.tandem import language_words
from core.words import folded, one_line
from groups import access as rules
from groups.models import Membership
from members.models import User

from .backlinks import group_names
from .models import WikiPage
from .naming import slug_of
from .rewriting import can_be_linked
from .writing import writer

MOST = 8
LONGEST_QUERY = 80
# Pages of the wiki in hand that are looked through without regard to accents, the latest changed first.
LOOKED_THROUGH = 3_000
# What Markdown, or this site's links, would take for a mark inside a name.
MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@-])")


@never_cache
def suggest(request, page):
    """JSON {"results": [{"label", "detail", "insert"}]}, MOST at most, for who may write on `page`.

    `?pages=` looks for titles, `?people=` for names; what comes back is only what this person may see.
    """
    _access, answer = writer(request, page)
    if answer:
        return answer
    if "people" in request.GET:
        found = people(page, _query(request, "people"), request.user)
    else:
        found = pages(page, _query(request, "pages"), request.user)
    return JsonResponse({"results": found})


def _query(request, name):
    return one_line(request.GET.get(name, ""))[:LONGEST_QUERY]


def pages(page, query, reader):
    """Pages called like `query`: of this wiki in this language, then its other languages, then other groups."""
    wanted = folded(query)
    if query and not wanted:  # signs alone are no title
        return []
    mine = _mine(page, wanted)
    others = _others(page, query, reader, MOST - len(mine)) if wanted and len(mine) < MOST else []
    names = group_names({row.group_id for row in others} - {page.group_id}) if others else {}
    found = [_page(row.title, row.url_path) for row in mine]
    for row in others:
        other_language = language_words(row.language) if row.language != page.language else ""
        if row.group_id == page.group_id:
            found.append(_page(row.title, row.url_path, detail=other_language))
        else:
            name = names.get(row.group_id, row.group.key)
            label = _("%(group)s: %(title)s") % {"group": name, "title": row.title}
            found.append(_page(row.title, row.url_path, label, other_language, row.group.key))
    return found


def _mine(page, wanted):
    """Pages of this wiki and language, compared as people compare: those that begin so come first."""
    rows = WikiPage.objects.filter(group=page.group_id, locale=page.locale_id, live=True)
    rows = rows.defer("body", "anchors").order_by("-latest_revision_created_at", "-pk")
    called = [(folded(row.title), row) for row in rows[:LOOKED_THROUGH]]
    called = [(not name.startswith(wanted), row) for name, row in called if wanted in name]
    return [row for _later, row in sorted(called, key=lambda pair: pair[0])[:MOST]]


def _others(page, query, reader, most):
    """Pages in other languages and groups: by slug, which has no accents, or by title."""
    called, slug = Q(title__icontains=query), slug_of(query, page.language)
    if slug:
        called |= Q(slug__contains=slug)
    rows = WikiPage.objects.visible_to(reader).filter(called)
    rows = rows.exclude(group=page.group_id, locale=page.locale_id).select_related("locale", "group")
    rows = rows.defer("body", "anchors").order_by("-latest_revision_created_at", "-pk")[: 5 * MOST]
    # This wiki first, then what is in this language.
    far = sorted(rows, key=lambda row: (row.group_id != page.group_id, row.locale_id != page.locale_id))
    return far[:most]


def _page(title, address, label="", detail="", group=""):
    target = f"{group}:{title}" if group else title
    insert = f"[[{target}]]" if can_be_linked(target) else f"[{escaped(title)}]({address})"
    return {"label": label or title, "detail": detail, "insert": insert}


def people(page, query, reader):
    """Members called like `query` whose profile `reader` may see; those of this group come first."""
    wanted = folded(query).split()
    if query and not wanted:
        return []
    here = Membership.objects.filter(member=OuterRef("pk"), group=page.group_id)
    rows = User.objects.filter(rules.people_visible_to(reader)).annotate(here=Exists(here))
    called = [(not row[2], folded(row[1]), row) for row in rows.values_list("pk", "name", "here")]
    called = sorted(row for row in called if all(word in row[1] for word in wanted))
    found = []
    with translation.override(page.language):
        for _far, _name, (pk, name, belongs) in called[:MOST]:
            link = f"[{escaped(name)}]({reverse('groups:person', args=[pk])})"
            found.append({"label": name, "belongs": belongs, "insert": link})
    for row in found:
        row["detail"] = _("member of this group") if row.pop("belongs") else ""
    return found


def escaped(words):
    """`words` as Markdown that shows them as they are."""
    return MARKS.sub(r"\\\1", one_line(words))
