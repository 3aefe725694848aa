"""The forms in which a file is added to a page, or a new version of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import FileField
from core.words import one_line

from .attached import is_picture
from .attaching import families_for
from .models import Attachment, AttachmentVersion

LONGEST_ALT = Attachment._meta.get_field("alt").max_length
LONGEST_NOTE = AttachmentVersion._meta.get_field("note").max_length
ACCEPT_PICTURES = "image/jpeg,image/png,image/webp,image/gif"
ACCEPT_OTHERS = ".pdf,.txt,.md,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp"


class Line(forms.CharField):
    """One line, whatever was typed, of at most `most` characters."""

    def __init__(self, *, most, **options):
        super().__init__(strip=False, required=False, **options)
        self.most = most

    def to_python(self, value):
        line = one_line(super().to_python(value))
        # Halves of surrogate pairs cannot be stored.
        line = line.encode("utf-8", "replace").decode()
        if len(line) > self.most:
            raise ValidationError(
                _("Please say it in %(most)d characters at most; these are %(size)d.")
                % {"most": self.most, "size": len(line)}
            )
        return line


class AttachmentForm(forms.Form):
    """A file for a page. A picture needs words for those who do not see it."""

    use_required_attribute = False

    file = FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": f"{ACCEPT_PICTURES},{ACCEPT_OTHERS}"}),
        help_text=gettext_lazy(
            "A picture (JPEG, PNG, WebP or GIF, at most 15 MB), a PDF, plain text or an office document without "
            "macros (at most 10 MB). Nothing of what a camera wrote into a picture is kept, such as the place."
        ),
    )
    alt = Line(
        most=LONGEST_ALT,
        label=gettext_lazy("For a picture: what does it show?"),
        help_text=gettext_lazy("One sentence, for those who do not see it."),
    )

    def clean(self):
        found = super().clean()
        file = found.get("file")
        if file and is_picture(file) and "alt" not in self.errors and not found.get("alt"):
            self.add_error("alt", _("Please say what the picture shows, for those who cannot see it."))
        return found

    @property
    def file_was_lost(self):
        """Whether a good file came with something wrong elsewhere: a browser does not send it again."""
        return bool(self.errors and self.cleaned_data.get("file"))

    @property
    def sentences(self):
        """Everything that is wrong, as text for a script that shows it."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class VersionForm(AttachmentForm):
    """A new version of a file whose latest is `last` (an AttachmentVersion)."""

    note = Line(most=LONGEST_NOTE, label=AttachmentVersion._meta.get_field("note").verbose_name)
    field_order = ["file", "note", "alt"]

    def __init__(self, *args, last, **options):
        super().__init__(*args, **options)
        field = self.fields["file"]
        field.families = families_for(last)
        if is_picture(last):
            field.widget.attrs["accept"] = ACCEPT_PICTURES
            field.help_text = _("A picture (JPEG, PNG, WebP or GIF, at most 15 MB).")
            self.fields["alt"].label = _("What does it show?")
        else:
            field.widget.attrs["accept"] = ACCEPT_OTHERS
            field.help_text = _("A PDF, plain text or an office document without macros, at most 10 MB.")
            del self.fields["alt"]
