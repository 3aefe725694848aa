"""The forms in which a page is moved or deleted."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import ids
from core.words import one_line

from . import moving
from .binning import REASON_LENGTH
from .editing import clean_title
from .forms import Words
from .models import FRONT_DEPTH


class MoveForm(forms.Form):
    """A page's title, the last word of its address, and the page above it.

    `parents` is what moving.possible_parents answers. A parent that is not among them is left to the deed,
    which says what is wrong with it.
    """

    use_required_attribute = False

    title = Words(label=gettext_lazy("Title"))
    slug = Words(
        label=gettext_lazy("Last word of the address"),
        help_text=gettext_lazy("Letters, digits and hyphens. The old address goes on leading to the page."),
    )
    parent = forms.CharField(label=gettext_lazy("It stands below"), required=False, widget=forms.Select)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, parents, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        self.fields["parent"].widget.choices = [
            (pk, "\u2003" * (depth - FRONT_DEPTH) + title) for pk, depth, title in parents
        ]

    def clean_title(self):
        return clean_title(self.cleaned_data["title"])

    def clean_slug(self):
        words = one_line(self.cleaned_data["slug"])
        # An address that is there already may be longer than one that is made now.
        if words == self.initial.get("slug"):
            return words
        try:
            return moving.cleaned_slug(words, self.language)
        except moving.NotMoved as refusal:
            raise ValidationError(refusal.sentence) from None

    def clean_parent(self):
        return ids.number(self.cleaned_data["parent"])

    def clean_base(self):
        return ids.number(self.cleaned_data["base"])


class DeleteForm(forms.Form):
    """Why a page is deleted."""

    use_required_attribute = False

    reason = Words(
        label=gettext_lazy("Why do you delete it?"),
        help_text=gettext_lazy("One line. Those who write in this group can read it in the bin."),
    )

    def clean_reason(self):
        reason = one_line(self.cleaned_data["reason"])
        if len(reason) > REASON_LENGTH:
            raise ValidationError(
                _("Please say it in %(most)d characters at most; these are %(size)d.")
                % {"most": REASON_LENGTH, "size": len(reason)}
            )
        return reason
