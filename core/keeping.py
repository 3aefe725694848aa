"""What somebody typed is never lost: not by an expired session, not by an old form.

The typed fields wait in the session, which survives signing in, until that form is sent. Looking at it, or
loading it again, does not use them up.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import redirect, resolve_url

SESSION_KEY = "kept"
MOST_FORMS = 5
# Characters in all: a page of the wiki fits, a flood does not.
MOST_TEXT = 1_200_000
_SECRETS = ("password", "token", "code")
_SECRET_PLACES = ("/admin/",)


def keep(request):
    """Keep the posted fields for the form at this address; nothing that is a secret, nothing beyond MOST_TEXT."""
    request.kept_now = True
    if any(place in request.path for place in _SECRET_PLACES):
        return
    # A field that was ticked several times is a list.
    fields = {
        name: values[0] if len(values) == 1 else values
        for name, values in request.POST.lists()
        if not any(secret in name.lower() for secret in _SECRETS)
    }
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(request.path, None)
    kept[request.path] = fields
    while kept and (len(kept) > MOST_FORMS or len(str(kept)) > MOST_TEXT):
        kept.pop(next(iter(kept)))
    request.session[SESSION_KEY] = kept


def take(request):
    """The fields kept for the form at this address, or {}; `?fresh=1` lets go of them first."""
    if "fresh" in request.GET:
        forget(request)
    return (request.session.get(SESSION_KEY) or {}).get(request.path, {})


def take_words(request):
    """As `take`, for a form in which no field is given twice: strings only."""
    return {name: value for name, value in take(request).items() if isinstance(value, str)}


def forget(request):
    """Let go of what was kept for this address: its form has been sent."""
    kept = request.session.get(SESSION_KEY) or {}
    if kept.pop(request.path, None) is not None:
        request.session[SESSION_KEY] = kept


def sign_in_first(request, back=None):
    """Send a visitor to sign in and back here; what they posted waits for them.

    `back` is another address to come back to, for a button that has no page of its own.
    """
    if request.method == "POST" and back is None:
        keep(request)
    return redirect(
        f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back or request.get_full_path()})}"
    )
