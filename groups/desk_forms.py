"""What stewards and those who ask type, checked in sentences."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.pages import current_language

from . import address_lists
from .invitations import Outcome
from .models import Stewardship

TOO_LONG = _("This has %(show_value)d characters; there is room for %(limit_value)d.")


def words(label, help_text="", rows=4, *, required=False, missing=""):
    """A field for a few sentences of at most 1,000 characters."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1000,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": TOO_LONG, "required": missing},
    )


class OurForm(forms.Form):
    """Long words are refused in a sentence, not cut by the browser."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class AskForm(OurForm):
    """Asking to join."""

    message = words(
        _("A few words to the stewards"),
        _("Who you are and what you would like to do. Only the stewards read it."),
    )


class RefuseForm(OurForm):
    """Saying no to who asked."""

    reason = words(
        _("The reason"),
        _("It is sent to the person and kept in the group’s log."),
        required=True,
        missing=_("Please give a reason: the person will want to know."),
    )


class RemoveForm(RefuseForm):
    """Removing a member, or shutting somebody out."""


class TitleForm(OurForm):
    """As what somebody runs the group."""

    title = forms.ChoiceField(
        label=_("As what"),
        choices=[("", _("steward")), *Stewardship.Title.choices],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("We do not know this title. Please choose one from the list.")},
    )


class _Inviting(OurForm):
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose the language of the invitation."),
            "invalid_choice": _("We do not know this language. Please choose one from the list."),
        },
    )
    message = words(_("A few words of yours"), _("They stand in the mail, as you write them."), 3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = current_language()


class InviteForm(_Inviting):
    """Inviting one person."""

    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("The link works once, for 14 days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please give an e-mail address.")},
    )
    field_order = ["email", "language", "message"]

    def clean_email(self):
        address, trouble = address_lists.address_in(self.cleaned_data["email"])
        if trouble == Outcome.NO_ENDING:
            raise forms.ValidationError(
                _("This address has no ending such as .org. Please check it."), code="address"
            )
        if trouble:
            raise forms.ValidationError(
                _("This does not look like an e-mail address. One looks like name@example.org."),
                code="address",
            )
        return address


class InviteManyForm(_Inviting):
    """Inviting many from a file or from pasted lines. `cleaned_data["lines"]` are the Lines."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("From a spreadsheet: e-mail address, then the language if you wish. 1 MB at most."),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": _("The file did not arrive. Please choose it again.")},
    )
    text = forms.CharField(
        label=_("Or the addresses themselves, one on each line"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ["file", "text", "language", "message"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > address_lists.MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 1 MB. Please cut it in two. Nothing has been sent."), code="large"
            )
        return file

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        text = address_lists.decode(cleaned["file"].read()) if cleaned.get("file") else cleaned["text"]
        if len(text) > address_lists.MOST_BYTES:
            raise forms.ValidationError(
                _("This list is longer than 1 MB. Please cut it in two. Nothing has been sent."), code="large"
            )
        try:
            cleaned["lines"] = address_lists.read(text, cleaned["language"])
        except address_lists.TooManyLines as too_many:
            raise forms.ValidationError(
                _(
                    "This list has %(found)d lines; there is room for %(limit)d. Please cut it in two. "
                    "Nothing has been sent."
                ),
                code="lines",
                params={"found": too_many.found, "limit": address_lists.MOST_LINES},
            ) from None
        if not cleaned["lines"]:
            raise forms.ValidationError(
                _("There is no address here yet. Please choose a file or paste some lines."), code="empty"
            )
        return cleaned
