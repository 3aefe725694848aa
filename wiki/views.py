"""Reading the wiki: a page, and a page that has no text in one's language."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import ids
from core.markdown import AS_TYPED
from core.pages import current_language
from groups import access as rules
from groups.models import GroupPage

from . import links, words
from .models import WikiPage
from .pairing import pair_state
from .surroundings import around, sub_pages


def read(request, page):
    """A page of the tree, with the state of its two languages."""
    access = rules.enter(request.user, page.group)
    context = around(page, access)
    state = context["state"]
    html, headings = links.show(page, reader=request.user, may_write=access.may_write)
    context |= {
        "html": html,
        "as_typed": html.startswith(AS_TYPED),
        "contents": contents(headings),
        "sub_pages": sub_pages(page, state),
        "last_edit": page.last_edit,
        "read_other": words.read_other(state.language),
        "write_other": words.write_other(state.language),
        "warning": words.changed_much(state) if state.warn else "",
    }
    return render(request, "wiki/page.html", context)


def contents(headings):
    """The table of contents: [(heading, [headings below it])], of the two highest levels in use.

    Empty for a page with one heading: that is no choice.
    """
    if len(headings) < 2:
        return []
    top = min(heading.level for heading in headings)
    found = []
    for heading in headings:
        if heading.level == top:
            found.append((heading, []))
        elif heading.level == top + 1 and found:
            found[-1][1].append(heading)
    return found


@require_safe
def in_language(request, pk):
    """The page in the language of this address; where it has no text in it, the text it has, and says so."""
    pages = WikiPage.objects.visible_to(request.user).select_related("locale", "group")
    page = get_object_or_404(pages, pk=ids.number(pk))
    language = current_language()
    if page.language == language:
        return redirect(page.url_path)
    state = pair_state(page, language)
    if state.url_path:
        return redirect(state.url_path)
    access = rules.enter(request.user, page.group)
    group_page = GroupPage.objects.in_language(language).filter(group=page.group).first()
    if group_page is None:
        raise Http404
    parent = _parent_in(page, language, group_page) if access.may_write else None
    context = {
        "page": page,
        "group": page.group,
        "group_page": group_page,
        "access": access,
        "no_text_yet": words.no_text_yet(language),
        "write_it": words.write_other(language),
        "parent": parent,
        "html": links.show(page, reader=request.user)[0],
        "pair": state.css,
        "pair_label": words.bars(state.css),
        "alternates": {page.language: page.url_path},
    }
    return render(request, "wiki/not_in_language.html", context)


def _parent_in(page, language, group_page):
    """Where the text of `page` in `language` belongs: under its parent's half, else the wiki's front page."""
    pages = WikiPage.objects.filter(locale__language_code=language, group=page.group, live=True)
    above = page.get_parent()
    return pages.filter(translation_key=above.translation_key).first() or pages.child_of(group_page).first()
