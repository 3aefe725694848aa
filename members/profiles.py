"""Saving a profile: what its form says, and the picture that came with it."""

from contextlib import nullcontext
from functools import partial

from django.db import transaction

from core import uploads

from .models import User


def save_profile(form):
    """Write a valid ProfileForm, picture and all, or nothing of it. Returns the member.

    A new picture counts more than the box that removes the old one. The old file goes once all is written.
    """
    picture = form.cleaned_data["new_picture"]
    with uploads.kept(picture) if picture else nullcontext() as file, transaction.atomic():
        member = form.save()
        if file:
            _change_picture(member, file.key)
        elif form.cleaned_data["remove_picture"]:
            _change_picture(member, "")
    return member


def _change_picture(member, key):
    # Locked, so that of two pictures sent at once the first is known, and goes, when the second comes.
    old = User.objects.select_for_update().values_list("picture", flat=True).get(pk=member.pk)
    member.picture = key
    member.save(update_fields=["picture"])
    if old:
        transaction.on_commit(partial(uploads.forget, old))
