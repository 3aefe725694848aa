"""[[Links]] between the pages of a wiki: by title, within one group and one language."""

from urllib.parse import urlencode

from django.db.models import Q
from wagtail.coreutils import string_to_ascii

from core.markdown import place_links, render, slug

from .models import WikiPage

# SQLite takes 32,766 values in a query at least; two are needed for each target.
MOST_AT_ONCE = 10_000


def show(page, text=None, *, may_write=False, prefix=""):
    """(html, headings) of `text` (default: the page's body) as it reads on `page`. One query, if it has links.

    A link to a page that is not there leads those who may write to its form. `prefix` keeps ids apart
    where two texts stand on one screen.
    """
    rendered = render(page.body if text is None else text)
    addresses = find(page.group_id, page.locale_id, rendered.targets)

    def to_write(target):
        return f"{page.url_path}new/?{urlencode({'title': target})}" if may_write else None

    return place_links(rendered, addresses, create_url=to_write, prefix=prefix), rendered.headings


def find(group_id, locale_id, targets):
    """{target: address} of the live pages that `targets` (titles) name; those not found are left out.

    A page keeps its slug when its title changes, so the old title still finds it.
    """
    slugs = {target: _slug(target) for target in dict.fromkeys(targets)}
    wanted, by_title, by_slug = list(slugs), {}, {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        pages = WikiPage.objects.filter(
            Q(title__in=some) | Q(slug__in=[slugs[target] for target in some]),
            group=group_id,
            locale=locale_id,
            live=True,
        )
        for title, page_slug, address in pages.order_by("-pk").values_list("title", "slug", "url_path"):
            by_title[title] = address
            by_slug[page_slug] = address
    found = {target: by_title.get(target) or by_slug.get(slugs[target]) for target in wanted}
    return {target: address for target, address in found.items() if address}


def _slug(title):
    return slug(string_to_ascii(title))
