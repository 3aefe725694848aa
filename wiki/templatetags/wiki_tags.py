"""What other packages' pages show of the wiki."""

from django import template
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from core.pages import current_language
from wiki import words
from wiki.models import FRONT_DEPTH, WikiPage
from wiki.pairing import pair_states
from wiki.surroundings import address_in

register = template.Library()


@register.inclusion_tag("wiki/latest_pages.html", takes_context=True)
def latest_pages(context, group, limit=5):
    """The pages of `group` that were changed last, once each: in this language where there is a text in it.

    Shows nothing that the reader (`user` of the context) may not see. Three queries at most.
    """
    language = current_language()
    here = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language, live=True
    )
    pages = (
        WikiPage.objects.visible_to(context["request"].user)
        .filter(Q(locale__language_code=language) | ~Exists(here), group=group, depth__gt=FRONT_DEPTH)
        .select_related("locale")
        .defer("body")
        .order_by("-latest_revision_created_at", "-pk")[:limit]
    )
    states = pair_states(pages) if pages else {}
    group_page = context.get("page")
    return {
        "group": group,
        "wiki": f"{group_page.url_path}wiki/" if group_page else "",
        "pages": [
            {
                "title": page.title,
                "language": page.language,
                "address": page.url_path if page.language == language else address_in(page.pk, language),
                "css": states[page.pk].css,
                "words": words.bars(states[page.pk].css),
            }
            for page in pages
        ],
    }
