"""Whose face and profile a reader may see, decided for a whole page at once."""

from django.db.models import Exists, OuterRef

from members.models import User

from . import access


def decide_faces(members, reader):
    """Mark each User of `members` (None among them is fine) with `face_shown`. One query; returns the list.

    The tags `face` and `person` show a picture and a link only where it is marked True; lists, where somebody
    works.
    """
    members = [member for member in members if member]
    wanted = {member.pk for member in members}
    shown = (
        User.objects.filter(access.people_visible_to(reader), pk__in=wanted)
        if wanted
        else User.objects.none()
    )
    shown = set(shown.values_list("pk", flat=True))
    for member in members:
        member.face_shown = member.pk in shown
    return members


def visible_profile(reader, column):
    """An annotation of rows: whether `reader` may see the profile of the member in `column`. No query more."""
    return Exists(User.objects.filter(access.people_visible_to(reader), pk=OuterRef(column)))
