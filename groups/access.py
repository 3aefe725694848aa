"""Who may do what. Every view, queryset, feed, search and mail asks here, and nowhere else.

The table says, for each deed and each visibility of a group, the lowest standing that may do it.
An administrator stands above a steward and may do everything; the group's log says when they enter.
"""

from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Q
from django.http import Http404


class Standing(IntEnum):
    """What a person is to a group, from least to most."""

    VISITOR = 0  # not signed in
    OUTSIDER = 1  # signed in, not of the group
    MEMBER = 2
    STEWARD = 3
    ADMINISTRATOR = 4
    NOBODY = 9


V, O, M, S, NOBODY = (  # noqa: E741
    Standing.VISITOR,
    Standing.OUTSIDER,
    Standing.MEMBER,
    Standing.STEWARD,
    Standing.NOBODY,
)

TABLE = {
    # deed         public  listed  hidden
    "know":       (V,      V,      M),       # that the group exists: name, purpose, charter, stewards
    "read":       (V,      M,      M),       # its pages, discussions, members, activity
    "join":       (O,      NOBODY, NOBODY),  # by oneself, at once
    "write":      (M,      M,      M),       # in groups "for everyone": any signed-in person, if public
    "moderate":   (S,      S,      S),       # hide, lock, pin
}  # fmt: skip

COLUMN = {"public": 0, "listed": 1, "hidden": 2}


def is_administrator(member):
    return bool(member and member.is_active and member.is_superuser)


def own_standing(member, group):
    """What `member` (a User, AnonymousUser or None) is to `group` by their own place in it. One query at most."""
    if member is None or not member.is_authenticated or not member.is_active:
        return Standing.VISITOR
    role = group.memberships.filter(member=member).values_list("role", flat=True).first()
    if role == "steward":
        return Standing.STEWARD
    # Everyone with an account belongs to the community group.
    return Standing.MEMBER if role == "member" or group.is_community else Standing.OUTSIDER


@dataclass(frozen=True)
class Access:
    """What one person may do in one group; templates ask `access.may_write` and its sisters."""

    member: object
    group: object
    # By their place in the group; `standing` adds what an administrator may do beyond it.
    own: Standing

    @property
    def standing(self):
        return Standing.ADMINISTRATOR if is_administrator(self.member) else self.own

    def may(self, deed):
        """Whether this person may do `deed`, a key of `TABLE`; KeyError for an unknown one."""
        needed = TABLE[deed][COLUMN[self.group.visibility]]
        if deed == "join":
            # An administrator joins as anybody does, and any group.
            needed = O if self.standing == Standing.ADMINISTRATOR else needed
            return self.own == needed and not self.group.is_archived
        if deed in ("write", "moderate") and self.group.is_archived:
            return self.standing == Standing.ADMINISTRATOR
        if deed == "write" and self.group.open_to_everyone:
            needed = Standing.OUTSIDER
        return self.standing >= needed

    may_know = property(lambda self: self.may("know"))
    may_read = property(lambda self: self.may("read"))
    may_join = property(lambda self: self.may("join"))
    may_write = property(lambda self: self.may("write"))
    may_moderate = property(lambda self: self.may("moderate"))

    @property
    def is_member(self):
        return self.own in (Standing.MEMBER, Standing.STEWARD)

    @property
    def may_leave(self):
        return self.is_member and not self.group.is_community


def access(member, group):
    """The `Access` of `member` to `group`. One query at most."""
    return Access(member, group, own_standing(member, group))


def enter(member, group, deed="read"):
    """The `Access` of `member`, or Http404 where they may not do `deed`: as if nothing were there.

    Where an administrator enters a group by that right alone, the group's log keeps it, once a day.
    """
    found = access(member, group)
    if not found.may(deed):
        raise Http404
    by_right_alone = found.standing == Standing.ADMINISTRATOR and not found.is_member
    if by_right_alone and group.visibility != "public":
        group.note_administrator(member)
    return found


def known_to(member, prefix=""):
    """Q: groups whose existence `member` may know. `prefix` leads to the group, e.g. `"group__"`."""
    if is_administrator(member):
        return Q()
    return Q(**{f"{prefix}visibility__in": ["public", "listed"]}) | _own(member, prefix)


def readable_by(member, prefix=""):
    """Q: groups whose content `member` may read. `prefix` leads to the group, e.g. `"group__"`."""
    if is_administrator(member):
        return Q()
    return Q(**{f"{prefix}visibility": "public"}) | _own(member, prefix)


def _own(member, prefix):
    if member is None or not member.is_authenticated or not member.is_active:
        return Q(pk__in=[])
    from .models import Membership

    path = f"{prefix}pk__in" if prefix else "pk__in"
    return Q(**{path: Membership.objects.filter(member=member).values("group")}) | Q(
        **{f"{prefix}is_community": True}
    )
