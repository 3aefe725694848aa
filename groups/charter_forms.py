"""The form of the charter: every field of a group's home in one language."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import ids
from core.markdown import POST_LIMIT, TooDeep, TooLong, TooMuch, check
from core.words import one_line

from .charter import FIELDS, LINES, heading, hints


class Words(forms.CharField):
    """Text kept as it was typed, with one kind of line ending and without NUL."""

    def __init__(self, **options):
        super().__init__(strip=False, required=False, **options)

    def to_python(self, value):
        value = super().to_python(value)
        return value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


class CharterForm(forms.Form):
    """Name and charter. `base` is the revision that is being edited, empty where there is none yet."""

    use_required_attribute = False

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, language="", **kwargs):
        """`language` is that of the text, for the reader's spelling checker and screen reader."""
        super().__init__(*args, **kwargs)
        help_texts = hints()
        attrs = {"lang": language, "spellcheck": "true"}
        for name in FIELDS:
            long = forms.Textarea(attrs={**attrs, "rows": 10 if name == "charter" else 5})
            self.fields[name] = Words(
                label=heading(name),
                help_text=help_texts.get(name, ""),
                widget=forms.TextInput(attrs=attrs) if name in LINES else long,
            )

    def clean_base(self):
        text = self.cleaned_data["base"]
        return ids.number(text) if text else None

    def clean(self):
        fields = super().clean()
        for name in FIELDS:
            try:
                fields[name] = _line(name, fields[name]) if name in LINES else _text(fields[name])
            except ValidationError as trouble:
                self.add_error(name, trouble)
        return fields

    @property
    def words(self):
        """{field: text} of a valid form."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def clean_name(text):
    """A group's name on one line. ValidationError if empty or too long."""
    return _line("title", text)


def _line(name, text):
    text, most = one_line(text), LINES[name]
    if name == "title" and not text:
        raise ValidationError(_("Please give the group a name."))
    if len(text) > most:
        raise ValidationError(
            _("This line has %(size)d characters; there is room for %(most)d. Please shorten it."),
            params={"size": len(text), "most": most},
        )
    return text


def _text(text):
    try:
        check(text, POST_LIMIT)
    except TooLong:
        size = len(text.encode("utf-8", "replace")) // 1024
        raise ValidationError(
            _(
                "This text takes %(size)d kB; there is room for %(most)d kB. "
                "Please move a part of it to the wiki, and link to it from here."
            ),
            params={"size": size, "most": POST_LIMIT // 1024},
        ) from None
    except TooMuch:
        raise ValidationError(
            _("This text has more lines, links or list items than can be shown here. Please shorten it.")
        ) from None
    except TooDeep:
        raise ValidationError(
            _("Lists, quotations or emphasis lie too deep inside one another. Please make it flatter.")
        ) from None
    return text
