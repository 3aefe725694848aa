"""The form in which a message or a discussion becomes a page of the wiki."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wiki.editing import clean_text, clean_title
from wiki.forms import clean_page_text, new_token

from .forms import PostForm

INDENT = "\u2003"


class MakingForm(PostForm):
    """A title, a text, and where in the wiki they go. `places` is as of making.places; `language` comes first."""

    KINDS = (
        ("page", _("A new page below the page chosen here")),
        ("section", _("A new section at the end of the page chosen here")),
    )

    title = forms.CharField(
        label=_("Title"),
        required=False,
        strip=False,
        help_text=_("Of the page, or of the section."),
    )
    kind = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a page or a section."),
            "invalid_choice": _("Please choose a page or a section."),
        },
    )
    place = forms.TypedChoiceField(
        label=_("Page of the wiki"),
        coerce=int,
        error_messages={
            "required": _("Please choose a page of the wiki."),
            "invalid_choice": _("This page is not there any more. Please choose another one."),
        },
    )
    # Tells two sendings of one form from two forms.
    form = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    field_order = ("title", "kind", "place", "text")

    def __init__(self, target_object, data=None, *, places=(), language="", initial=None, **kwargs):
        initial = {"form": new_token(), **(initial or {})}
        super().__init__(target_object, data=data, initial=initial, **kwargs)
        del self.fields["language"], self.fields["reply_to"]
        self.fields["text"].label = _("Text of the page or section")
        self.fields["text"].widget.attrs["rows"] = 20
        self.fields["place"].choices = _by_language(places, language)

    def clean_title(self):
        return clean_title(self.cleaned_data["title"])

    def clean_form(self):
        return self.cleaned_data["form"].replace("\x00", "")

    def clean_text(self):
        text = clean_text(self.cleaned_data["text"])
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return clean_page_text(text)


def _by_language(places, first):
    """The choices of the field: the pages of each language under its name, those of `first` at the top."""
    languages = sorted(settings.LANGUAGES, key=lambda pair: pair[0] != first)
    found = {code: [] for code, _name in languages}
    for pk, title, depth, code in places:
        found.setdefault(code, []).append((pk, INDENT * depth + title))
    return [(name, found[code]) for code, name in languages if found[code]]
