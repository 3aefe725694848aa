"""What stewards type to answer a change that waits, and the note on a page that needs work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.words import one_line
from groups.desk_forms import TOO_LONG, OurForm, words

from .forms import PageForm
from .models import NeedsWork

MOST_NOTE = NeedsWork._meta.get_field("note").max_length


class AcceptForm(PageForm):
    """The text to save, as its author wrote it or as the steward made it, and a word to the author."""

    reason = words(_("A few words to its author"), _("They get them by mail. You may leave this empty."), 3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"title", "body", "base", "reason"}:
            del self.fields[name]
        self.fields["body"].help_text = _(
            "What you change here is saved in the name of its author. Please tell them."
        )
        self.fields["reason"].widget.attrs.pop("maxlength", None)


class RefuseEditForm(OurForm):
    """Saying no to a change."""

    reason = words(
        _("The reason"),
        _("Its author gets it by mail and keeps the text."),
        required=True,
        missing=_("Please give a reason: the person will want to know."),
    )


class NeedsWorkForm(OurForm):
    """What is to be done on a page."""

    note = forms.CharField(
        label=_("What is to be done?"),
        help_text=_("A sentence or two, at most 500 characters. Everyone who reads the page sees it."),
        max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": TOO_LONG,
            "required": _("Please say what is to be done, so that somebody can do it."),
        },
    )

    def clean_note(self):
        return one_line(self.cleaned_data["note"])
