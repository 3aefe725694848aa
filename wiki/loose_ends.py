"""The loose ends of one wiki: pages that no text names, and links that lead nowhere."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.pages import current_language, same_choice
from groups import access as rules
from groups.models import Group
from groups.views import home_of

from .models import FRONT_DEPTH, PageLink, WikiPage
from .naming import Names, before, now, split_group, split_section

ON_A_PAGE = 50
SOURCES_SHOWN = 10


@dataclass
class DeadLink:
    """A name without a page; `form` is where the reader can write it, or None."""

    name: str
    form: str | None
    sources: list = field(default_factory=list)  # (title, address) of pages that name it

    @property
    def shown(self):
        return self.sources[:SOURCES_SHOWN]

    @property
    def others(self):
        return len(self.sources) - len(self.shown)


@dataclass(frozen=True)
class Link:
    """A PageLink with what is told of its source."""

    source: int
    title: str
    address: str
    group: int
    language: str
    key: str
    target: str


def loose_ends_of(group, language, reader, *, front, may_write):
    """(pages that nothing names, dead links) of a group's wiki in one language, as `reader` may know them.

    The first are [(title, address)], both by name. `front` is the address below which a missing page is
    written. A number of queries that does not grow with the wiki.
    """
    names = {code: Names(group.pk, code, reader) for code, _name in settings.LANGUAGES}
    pages = {}
    for code, known in names.items():
        rows = list(now(Q(group=group.pk), code))
        known.take(rows)
        known.take(before(Q(page__group=group.pk), code))
        pages[code] = rows
    links = _links(group, reader)
    ours = [link for link in links if link.group == group.pk and not link.key]
    for code, known in names.items():
        known.look_up(link.target for link in ours if link.language == code and split_group(link.target)[0])
    named = _named(links, names, group.key)
    alone = [
        (row[3], row[5])
        for row in pages[language]
        if row[6] == language and row[7] > FRONT_DEPTH and row[5] not in named
    ]
    dead = _dead([link for link in ours if link.language == language], names[language], front, may_write)
    return sorted(alone), dead


def _links(group, reader):
    """What the texts that `reader` may see say of this wiki, and all that its own texts name."""
    seen = WikiPage.objects.visible_to(reader).values("pk")
    rows = PageLink.objects.filter(
        Q(source__group=group.pk, group_key="") | Q(group_key=group.key.lower()), source__in=seen
    )
    return [
        Link(*row)
        for row in rows.order_by("source__title", "source", "title").values_list(
            "source", "source__title", "source__url_path", "source__group",
            "source__locale__language_code", "group_key", "title",
        )
    ]  # fmt: skip


def _named(links, names, key):
    """The addresses of the pages that some other page names."""
    found = set()
    for link in links:
        if link.language not in names:
            continue
        address = names[link.language].address(f"{key}:{link.target}" if link.key else link.target)
        address = (address or "").partition("#")[0]
        if address != link.address:
            found.add(address)
    return found


def _dead(links, names, front, may_write):
    by_source = defaultdict(list)
    for link in links:
        by_source[link.source].append(link)
    found = {}
    for some in by_source.values():
        leads = {link.target: bool(names.address(link.target)) for link in some}
        # "Title#Section" is noted as "Title" too; where the whole is found, so is what it is part of.
        fine = {split_section(target)[0] for target, there in leads.items() if there}
        for name in {split_section(target)[0] for target, there in leads.items() if not there} - fine:
            dead = found.setdefault(name, DeadLink(name, names.form(name, front, may_write)))
            dead.sources.append((some[0].title, some[0].address))
    return [found[name] for name in sorted(found, key=str.casefold)]


@require_safe
def loose_ends(request, key):
    """The two lists of a group's wiki, one at a time."""
    group = get_object_or_404(Group, key=key)
    access = rules.enter(request.user, group)
    language = current_language()
    front = get_object_or_404(
        WikiPage, group=group, locale__language_code=language, depth=FRONT_DEPTH, live=True
    )
    alone, dead = loose_ends_of(
        group, language, request.user, front=front.url_path, may_write=access.may_write
    )
    show = "links" if request.GET.get("show") == "links" else "pages"
    chosen = dead if show == "links" else alone
    context = {
        "group": group,
        "group_page": home_of(group),
        "access": access,
        "front": front,
        "show": show,
        "alone": len(alone),
        "dead": len(dead),
        "page_obj": Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page")),
        "alternates": same_choice(request),
    }
    return render(request, "wiki/loose_ends.html", context)
