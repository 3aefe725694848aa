"""From an address to its page: one query for the place in the tree, one for the page itself."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.models import Page
from wagtail.url_routing import RouteResult


def find(request, path):
    """The RouteResult for `path` ("/fr/groupes/metadonnees/wiki/"). Raises Http404.

    The longest address that is a live page wins; what remains of the path is that page's to answer.
    """
    parts = [part for part in path.split("/") if part]
    if not parts or len(parts) > 40:
        raise Http404
    addresses = ["/" + "/".join(parts[: i + 1]) + "/" for i in range(len(parts))]
    row = (
        Page.objects.filter(url_path__in=addresses, live=True)
        .order_by("-depth")
        .values("pk", "content_type_id", "url_path")
        .first()
    )
    if row is None:
        raise Http404
    model = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    related = getattr(model, "route_related", ("locale",))
    page = model._default_manager.select_related(*related).filter(pk=row["pk"]).first()
    rest = parts[len([part for part in row["url_path"].split("/") if part]) :]
    if page is None:
        raise Http404
    if hasattr(page, "resolve_subpage"):
        match = page.resolve_subpage("/" + "".join(f"{part}/" for part in rest))
        request.routable_resolver_match = match
        return RouteResult(page, args=tuple(match))
    if rest:
        raise Http404
    return RouteResult(page)
