"""How django-allauth does things here: mails in the member's language, one way back after signing in."""

import logging
from email.utils import make_msgid
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from core.logs import told
from core.mail import compose
from core.pages import current_language

from .models import User

logger = logging.getLogger(__name__)

# The link a mail is about, under the names that django-allauth gives it; the first found counts.
LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed for now. Please write to those who run the site."),
        "cannot_remove_primary_email": _(
            "An account needs one e-mail address. Please add another one first."
        ),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _(
            "This address and this password do not go together. Please check both and try again."
        ),
        "email_taken": _("Another account uses this address already."),
        "enter_current_password": _("This is not your password until now. Please type it again."),
        "incorrect_code": _("This is not the code from the mail. Please type it again."),
        "incorrect_password": _("This is not your password. Please type it again."),
        "too_many_login_attempts": _(
            "There were too many attempts. Please wait five minutes, then try again."
        ),
        "unverified_primary_email": _("Please confirm your e-mail address first."),
        "same_as_current": _("This is already the address of your account."),
        "rate_limited": _("That was too often in a short time. Please wait a few minutes, then try again."),
    }

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        user.language = form.cleaned_data.get("language") or current_language()
        user.languages_read = [user.language]
        user.time_zone = form.cleaned_data.get("time_zone") or settings.TIME_ZONE
        if commit:
            user.save()
        return user

    def confirm_email(self, request, email_address):
        """Refuse an address that another account has taken since, even one not confirmed yet."""
        others = User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id)
        if others.exists():
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email_address.email})
            return False
        return super().confirm_email(request, email_address)

    # Mail

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Name the member, and give the way to a new password unless the mail goes to a former address."""
        context = {**(context or {}), "user": user}
        if email is None:
            context["password_reset_url"] = reverse("account_reset_password")
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix, email, context):
        """Write the mail in its reader's language, whoever caused it, with links in that language.

        A mail server that does not answer is logged and told on the page; the request goes on.
        """
        reader = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = reader.language if reader else current_language()
        if reader and template_prefix == "account/email/unknown_account":
            template_prefix, context = self._why_not(reader, context)
        url = next((context[name] for name in LINKS if name in context), "")
        message = compose(
            f"account/{template_prefix.rpartition('/')[2]}",
            {**context, "email": email, "link": self._link(url, language)},
            to=email,
            language=language,
            time_zone=reader.zone if reader else get_default_timezone(),
            message_id=make_msgid(domain=settings.MAIL_DOMAIN),
        )
        try:
            message.send()
        except Exception as trouble:  # every mail backend has its own
            logger.error("The mail %s could not be sent: %s", template_prefix, told(trouble))
            messages.error(
                self.request, _("The mail could not be sent just now. Please try again in a few minutes.")
            )

    @staticmethod
    def _why_not(reader, context):
        """What to write to somebody whose account exists and cannot be used: closed, or not confirmed yet."""
        if not reader.is_active:
            return "account/email/account_closed", {"user": reader}
        return "account/email/account_unconfirmed", {
            "user": reader,
            "password_reset_url": reverse("account_reset_password"),
        }

    @staticmethod
    def _link(url, language):
        """The same address on the public site, in `language`."""
        if not url:
            return ""
        parts = urlsplit(translate_url(url, language))
        return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")

    def get_email_confirmation_url(self, request, emailconfirmation):
        """The link in the mail. It remembers where the visitor was going when they signed up."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        going = get_next_redirect_url(request) if request else None
        return f"{url}?{urlencode({'then': going})}" if going else url

    # Signing in

    def login(self, request, user):
        """Sign in until the browser closes, unless the form asked for more: passkeys and services do not."""
        super().login(request, user)
        if "_session_expiry" not in request.session:
            request.session.set_expiry(0)

    def get_reauthentication_methods(self, user):
        """The ways to prove again that it is you, in our words."""
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use a code from my app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        return [
            {**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)
        ]

    # Where to go next

    def get_login_redirect_url(self, request):
        with translation.override(request.user.language):
            return super().get_login_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address):
        """To the account of who is signed in, else to sign in and on to where they were going."""
        if self.request.user.is_authenticated:
            return reverse("account_email")
        going = get_next_redirect_url(self.request, "then")
        return reverse("account_login") + (f"?{urlencode({'next': going})}" if going else "")

    def get_password_change_redirect_url(self, request):
        return reverse("members:profile")
