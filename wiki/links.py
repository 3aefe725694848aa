"""[[Links]] between the pages of a wiki: by title, within one group and one language."""

import re
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from core.markdown import place_links, render

from .models import WikiPage

# SQLite takes 32,766 values in a query at least; two are needed for each target.
MOST_AT_ONCE = 10_000
SLUG_LENGTH = 60


def show(page, text=None, *, may_write=False, prefix=""):
    """(html, headings) of `text` (default: the page's body) as it reads on `page`. One query at most.

    A link to a page that is not there leads those who may write to its form. `prefix` keeps ids apart
    where two texts stand on one screen.
    """
    rendered = render(page.body if text is None else text)
    addresses = find(page, rendered.targets)

    def to_write(target):
        return f"{page.url_path}new/?{urlencode({'title': target})}" if may_write else None

    html = place_links(rendered, addresses, create_url=to_write, prefix=prefix, language=page.language)
    return html, rendered.headings


def find(page, targets):
    """{target: address} of the live pages beside `page` that `targets` (titles) name, if they are there.

    A page keeps its slug when its title changes, so the old title still finds it.
    """
    slugs = {target: slug_of(target, page.language) for target in dict.fromkeys(targets)}
    wanted, by_title, by_slug = list(slugs), {}, {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        pages = WikiPage.objects.filter(
            Q(title__in=some) | Q(slug__in=[slugs[target] for target in some]),
            group=page.group_id,
            locale=page.locale_id,
            live=True,
        )
        for title, page_slug, address in pages.order_by("-pk").values_list("title", "slug", "url_path"):
            by_title[title] = address
            by_slug[page_slug] = address
    found = {target: by_title.get(target) or by_slug.get(slugs[target]) for target in wanted}
    return {target: address for target, address in found.items() if address}


def slug_of(title, language):
    """The last word of a page's address, made from its title; may be empty."""
    # “l’archive” is two words in French; “people’s” is one in English.
    words = re.sub("['’]", " " if language == "fr" else "", title)
    return slugify(string_to_ascii(words))[:SLUG_LENGTH].strip("-")
