"""How django-allauth does things here: mails in the member's language, one way back after signing in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import translation

from core.pages import current_language


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address."""

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        user.language = current_language()
        user.languages_read = [user.language]
        user.time_zone = form.cleaned_data.get("time_zone") or settings.TIME_ZONE
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix, email, context):
        """Write the mail in its reader's language, whoever caused it."""
        user = context.get("user")
        language = getattr(user, "language", None) or current_language()
        with translation.override(language):
            context = {**context, "site_name": settings.SITE_NAME, "language": language}
            super().send_mail(template_prefix, email, context)

    def get_login_redirect_url(self, request):
        with translation.override(request.user.language):
            return super().get_login_redirect_url(request)
