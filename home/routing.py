"""From an address to its page: one query for the place in the tree, one for the page itself.

What is not there any more is looked for by wiki.addresses, with two queries more.
"""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from wiki import addresses

MOST_PARTS = 40


def answer(request):
    """The answer of the page at the address of `request`, or of one that was there before. Raises Http404."""
    try:
        page, args, kwargs = find(request, request.path)
    except NotThere as nothing:
        return addresses.present(request, nothing.parts, nothing.taken)
    return page.serve(request, *args, **kwargs)


class NotThere(Http404):
    """No live page answers. `taken` of the `parts` of the address lead to one that does not know the rest."""

    def __init__(self, parts, taken):
        super().__init__()
        self.parts, self.taken = parts, taken


def find(request, path):
    """The RouteResult for `path` ("/fr/groupes/metadonnees/wiki/"). Raises Http404.

    The longest address that is a live page wins; what remains of the path is that page's to answer.
    """
    parts = [part for part in path.split("/") if part]
    if not parts or len(parts) > MOST_PARTS:
        raise Http404
    candidates = ["/" + "/".join(parts[: i + 1]) + "/" for i in range(len(parts))]
    row = (
        Page.objects.filter(url_path__in=candidates, live=True)
        .order_by("-depth")
        .values("pk", "content_type_id", "url_path")
        .first()
    )
    if row is None:
        raise NotThere(parts, 0)
    model = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    related = getattr(model, "route_related", ("locale",))
    rows = model._default_manager.select_related(*related).defer(*getattr(model, "route_deferred", ()))
    page = rows.filter(pk=row["pk"]).first()
    taken = len([part for part in row["url_path"].split("/") if part])
    rest = parts[taken:]
    if page is None:
        raise Http404
    if hasattr(page, "resolve_subpage"):
        try:
            match = page.resolve_subpage("/" + "".join(f"{part}/" for part in rest))
        except Http404:
            raise NotThere(parts, taken) from None
        request.routable_resolver_match = match
        return RouteResult(page, args=tuple(match))
    if rest:
        raise NotThere(parts, taken)
    return RouteResult(page)
