"""What a member can say about their digest."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import dates

from .models import DigestSchedule


def hours():
    """The 24 hours as the reader writes them: [(8, "08:00"), …] or [(8, « 8 h »), …]."""
    zone = timezone.get_current_timezone()
    # Any day without a change of clocks will do.
    return [(hour, dates.clock(datetime(2026, 1, 14, hour, tzinfo=zone))) for hour in range(24)]


class ScheduleForm(forms.ModelForm):
    """Rhythm, hour and day of the week."""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=[("daily", _("Every day")), ("weekly", _("Every week")), ("never", _("Never"))],
        widget=forms.RadioSelect,
    )
    hour = forms.TypedChoiceField(label=_("At what time?"), coerce=int, choices=hours)
    weekday = forms.TypedChoiceField(
        label=_("On which day, if every week?"), coerce=int, choices=DigestSchedule.Weekday.choices
    )

    class Meta:
        model = DigestSchedule
        fields = ["rhythm", "hour", "weekday"]


class GroupsForm(forms.Form):
    """For each group of a member: its digest, or nothing. One field `group_<id>` each."""

    CHOICES = [("digest", _("The digest")), ("nothing", _("Nothing"))]

    def __init__(self, *args, pages, unwanted, **kwargs):
        """`pages` are the GroupPages shown, `unwanted` the ids of groups without news."""
        super().__init__(*args, **kwargs)
        self.pages = pages
        for page in pages:
            self.fields[self.name(page)] = forms.ChoiceField(
                label=page.title,
                choices=self.CHOICES,
                widget=forms.RadioSelect,
                initial="nothing" if page.group_id in unwanted else "digest",
            )

    @staticmethod
    def name(page):
        """The name of the field for a group."""
        return f"group_{page.group_id}"

    @property
    def rows(self):
        """[(GroupPage, bound field)]"""
        return [(page, self[self.name(page)]) for page in self.pages]

    def unwanted(self):
        """Ids of the groups for which "nothing" was chosen. Call it on a valid form."""
        return {page.group_id for page in self.pages if self.cleaned_data[self.name(page)] == "nothing"}
