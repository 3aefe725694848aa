"""A member's picture: given, replaced, taken away."""

from functools import partial

from django.db import transaction

from core import uploads

from .models import User


def change_picture(member, picture, *, remove=False):
    """Keep a new `picture` (an uploads.Checked or None) for `member`, or `remove` the one there is.

    A new picture counts more than a wish to remove the old one. The old file goes once the row is written.
    Returns whether anything changed.
    """
    if picture:
        with uploads.kept(picture) as file:
            return _set(member, file.key)
    return _set(member, "") if remove else False


@transaction.atomic
def _set(member, key):
    # Locked, so that of two pictures sent at once the first is known, and goes, when the second comes.
    old = User.objects.select_for_update().values_list("picture", flat=True).get(pk=member.pk)
    if old == key:
        return False
    member.picture = key
    member.save(update_fields=["picture"])
    if old:
        transaction.on_commit(partial(uploads.forget, old))
    return True
