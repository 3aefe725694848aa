"""Who may do what. Every view, queryset, feed, search, mail and export asks here, and nowhere else.

The first table says, for each deed and each visibility of a group, the lowest standing that may do it.
An administrator stands above a steward and may do everything; the group's log says when they enter.
The second table is about what belongs to no group. Who sees whom is in `people_visible_to`.
"""

from dataclasses import dataclass
from enum import IntEnum

from django.db.models import DateField, Exists, OuterRef, Q, Subquery, Value
from django.http import Http404
from django.utils import timezone


class Standing(IntEnum):
    """What a person is to a group, from least to most."""

    VISITOR = 0  # not signed in
    OUTSIDER = 1  # signed in, not of the group: never was, has left, or was shut out
    MEMBER = 2
    STEWARD = 3
    ADMINISTRATOR = 4
    NOBODY = 9


V, O, M, S, A, NOBODY = (  # noqa: E741
    Standing.VISITOR,
    Standing.OUTSIDER,
    Standing.MEMBER,
    Standing.STEWARD,
    Standing.ADMINISTRATOR,
    Standing.NOBODY,
)

TABLE = {
    # deed         public  listed  hidden
    "know":       (V,      V,      M),       # that the group exists: name, charter, pictures, stewards
    "read":       (V,      M,      M),       # its pages, discussions, members, activity
    "join":       (O,      NOBODY, NOBODY),  # by oneself, at once; only where its policy is "open"
    "ask":        (O,      O,      NOBODY),  # to be let in; only where its policy is "request"
    "write":      (M,      M,      M),       # in groups "for everyone": any signed-in person, if public
    "write at once": (S,   S,      S),       # where its wiki is reviewed: what waits for nobody; else as "write"
    "moderate":   (S,      S,      S),       # hide, lock, pin
    "run":        (S,      S,      S),       # requests, invitations, members, log, settings, charter, pictures
}  # fmt: skip

COLUMN = {"public": 0, "listed": 1, "hidden": 2}

SITE = {
    # deed on what belongs to no group
    "propose a group":           O,
    "apply for an organisation": O,
    "answer":                    A,  # proposals and applications
    "keep organisations":        A,  # their names, sites and roles
}  # fmt: skip

# What is closed to those who were shut out of a group, and what is closed to all in an archive.
NOT_WHEN_BANNED = {"join", "ask", "write", "write at once"}
NOT_IN_AN_ARCHIVE = {"join", "ask", "write", "write at once", "moderate"}

# Where a group reviews its wiki, who has fewer edits in it than this is a newcomer, unless they run it.
NEWCOMER_EDITS = 3


def is_administrator(member):
    return bool(member and member.is_active and member.is_superuser)


def administrators():
    """The Users who may do everything."""
    from members.models import User

    return User.objects.filter(is_superuser=True, is_active=True)


def is_somebody(member):
    """Whether `member` (a User, AnonymousUser or None) is signed in with an account that is open."""
    return bool(member and member.is_authenticated and member.is_active)


def may(member, deed):
    """Whether `member` may do `deed`, a key of `SITE`. No query."""
    if is_administrator(member):
        return True
    return (Standing.OUTSIDER if is_somebody(member) else Standing.VISITOR) >= SITE[deed]


@dataclass(frozen=True)
class Access:
    """What one person may do in one group; templates ask `access.may_write` and its sisters."""

    member: object
    group: object
    # By their place in the group; `standing` adds what an administrator may do beyond it.
    own: Standing
    banned: bool = False
    last_here: object = None

    @property
    def standing(self):
        return Standing.ADMINISTRATOR if is_administrator(self.member) else self.own

    def may(self, deed):
        """Whether this person may do `deed`, a key of `TABLE`; KeyError for an unknown one."""
        if deed == "write at once" and not self.group.reviews_newcomers:
            deed = "write"
        needed = TABLE[deed][COLUMN[self.group.visibility]]
        if self.banned and deed in NOT_WHEN_BANNED:
            return False
        if self.group.is_archived and deed in NOT_IN_AN_ARCHIVE:
            return deed != "join" and deed != "ask" and self.standing == Standing.ADMINISTRATOR
        if deed == "join":
            # An administrator joins as anybody does, and any group.
            at_once = self.group.how_to_join == "open" and self.own == needed
            return at_once or (self.standing == Standing.ADMINISTRATOR and not self.is_member)
        if deed == "ask":
            return self.group.how_to_join == "request" and self.own == needed and not self.may_join
        if deed == "write" and self.group.open_to_everyone:
            needed = Standing.OUTSIDER
        return self.standing >= needed

    may_know = property(lambda self: self.may("know"))
    may_read = property(lambda self: self.may("read"))
    may_join = property(lambda self: self.may("join"))
    may_ask = property(lambda self: self.may("ask"))
    may_write = property(lambda self: self.may("write"))
    may_write_at_once = property(lambda self: self.may("write at once"))
    may_moderate = property(lambda self: self.may("moderate"))
    may_run = property(lambda self: self.may("run"))

    @property
    def is_member(self):
        return self.own in (Standing.MEMBER, Standing.STEWARD)

    def is_newcomer(self, written):
        """Whether a change of theirs to the wiki waits for a steward; `written` is how many edits there are theirs."""
        return self.may_write and not self.may_write_at_once and written < NEWCOMER_EDITS

    @property
    def may_leave(self):
        return self.is_member and not self.group.is_community


