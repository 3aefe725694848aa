"""Forms for an account and a profile."""

import zoneinfo
from functools import cache

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import User


@cache
def time_zones():
    """The names of the world's time zones, without historical aliases, as choices."""
    regions = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/")
    regions += ("Indian/", "Pacific/")
    names = [name for name in zoneinfo.available_timezones() if name.startswith(regions) or name == "UTC"]
    return [(name, name.replace("_", " ")) for name in sorted(names)]


class SignupForm(forms.Form):
    """What sign-up asks beside address and password (django-allauth adds these fields to its own)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("As it should appear beside your posts."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    # Filled by the browser where it can; a wrong or missing value falls back to the site's zone.
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["name", "email", "password1"]

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"]
        return name if name in zoneinfo.available_timezones() else ""

    def signup(self, request, user):
        """Required by django-allauth; AccountAdapter.save_user has done the work."""


class ProfileForm(forms.ModelForm):
    """A member's own settings."""

    languages_read = forms.MultipleChoiceField(
        label=_("Languages I read"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["name", "language", "languages_read", "time_zone", "theme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = time_zones()
        if self.instance.time_zone not in dict(choices):
            choices = [(self.instance.time_zone, self.instance.time_zone), *choices]
        # Not a closed choice: the model says in a sentence what is wrong with an unknown zone.
        self.fields["time_zone"].widget = forms.Select(choices=choices)
