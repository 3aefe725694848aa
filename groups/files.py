"""The only way to a file that somebody sent: ask `access`, then hand it out."""

from django.http import Http404
from django.views.decorators.http import require_safe

from core import uploads
from core.pictures import FACE, PHOTO
from members.models import User

from . import access
from .models import GroupPhoto


@require_safe
def person(request, key, size):
    """A member's picture, for those who may see their profile."""
    member = User.objects.filter(access.people_visible_to(request.user), picture=key).first()
    if member is None or size not in FACE.widths:
        raise Http404
    return uploads.serve(request, key, "webp", uploads.safe_name(member.name, "webp"), size)


@require_safe
def group_photo(request, key, size):
    """A picture of a group's home, for those who may know of the group."""
    photo = GroupPhoto.objects.filter(access.known_to(request.user, "group__"), file=key).first()
    if photo is None or size not in PHOTO.widths:
        raise Http404
    return uploads.serve(request, key, "webp", photo.file_name, size)
