"""What stands around a page on every screen of the wiki: its group, the way to it, its other language."""

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from . import words
from .locking import may_change
from .models import WikiPage
from .pairing import pair_state


def around(page, access, *, ending="", itself=False):
    """The context that every screen about `page` shares. Two queries (three for a text never paired).

    `ending` is what the address of the screen adds to that of the page ("history/"): the language switch
    keeps it. `itself`: the way to the page ends with the page.
    """
    way = ancestors(page)
    group_page = next((step for step in way if step["grouppage__group"]), None)
    crumbs = way[way.index(group_page) + 1 :] if group_page else []
    state = pair_state(page)
    other = other_address(page, state, ending)
    return {
        "page": page,
        "group": page.group,
        "group_page": group_page,
        "access": access,
        "may_change": may_change(page, access),
        "crumbs": [*crumbs, {"title": page.title, "url_path": page.url_path}] if itself else crumbs,
        "state": state,
        "state_label": words.label(state),
        "state_sentence": words.sentence(state),
        "pair": state.css,
        "pair_label": words.bars(state.css),
        "other_address": other,
        "alternates": {state.language: other},
    }


def ancestors(page):
    """Title and address of each page above, from the top. One query, at any depth."""
    steps = range(Page.steplen, len(page.path), Page.steplen)
    rows = Page.objects.filter(path__in=[page.path[:end] for end in steps]).order_by("depth")
    return list(rows.values("title", "url_path", "grouppage__group"))


def other_address(page, state, ending=""):
    """Where the language switch leads from `page`: to its half, or to the page that says there is none."""
    if state.url_path:
        return state.url_path + ending
    return address_in(page.pk, state.language)


def address_in(pk, language):
    """The address, under `language`, of a page whatever languages it has."""
    with translation.override(language):
        return reverse("wiki:in_language", args=[pk])


def sub_pages(page, state):
    """The pages below, with those that only the other half has. One query.

    A list of {"title", "address", "language"} in the order of the tree, this language first.
    """
    here = Q(path__startswith=page.path, depth=page.depth + 1)
    if state.path:
        twin = Page.objects.filter(
            translation_key=OuterRef("translation_key"), locale=page.locale_id, live=True
        )
        here |= Q(path__startswith=state.path, depth=state.depth + 1) & ~Exists(twin)
    rows = WikiPage.objects.filter(here, live=True).order_by(
        Case(When(locale=page.locale_id, then=0), default=1), "path"
    )
    return [
        {
            "title": title,
            "language": code,
            "address": address if code == page.language else address_in(pk, page.language),
        }
        for pk, title, address, code in rows.values_list("pk", "title", "url_path", "locale__language_code")
    ]
