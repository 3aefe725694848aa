"""What every site answers, whatever it is about: health, and errors in the reader's language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import keeping
from .sentences import sentence, wants_json


@never_cache
def healthz(request):
    """200 and "ok" while the database answers; for load balancers and the supervisor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def not_found(request, exception=None):
    """404, the same whether a thing is missing or not for this reader."""
    return _sorry(request, "404.html", 404)


def _sorry(request, template, status):
    """An error page. Its language switch leads to the front: there is no such page in any language."""
    fronts = {code: f"/{code}/" for code, _name in settings.LANGUAGES}
    return render(request, template, {"alternates": fronts}, status=status)


def not_allowed(request, exception=None):
    return _sorry(request, "403.html", 403)


def bad_request(request, exception=None):
    """400, for what is broken or too large to be read."""
    if wants_json(request):
        return sentence(
            _("What you sent was incomplete, or larger than what we take. Nothing has been changed."), 400
        )
    return _sorry(request, "400.html", 400)


def server_error(request):
    return render(request, "500.html", status=500)


def csrf_failure(request, reason=""):
    """A form from our own pages that is too old: show it again with what was typed.

    A form that another site sent gets the plain answer, and nothing of it is kept.
    """
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if request.method == "POST" and urlsplit(origin).netloc == request.get_host():
        if wants_json(request):
            return sentence(
                _(
                    "This page had been open for a long time. Please save your text, then send the file again."
                ),
                403,
            )
        form = urlsplit(request.headers.get("Referer") or "")
        if form.netloc == request.get_host() and form.path != request.path:
            # A button on another page (join, hide, pin …): back to that page, which has a fresh one.
            messages.warning(
                request, _("This page had been open for a long time. Please press the button again.")
            )
            return redirect(escape_leading_slashes(form.path))
        keeping.keep(request)
        messages.warning(
            request,
            _("This form had been open for a long time. What you typed is still here: please send it again."),
        )
        return redirect(request.get_full_path())
    return _sorry(request, "403.html", 403)
