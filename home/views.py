"""The door of the site, its front page, and the pages of the tree."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from core.pages import other_languages
from groups.models import GroupPage
from groups.views import with_numbers

from . import lately, routing


@vary_on_headers("Accept-Language", "Cookie")
def choose_language(request):
    """ "/" leads to the member's language, else the one chosen before, else the browser's."""
    if request.user.is_authenticated:
        language = request.user.language
    else:
        language = translation.get_language_from_request(request)
    known = [code for code, _name in settings.LANGUAGES]
    return redirect(f"/{language if language in known else settings.LANGUAGE_CODE}/")


# Refused before anything is looked for: an answer to OPTIONS must not tell what is there.
@require_http_methods(["GET", "HEAD", "POST"])
def serve(request, path=""):
    """Answer with the page of the tree at this address.

    Wagtail's own view asks for its restrictions at every page; ours is never private that way.
    """
    return routing.answer(request)


def front(request, page):
    """What the community is, its groups, and what happened lately. A page of the tree."""
    pages = GroupPage.objects.visible_to(request.user).in_language(page.language)
    groups = list(with_numbers(pages))
    return render(
        request,
        "home/front.html",
        {
            "page": page,
            "groups": [group for group in groups if not group.group.is_archived],
            "archived": [group for group in groups if group.group.is_archived],
            "lately": lately.items(request.user, page.language, {group.group_id: group for group in groups}),
            "alternates": other_languages(page),
        },
    )
