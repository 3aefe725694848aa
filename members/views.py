"""A member's own settings. Signing in and all around it is django-allauth's (config/urls.py)."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import keeping

from .forms import ProfileForm
from .models import User
from .profiles import save_profile


def sign_in_for_admin(request):
    """Where Wagtail's admin sends those who may not enter: to the site's own door, or nowhere."""
    if request.user.is_authenticated:
        raise Http404
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': '/admin/'})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Show and save the settings; afterwards the page answers in the language that was chosen."""
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request)
    # A copy: a value that is refused must not reach the masthead through request.user.
    member = User.objects.get(pk=request.user.pk)
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES, instance=member)
        if form.is_valid():
            save_profile(form)
            with translation.override(member.language):
                messages.success(request, _what_was_saved(form))
                return redirect("members:profile")
    else:
        form = ProfileForm(instance=member, initial=_kept(request))
    return render(request, "members/profile.html", {"form": form, "section": "profile"})


def _kept(request):
    fields = dict(keeping.take(request))
    if isinstance(fields.get("languages_read"), str):
        fields["languages_read"] = [fields["languages_read"]]
    return fields


def _what_was_saved(form):
    if not form.changed_fields:
        return _("Nothing was different: your settings are as before.")
    names = [str(User._meta.get_field(name).verbose_name) for name in form.changed_fields]
    return _("Saved: %(settings)s.") % {"settings": ", ".join(names)}
