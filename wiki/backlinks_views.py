"""The screen of what links to a page, with the links that can follow its new title."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import ids
from core.keeping import sign_in_first
from groups import access as rules

from . import backlinks, rewriting
from .surroundings import around

PAGES_ON_A_PAGE = 50


def page_links(request, page):
    """What links here. A POST rewrites the links of the chosen pages to the title that `page` has now."""
    access = rules.enter(request.user, page.group)
    if request.method != "POST":
        return _screen(request, page, access)
    if not rules.is_somebody(request.user):
        return sign_in_first(request)
    chosen = [ids.number(pk) for pk in request.POST.getlist("page")][: backlinks.MOST_OFFERED]
    if not any(chosen):
        return _screen(request, page, access, nothing_chosen=True)
    _tell(request, rewriting.follow_title(page, by=request.user, sources=chosen))
    return redirect(f"{page.url_path}links/")


def _screen(request, page, access, *, nothing_chosen=False):
    found = Paginator(backlinks.linking_to(page, request.user), PAGES_ON_A_PAGE)
    page_obj = found.get_page(request.GET.get("page"))
    page_obj.object_list = backlinks.with_group_names(page_obj.object_list, page.group_id)
    offered, in_all = backlinks.using_former_titles(page, request.user)
    context = around(page, access, ending="links/", itself=True) | {
        "page_obj": page_obj,
        "offered": backlinks.with_group_names(offered, page.group_id),
        "more_offered": in_all - len(offered),
        "nothing_chosen": nothing_chosen,
    }
    return render(request, "wiki/page_links.html", context, status=422 if nothing_chosen else 200)


def _tell(request, outcome):
    """Say what became of each page."""
    changed = len(outcome.changed)
    if changed:
        words = ngettext(
            "%(count)d page now uses the new title.", "%(count)d pages now use the new title.", changed
        )
        messages.success(request, words % {"count": changed})
    troubles = [
        (
            outcome.meanwhile,
            _("“%(title)s” was saved by somebody else at the same moment. Please try again."),
        ),
        (outcome.locked, _("“%(title)s” is locked, so its links stay as they are.")),
        (outcome.not_theirs, _("You may not write on “%(title)s”, so its links stay as they are.")),
        (outcome.refused, _("“%(title)s” would become a text that cannot be saved, so it stays as it is.")),
    ]
    for pages, sentence in troubles:
        for page in pages:
            messages.warning(request, sentence % {"title": page.title})
    if not changed and not any(pages for pages, _sentence in troubles):
        messages.info(request, _("None of the chosen pages uses a former title any more."))
