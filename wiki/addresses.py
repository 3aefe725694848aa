"""Old addresses of pages: kept when a page moves or goes for good, and answered for who may read it.

A row names a page, not an address, so that rows never form chains; what is live at an address comes first.
"""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from wagtail.models import Page

from core.pages import current_language
from groups import access as rules
from groups.models import GroupPage

from .models import FRONT_DEPTH, OldAddress, WikiPage
from .sent import was_ours

TITLE_KEPT = 255


def under(page):
    """{pk: (address, title)} of `page` and of all pages below it. One query."""
    rows = Page.objects.filter(path__startswith=page.path)
    return {pk: (address, title) for pk, address, title in rows.values_list("pk", "url_path", "title")}


def keep(before, page):
    """Keep the addresses that changed since `before`, an answer of `under`. Returns how many did.

    Whoever had an address last is who it leads to.
    """
    now = dict(Page.objects.filter(pk__in=before).values_list("pk", "url_path"))
    changed = {pk: words for pk, words in before.items() if now[pk] != words[0]}
    _write([(address, pk, title) for pk, (address, title) in changed.items()], page.group_id)
    return len(changed)


def keep_gone(before, page):
    """Keep that the pages of `before`, an answer of `under`, are gone for good."""
    _write([(address, None, title) for address, title in before.values()], page.group_id)


def _write(rows, group_id):
    since = timezone.now()
    OldAddress.objects.bulk_create(
        [
            OldAddress(path=address, page_id=pk, group_id=group_id, title=title[:TITLE_KEPT], since=since)
            for address, pk, title in rows
        ],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["page", "group", "title", "since"],
        batch_size=500,
    )


def present(request, parts, taken):
    """The answer of a page that was once at the address /`parts`/, or is in the bin. Raises Http404.

    `taken` is how many of the parts lead to a page that is live but has no answer to the rest: an old
    address must be longer. Readers are led to the new address; a form that was sent to the old one is
    answered by the page itself, so that its words are not lost. Two queries more for what is missing.
    """
    first = max(taken, FRONT_DEPTH - 1) + 1
    candidates = ["/" + "/".join(parts[:end]) + "/" for end in range(first, len(parts) + 1)]
    page, row = _latest(candidates) if candidates else (None, None)
    if page is None and row is None:
        raise Http404
    address = row.path if row else page.url_path
    if page is None:
        return _gone(request, row.group, row.title, None)
    if not page.live:
        return _binned(request, page)
    rest = "".join(f"{part}/" for part in parts[address.count("/") - 1 :])
    if request.method == "POST":
        # The page asks who this is, as at its own address.
        match = page.resolve_subpage("/" + rest)
        request.routable_resolver_match = match
        return page.serve(request, *match)
    if not WikiPage.objects.visible_to(request.user).filter(pk=page.pk).exists():
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(page.url_path + rest + (f"?{query}" if query else ""))


def _latest(candidates):
    """(page, OldAddress or None) of the longest candidate; a page in the bin that is still there comes first.

    (None, OldAddress) for one that is gone for good.
    """
    pages = WikiPage.objects.select_related("locale", "group", "binned")
    binned = pages.filter(url_path__in=candidates, live=False, binned__isnull=False)
    rows = OldAddress.objects.filter(path__in=candidates).select_related(
        "group", "page__locale", "page__group", "page__binned"
    )
    found = [(len(page.url_path), 1, page, None) for page in binned]
    found += [
        (len(row.path), 0, row.page, row)
        for row in rows
        if row.page is None or row.page.live or hasattr(row.page, "binned")
    ]
    if not found:
        return None, None
    return max(found, key=lambda one: one[:2])[2:]


def may_restore(binned, access):
    """Whether who has this Access may bring a page back: stewards, and who deleted it. No query."""
    return access.may_moderate or (access.may_write and binned.by_id == access.member.pk)


def _binned(request, page):
    from .writing import words_back

    if was_ours(request, page):
        return words_back(request)
    return _gone(request, page.group, page.title, page)


def _gone(request, group, title, page):
    """410 for who may read the group: the page was deleted; `page` while it is in the bin. Else Http404."""
    from .writing import words_back

    access = rules.enter(request.user, group)
    if request.method == "POST" and request.POST.get("body"):
        return words_back(request)
    homes = dict(
        GroupPage.objects.filter(group=group, live=True).values_list("locale__language_code", "url_path")
    )
    group_page = GroupPage.objects.in_language(current_language()).filter(group=group).first()
    context = {
        "title": title,
        "binned": page.binned if page else None,
        "may_restore": bool(page) and may_restore(page.binned, access),
        "group": group,
        "group_page": group_page,
        "access": access,
        "alternates": homes,
    }
    return render(request, "wiki/gone.html", context, status=410)
