"""Fields of forms that take files. Their value is a `Checked` file for `uploads.kept`, or None."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import kinds, pictures, uploads


class FileField(forms.FileField):
    """A file of one of `families` (kinds.EVERY). What is wrong with another is said in a sentence."""

    default_error_messages = {
        "required": _("Please choose a file."),
        "invalid": _("The file did not arrive. Please choose it again."),
        "missing": _("The file did not arrive. Please choose it again."),
        "empty": _("This file is empty."),
    }

    def __init__(self, *, families=kinds.EVERY, shape=pictures.PHOTO, **kwargs):
        super().__init__(**kwargs)
        self.families, self.shape = families, shape

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and uploads.check(upload, self.families, self.shape)


class PictureField(FileField):
    """A picture, made anew in the sizes of `shape`."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})
    default_error_messages = {"required": _("Please choose a picture.")}

    def __init__(self, **kwargs):
        super().__init__(families=[kinds.PICTURE], **kwargs)
