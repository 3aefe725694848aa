"""Where a member works or worked: its form, and keeping it."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import User

from .days import DayField
from .models import Affiliation, Organisation


class AffiliationForm(forms.ModelForm):
    """An institution, since when, until when."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Institution"),
        empty_label=_("Choose an institution"),
        error_messages={
            "required": _("Please choose an institution."),
            "invalid_choice": _("This institution is not in the list any more. Please choose another one."),
        },
    )
    begun = DayField(label=_("Since"), required=False, help_text=_("May be left empty."))
    ended = DayField(
        label=_("Until, the last day itself included"),
        required=False,
        help_text=_("Stays empty while you work there."),
    )

    class Meta:
        model = Affiliation
        fields = ["organisation", "begun", "ended"]

    def clean(self):
        found = super().clean()
        begun, ended = found.get("begun"), found.get("ended")
        if begun and ended and ended < begun:
            self.add_error("ended", _("The last day lies before the first one. Please look at both dates."))
        return found


@transaction.atomic
def add_affiliation(member, *, organisation, begun, ended):
    """Write that `member` works or worked somewhere. Returns whether it was new: the same is kept once."""
    # Of two presses on the button, the second waits here and finds the row of the first.
    User.objects.select_for_update().only("pk").get(pk=member.pk)
    same = member.affiliations.filter(organisation=organisation, begun=begun, ended=ended)
    if same.exists():
        return False
    member.affiliations.create(organisation=organisation, begun=begun, ended=ended)
    return True