def access(member, group):
    """The `Access` of `member` to `group`. One query at most."""
    if not is_somebody(member):
        return Access(member, group, Standing.VISITOR)
    rows = group.memberships.filter(member=member).values_list("role", "last_here")
    bans = group.bans.filter(member=member).order_by()
    bans = bans.values_list(Value("banned"), Value(None, DateField()))
    return _as_found(member, group, dict(rows.union(bans, all=True)))


def accesses(member, groups):
    """{group id: `Access` of `member`} for each group of a queryset. One query, however many they are."""
    if not is_somebody(member):
        return {group.pk: Access(member, group, Standing.VISITOR) for group in groups}
    from .models import Ban, Membership

    mine = Membership.objects.filter(member=member, group=OuterRef("pk"))
    rows = groups.annotate(
        here_as=Subquery(mine.values("role")[:1]),
        here_on=Subquery(mine.values("last_here")[:1]),
        shut_out=Exists(Ban.objects.filter(member=member, group=OuterRef("pk"))),
    )
    found = {}
    for group in rows:
        places = {group.here_as: group.here_on} if group.here_as else {}
        if group.shut_out:
            places["banned"] = None
        found[group.pk] = _as_found(member, group, places)
    return found


def _as_found(member, group, found):
    """The `Access` of somebody signed in, from {their role in `group`, or "banned": when they were last here}."""
    if "banned" in found:
        return Access(member, group, Standing.OUTSIDER, banned=True)
    if "steward" in found:
        return Access(member, group, Standing.STEWARD, last_here=found["steward"])
    # Everyone with an account belongs to the community group.
    own = Standing.MEMBER if found or group.is_community else Standing.OUTSIDER
    return Access(member, group, own, last_here=found.get("member"))


def enter(member, group, deed="read"):
    """The `Access` of `member`, or Http404 where they may not do `deed`: as if nothing were there.

    Where an administrator enters a group by that right alone, the group's log keeps it, once a day; that a
    member was here is kept, as a day, on their membership.
    """
    found = access(member, group)
    if not found.may(deed):
        raise Http404
    if found.is_member:
        today = timezone.now().date()
        if found.last_here != today:
            group.memberships.filter(member=member).update(last_here=today)
    elif found.standing == Standing.ADMINISTRATOR and group.visibility != "public":
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
    if not is_somebody(member):
        return Q(pk__in=[])
    from .models import Membership

    path = f"{prefix}pk__in" if prefix else "pk__in"
    return Q(**{path: Membership.objects.filter(member=member).values("group")}) | Q(
        **{f"{prefix}is_community": True}
    )


def people_visible_to(member):
    """Q over members: whose profile `member` may see. Everybody's for an administrator; always their own.

    "Members of my groups" are those who share a group other than the community group. Accounts that are
    closed are nobody's to see.
    """
    if is_administrator(member):
        return Q(is_active=True)
    if not is_somebody(member):
        return Q(is_active=True, seen_by="everyone")
    from .models import Membership

    mine = Membership.objects.filter(member=member, group__is_community=False).values("group")
    together = Exists(Membership.objects.filter(member=OuterRef("pk"), group__in=mine))
    return Q(is_active=True) & (
        Q(seen_by__in=["everyone", "members"]) | Q(pk=member.pk) | (Q(seen_by="groups") & Q(together))
    )
