"""The forms of a group's settings. Each choice says in a sentence what follows from it."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import access, changes
from .days import DayField
from .governing import SETTINGS, settings_of
from .models import Group

CHOOSE = {"invalid_choice": _("Please choose one of these."), "required": _("Please choose one of these.")}

VISIBILITY_CHOICES = [
    ("public", _("Public: anyone may read its pages and discussions, without an account.")),
    (
        "listed",
        _(
            "Listed: anyone sees its name, charter, pictures and stewards. "
            "Only members read its pages and discussions."
        ),
    ),
    ("hidden", _("Hidden: only its members know that it exists.")),
]
JOIN_CHOICES = [
    ("open", _("Open: anyone with an account joins at once.")),
    ("request", _("By request: people ask, with a message, and a steward answers.")),
    ("invitation", _("By invitation: only those whom a steward invites.")),
]
WRITER_CHOICES = [
    ("members", _("Its members.")),
    ("everyone", _("Everyone who is signed in. Only for a public group.")),
]
# The community group is made with the site.
KIND_CHOICES = [choice for choice in Group.Kind.choices if choice[0] != Group.Kind.COMMUNITY]


def kind_field():
    return forms.ChoiceField(
        label=_("What kind of group is it?"),
        choices=KIND_CHOICES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


def visibility_field():
    return forms.ChoiceField(
        label=_("Who may read?"),
        choices=VISIBILITY_CHOICES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


def join_field():
    return forms.ChoiceField(
        label=_("How does one join?"),
        help_text=_(
            "A hidden group is always joined by invitation. A listed group is never open: there, people ask."
        ),
        choices=JOIN_CHOICES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


def language_field():
    return forms.ChoiceField(
        label=_("In which language does it work?"),
        help_text=_("Everyone may write in either. This one is offered first."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


def cloth_field():
    return forms.ChoiceField(
        label=_("Its colour"),
        choices=list(changes.CLOTHS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class SettingsForm(forms.Form):
    """All settings of a group. `shown` are the texts it is filled with (see governing.change_settings)."""

    use_required_attribute = False

    kind = kind_field()
    visibility = visibility_field()
    join_policy = join_field()
    who_writes = forms.ChoiceField(
        label=_("Who may write?"),
        choices=WRITER_CHOICES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reviews_newcomers = forms.BooleanField(
        label=_("Changes to the wiki by newcomers wait for a steward"),
        help_text=format_lazy(
            _(
                "Newcomers are those who have saved fewer than {number} changes in this wiki, except its stewards. "
                "What they write is shown to nobody else until a steward accepts it."
            ),
            number=access.NEWCOMER_EDITS,
        ),
        required=False,
    )
    source_language = language_field()
    begun = DayField(
        label=_("Since"), help_text=_("The day it began, as far as it is known."), required=False
    )
    cloth = cloth_field()
    confirmed = forms.BooleanField(label=_("Yes, make this group public"), required=False)

    def __init__(self, *args, group, **kwargs):
        self.shown = settings_of(group)
        kwargs["initial"] = {**self.shown, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name in SETTINGS:
            if name not in self.shown:
                del self.fields[name]
        if self.is_bound:
            self.shown = {name: self.data.get(f"was_{name}") for name in self.shown}

    @property
    def wanted(self):
        """{setting: value} of a valid form."""
        return {name: self.cleaned_data[name] for name in self.shown}


class ArchiveForm(forms.Form):
    """Since when, and that it is meant."""

    use_required_attribute = False

    ended = DayField(label=_("Archived since"), initial=timezone.localdate)
    sure = forms.BooleanField(
        label=_("Yes, archive this group: from then on nobody writes or joins"),
        error_messages={"required": _("Please tick this box to confirm. Nothing has been changed.")},
    )
