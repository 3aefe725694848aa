"""The forms around other services that sign people in, in our words."""

from allauth.socialaccount import forms as allauth
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .elsewhere import services
from .forms import NewMember, OurWords


class SignupForm(NewMember, allauth.SignupForm):
    """What a service cannot tell: the name to show, the address to use, the language to write in."""

    language = forms.ChoiceField(
        label=_("Language of the site and of your mail"), choices=settings.LANGUAGES, required=True
    )
    field_order = ["name", "email", "language"]


class DisconnectForm(OurWords, allauth.DisconnectForm):
    """Sign in through this service no more."""

    own_required = {"account": _("Please choose what to disconnect.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(services())
        self.fields["account"].queryset = self.accounts = self.accounts.filter(provider__in=names)
        self.fields["account"].error_messages["invalid_choice"] = _("This is not connected any more.")
        self.rows = [(account, names[account.provider]) for account in self.accounts.order_by("date_joined")]
