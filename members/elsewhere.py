"""Signing in through another service: ORCID, Google, GitHub, or any that speaks OpenID Connect.

A service is there once `settings.SOCIALACCOUNT_PROVIDERS` has it. Otherwise nothing shows it, and its addresses
answer like those that do not exist.
"""

from functools import wraps

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests import RequestException

from core.pages import current_language
from core.words import one_line

from .models import User

NAME_LENGTH = User._meta.get_field("name").max_length


def services():
    """[(id, name)] of the services that are switched on, by name."""
    apps = [app for found in _build_apps_from_settings().values() for app in found]
    return sorted(((app.provider_id or app.provider, app.name) for app in apps), key=lambda pair: pair[1])


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """How django-allauth's other services do things here."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Your account has no password yet. Please choose one first, then disconnect this."),
        "no_verified_email": _("Please confirm your e-mail address first."),
    }

    # Which services

    def list_apps(self, request, provider=None, client_id=None):
        """Those of the settings; none is kept in the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_app(self, request, provider, client_id=None):
        """As django-allauth does; a service that is switched off is a page that does not exist."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Name the service in the mail."""
        context = {**(context or {}), "service": context["provider"].app.name}
        return super().send_notification_mail(template_prefix, user, context, email)

    # Who comes from there

    def populate_user(self, request, sociallogin, data):
        """Take the name and one address; of all the rest keep only how the member knows that account."""
        user = super().populate_user(request, sociallogin, data)
        full = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        user.name = one_line(full)[:NAME_LENGTH]
        for address in sociallogin.email_addresses:
            # Some services say "false", which is true enough for Python.
            address.verified = address.verified is True
        sociallogin.email_addresses = sociallogin.email_addresses[:1]
        label = user.email or data.get("username") or sociallogin.account.uid
        sociallogin.account.extra_data = {"label": label}
        return user

    def get_signup_form_initial_data(self, sociallogin):
        """The form as the service fills it."""
        initial = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "name": sociallogin.user.name, "language": current_language()}

    def save_user(self, request, sociallogin, form=None):
        """Make the account; an address that the service has confirmed stays so only if it was not changed."""
        typed = form.cleaned_data["email"].lower()
        sociallogin.email_addresses = [
            address for address in sociallogin.email_addresses if address.email.lower() == typed
        ]
        return super().save_user(request, sociallogin, form)


def where_switched_on(view):
    """A page that does not exist while no service is switched on."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not settings.SOCIALACCOUNT_PROVIDERS:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@require_POST
@never_cache
@rate_limit(action="login")
def leave(request, service):
    """Go to a service: a visitor to sign in, a member to connect it.

    The browser follows a page, not a redirect: the content policy lets no form of ours end on another site, and
    services pass people on to others that we cannot know.
    """
    provider = ElsewhereAdapter(request).get_provider(request, service)
    process = AuthProcess.LOGIN
    if request.user.is_authenticated:
        process = AuthProcess.CONNECT
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    try:
        answer = provider.redirect(request, process, next_url=get_next_redirect_url(request))
    except (RequestException, KeyError, ValueError) as error:
        return render_authentication_error(request, provider, exception=error)
    context = {"address": answer.url, "service": provider.app.name}
    return render(request, "socialaccount/leave.html", context)
