"""[[Links]] in the texts of a wiki: as they read, and the rows that say which page names which."""

from core.markdown import place_links, render

from .attached import pictures_for
from .models import PageLink
from .naming import Names, slug_of, split_group, split_section

__all__ = ["MOST_NOTED", "find", "note_links", "show", "slug_of"]

# Rows kept of one text: more than a person writes links.
MOST_NOTED = 5_000


def show(page, text=None, *, reader=None, may_write=None, prefix=""):
    """(html, headings) of `text` (default: the page's body) as it reads on `page` to `reader`.

    `reader` is a member, or None for a visitor: what they may not see looks like what is not there.
    `may_write` says whether they may write here: then a link to a page that is not there leads to its form.
    With None no link does, not even one into another group where they may. `prefix` keeps ids apart where
    two texts stand on one screen. One query; two where a page of another group is missing, and one
    where pictures are shown.
    """
    rendered = render(page.body if text is None else text)
    names = Names(page.group_id, page.language, reader)
    names.look_up(rendered.targets)
    addresses = {target: names.address(target) for target in dict.fromkeys(rendered.targets)}

    def to_write(target):
        return None if may_write is None else names.form(target, page.url_path, may_write)

    html = place_links(
        rendered,
        addresses,
        create_url=to_write,
        prefix=prefix,
        language=page.language,
        pictures=pictures_for(rendered.pictures, reader),
        anchors=page.anchors if text is None else None,
    )
    return html, rendered.headings


def find(page, targets, reader=None):
    """{target: Address} of the pages that `targets` name on `page`, as far as `reader` may see them. One query.

    A page keeps its old titles: they still find it, after all pages that are called so now.
    """
    names = Names(page.group_id, page.language, reader)
    names.look_up(targets)
    found = {target: names.address(target) for target in dict.fromkeys(targets)}
    return {target: address for target, address in found.items() if address}


def note_links(page):
    """Bring the PageLink rows of `page` up to date with its body. One query, or three where something changed.

    To be called in the transaction that saves it. A target that may be read in several ways ("group:Title",
    "Title#Section") has a row for each, so that either page knows of it.
    """
    wanted = _rows(page)
    there = {(key, title): pk for pk, key, title in page.links.values_list("pk", "group_key", "title")}
    gone = [pk for name, pk in there.items() if name not in wanted]
    new = [row for name, row in wanted.items() if name not in there]
    if gone and len(gone) == len(there):
        page.links.all().delete()
    else:
        # SQLite takes so many values in a query and no more.
        for start in range(0, len(gone), MOST_NOTED):
            page.links.filter(pk__in=gone[start : start + MOST_NOTED]).delete()
    if new:
        PageLink.objects.bulk_create(new)


def _rows(page):
    """{(short name of a group, title): PageLink} for the body of `page`."""
    found = {}
    for target in dict.fromkeys(render(page.body).targets):
        if len(found) >= MOST_NOTED:
            break
        for key, title in {("", target), split_group(target)}:
            for name in {title, split_section(title)[0]}:
                slug = slug_of(name, page.language)
                found[key, name] = PageLink(source_id=page.pk, group_key=key, title=name, slug=slug)
    return found
