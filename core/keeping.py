"""What somebody typed is never lost: not by an expired session, not by an old form.

The typed fields wait in the session, which survives signing in, until the form is shown again.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import redirect, resolve_url

SESSION_KEY = "kept"
MOST_FORMS = 5
_NEVER = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}


def keep(request):
    """Keep the posted fields for the form at this address. Passwords and tokens are left out."""
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(request.path, None)
    # A field that was ticked several times is a list.
    kept[request.path] = {
        name: values[0] if len(values) == 1 else values
        for name, values in request.POST.lists()
        if name not in _NEVER
    }
    request.session[SESSION_KEY] = dict(list(kept.items())[-MOST_FORMS:])


def take(request):
    """The fields kept for this address, or {}. They are handed out once."""
    kept = request.session.get(SESSION_KEY)
    if not kept or request.path not in kept:
        return {}
    fields = kept.pop(request.path)
    request.session[SESSION_KEY] = kept
    return fields


def sign_in_first(request):
    """Send a visitor to sign in and back here; what they posted waits for them."""
    if request.method == "POST":
        keep(request)
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
