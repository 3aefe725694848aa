"""The form in which a page is written."""

import re
import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import ids
from core.markdown import PAGE_LIMIT, TooDeep, TooLong, TooMuch, check, render
from core.words import one_line

from . import words
from .attached import please_describe
from .editing import clean_text, clean_title
from .models import Weight

TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token():
    """What tells one form from another: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def clean_page_text(text):
    """`text`, where it can become a page. ValidationError with a sentence where it cannot."""
    if not text.strip():
        raise ValidationError(_("The page has no text yet. Please write at least a sentence."))
    try:
        check(text, PAGE_LIMIT)
    except TooLong:
        size = len(text.encode("utf-8", "replace")) // 1024
        raise ValidationError(
            _(
                "This text takes %(size)d kB; a page has room for %(most)d kB. "
                "Please divide it into several pages."
            )
            % {"size": size, "most": PAGE_LIMIT // 1024}
        ) from None
    except TooMuch:
        raise ValidationError(
            _(
                "This text has more lines, links, list items or table cells than a page can show. "
                "Please divide it into several pages."
            )
        ) from None
    except TooDeep:
        raise ValidationError(
            _("Lists, quotations or emphasis lie too deep inside one another. Please make it flatter.")
        ) from None
    if undescribed := render(text).missing_alt:
        raise ValidationError(please_describe(undescribed))
    return text


class Words(forms.CharField):
    """Text kept as it was typed, with one kind of line ending and without NUL."""

    def __init__(self, **options):
        super().__init__(strip=False, required=False, **options)

    def to_python(self, value):
        return clean_text(super().to_python(value))


class PageForm(forms.Form):
    """A page's title and text. `half` is the PairState of its other language, or None where it has none."""

    use_required_attribute = False

    title = Words(label=gettext_lazy("Title"))
    body = Words(
        label=gettext_lazy("Text of the page"),
        widget=forms.Textarea(attrs={"spellcheck": "true", "rows": 24}),
        help_text=gettext_lazy(
            "In Markdown: ## for a heading, * for a list, **bold**, [[Title of a page]] for a link to it."
        ),
    )
    summary = Words(
        label=gettext_lazy("What did you change?"),
        help_text=gettext_lazy("One line. It appears in the history and in the digest."),
    )
    weight = forms.TypedChoiceField(
        coerce=int, empty_value=int(Weight.NORMAL), required=False, widget=forms.RadioSelect
    )
    level = forms.BooleanField(required=False)
    # Made when the form is first shown: the same form sent twice is one save.
    form = Words(widget=forms.HiddenInput)
    # The revision that is being edited, and the one of the other half that stands beside it.
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    translation_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, half=None, new=False, **kwargs):
        super().__init__(*args, **kwargs)
        if half is None or new:
            del self.fields["weight"], self.fields["level"]
        else:
            self.fields["weight"].label = words.weight_question(half.language)
            self.fields["weight"].choices = words.weight_choices(half.language)
            self.fields["level"].label = words.level_box(half.language)
        if new:
            del self.fields["base"], self.fields["summary"]
        else:
            del self.fields["translation_of"]

    def clean_form(self):
        token = self.cleaned_data["form"]
        return token if TOKEN.fullmatch(token) else ""

    def clean_title(self):
        return clean_title(self.cleaned_data["title"])

    def clean_body(self):
        return clean_page_text(self.cleaned_data["body"])

    def clean_summary(self):
        summary = one_line(self.cleaned_data["summary"])
        if len(summary) > 200:
            raise ValidationError(
                _("Please say it in 200 characters at most; these are %(size)d.") % {"size": len(summary)}
            )
        return summary

    def clean_base(self):
        return ids.number(self.cleaned_data["base"])

    def clean_seen(self):
        return ids.number(self.cleaned_data["seen"])
