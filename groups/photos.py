"""The pictures of a group: their form, adding one, taking one away."""

import datetime
from functools import partial

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import uploads
from core.fields import PictureField
from core.pages import current_language

from .deeds import lock_to_run
from .models import GroupPhoto, LogEntry, note

MOST_PHOTOS = 12
# The same picture with the same words again, so soon: a button that was pressed twice.
TWICE = datetime.timedelta(minutes=2)


def with_words(photo, group):
    """`photo` with `words` and their `language`, for an <img>: this interface's, else the group's own.

    And with `all_words`, [(name of a language, text)].
    """
    photo.language = next(
        (code for code in (current_language(), group.source_language, *photo.alt) if photo.alt.get(code)), ""
    )
    photo.words = photo.alt.get(photo.language, "")
    photo.all_words = [(name, photo.alt[code]) for code, name in settings.LANGUAGES if photo.alt.get(code)]
    return photo


class TooManyPhotos(Exception):
    """The group has MOST_PHOTOS pictures already."""


class SentTwice(Exception):
    """The same picture has just been added."""


class PhotoForm(forms.Form):
    """A picture, and what it shows for those who do not see it: in the group's language at least."""

    picture = PictureField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP or GIF, at most 15 MB and 50 megapixels. Nothing of what the camera wrote into it "
            "is kept, such as the place."
        ),
    )

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        for code, name in sorted(settings.LANGUAGES, key=lambda row: row[0] != group.source_language):
            self.fields[f"alt_{code}"] = forms.CharField(
                label=_("What the picture shows, in this language: %(language)s") % {"language": name},
                max_length=300,
                required=code == group.source_language,
                widget=forms.TextInput(attrs={"lang": code}),
                error_messages={
                    "required": _("Please say what the picture shows, for those who cannot see it."),
                },
            )

    @property
    def picture_was_lost(self):
        """Whether a good picture came with something wrong elsewhere: a browser does not send it again."""
        return bool(self.errors and self.cleaned_data.get("picture"))

    @property
    def alt(self):
        """{language code: text} as it was typed. Call it on a valid form."""
        words = {code: self.cleaned_data[f"alt_{code}"] for code, _name in settings.LANGUAGES}
        return {code: text for code, text in words.items() if text}


def add_photo(group, by, picture, alt):
    """Keep `picture` (an uploads.Checked) for `group`, and log it. Returns whether it was new.

    `alt` is {language code: text}. Raises TooManyPhotos or NoLongerAllowed.
    """
    try:
        with uploads.kept(picture) as file, transaction.atomic():
            _make_room(group, by, file, alt)
            GroupPhoto.objects.create(group=group, file=file.key, file_name=file.name, alt=alt, added_by=by)
            note(group, by, LogEntry.Deed.ADDED_PHOTO, words=file.name)
    except SentTwice:
        return False
    return True


def _make_room(group, by, file, alt):
    # The lock: two stewards at once cannot go beyond the number.
    lock_to_run(group, by)
    soon = timezone.now() - TWICE
    same = group.photos.filter(added_by=by, added_at__gte=soon, file_name=file.name)
    if alt in [photo.alt for photo in same]:
        raise SentTwice
    if group.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos


@transaction.atomic
def remove_photo(group, by, pk):
    """Take a picture away, and its file once that is written; log it. Returns whether it was still there.

    Raises NoLongerAllowed.
    """
    lock_to_run(group, by)
    photo = group.photos.filter(pk=pk).first()
    if photo is None:
        return False
    photo.delete()
    note(group, by, LogEntry.Deed.REMOVED_PHOTO, words=photo.file_name)
    transaction.on_commit(partial(uploads.forget, photo.file))
    return True
