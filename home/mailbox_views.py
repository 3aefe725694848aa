"""The demo's mailbox: every mail as text, as HTML, as source and as JSON. Exists only in the demo."""

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from . import mailbox

SHOWN = 200


def _mail(key):
    mail = mailbox.read(key)
    if mail is None:
        raise Http404
    return mail


@never_cache
def mails(request):
    """The list, newest first; `?to=benoit` keeps the mails of one address."""
    wanted = request.GET.get("to", "")
    found = [mail for mail in map(mailbox.read, mailbox.newest_first()[:SHOWN]) if wanted in mail["to"]]
    return render(request, "home/mailbox.html", {"mails": found, "wanted": wanted})


@never_cache
def mail(request, key):
    """One mail with all its forms."""
    return render(request, "home/mail.html", {"mail": _mail(key)})


@never_cache
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
)
def html(request, key):
    """The HTML part as a mail reader would show it: own styles, nothing else."""
    return HttpResponse(_mail(key)["html"])


@never_cache
def source(request, key):
    """The mail as it went over the wire."""
    return HttpResponse(_mail(key)["source"], content_type="text/plain; charset=utf-8")


@never_cache
def as_json(request):
    """All mails: a list of objects `to`, `subject`, `language`, `headers`, `text`, `html`."""
    fields = ("to", "subject", "language", "headers", "text", "html")
    found = [mailbox.read(key) for key in mailbox.newest_first()]
    return JsonResponse([{name: mail[name] for name in fields} for mail in found], safe=False)
