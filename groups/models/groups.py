"""A group: one social thing with one membership, in every language."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import latest_day
from core.pages import current_language
from groups import access

from .membership import LogEntry, note
from .telling import Answered, Told


class GroupQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Groups whose existence `member` may know (public and listed ones, and their own)."""
        return self.filter(access.known_to(member))

    def readable_by(self, member):
        """Groups whose pages and discussions `member` may read."""
        return self.filter(access.readable_by(member))

    def of(self, member):
        """Groups that `member` belongs to, the community group among them."""
        return self.filter(models.Q(memberships__member=member) | models.Q(is_community=True)).distinct()


class Group(models.Model):
    """A working group, chapter or committee: one social thing with one membership, in every language."""

    class Kind(models.TextChoices):
        WORKING_GROUP = "working group", _("Working group")
        CHAPTER = "chapter", _("Chapter")
        COMMITTEE = "committee", _("Committee")
        COMMUNITY = "community", _("Community group")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public: anyone may read")
        LISTED = "listed", _("listed: anyone may know that it exists and ask to join")
        HIDDEN = "hidden", _("hidden: only its members know that it exists")

    class Writers(models.TextChoices):
        MEMBERS = "members", _("its members")
        EVERYONE = "everyone", _("everyone who is signed in")

    class JoinPolicy(models.TextChoices):
        OPEN = "open", _("anyone may join at once")
        REQUEST = "request", _("people ask, and a steward answers")
        INVITATION = "invitation", _("only those whom a steward invites")

    class Cloth(models.TextChoices):
        PETROL = "petrol"
        MADDER = "madder"
        FOREST = "forest"
        PLUM = "plum"
        UMBER = "umber"
        SLATE = "slate"

    key = models.SlugField(_("short name"), unique=True, help_text=_("For commands and logs; never changes."))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.WORKING_GROUP)
    visibility = models.CharField(
        _("who may read"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    who_writes = models.CharField(
        _("who may write"), max_length=8, choices=Writers.choices, default=Writers.MEMBERS
    )
    join_policy = models.CharField(
        _("how one joins"), max_length=10, choices=JoinPolicy.choices, default=JoinPolicy.OPEN
    )
    cloth = models.CharField(_("bookcloth"), max_length=8, choices=Cloth.choices, default=Cloth.PETROL)
    source_language = models.CharField(
        _("language it works in"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    reviews_newcomers = models.BooleanField(
        _("changes to the wiki by newcomers wait for a steward"), default=False
    )
    begun = models.DateField(_("since"), null=True, blank=True)
    ended = models.DateField(_("archived since"), null=True, blank=True)
    is_community = models.BooleanField(
        _("community group"), default=False, help_text=_("Everyone with an account belongs to it.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_community"],
                condition=models.Q(is_community=True),
                name="one_community_group",
            ),
            models.CheckConstraint(
                condition=models.Q(is_community=False) | models.Q(visibility="public"),
                name="community_group_is_public",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_archived(self):
        return self.ended is not None and self.ended <= latest_day()

    @property
    def open_to_everyone(self):
        return self.who_writes == self.Writers.EVERYONE and self.visibility == self.Visibility.PUBLIC

    @property
    def how_to_join(self):
        """The JoinPolicy that holds: a listed group is never open, a hidden one only invites."""
        if self.visibility == self.Visibility.HIDDEN:
            return self.JoinPolicy.INVITATION
        if self.visibility == self.Visibility.LISTED and self.join_policy == self.JoinPolicy.OPEN:
            return self.JoinPolicy.REQUEST
        return self.JoinPolicy(self.join_policy)

    def note_administrator(self, member):
        """Keep in the log that an administrator entered, once a day."""
        since = timezone.now() - datetime.timedelta(days=1)
        if not self.log.filter(actor=member, deed=LogEntry.Deed.ENTERED, at__gte=since).exists():
            note(self, member, LogEntry.Deed.ENTERED)


class GroupProposal(Answered, Told, models.Model):
    """A new group that members would like, until an administrator answers."""

    names = models.JSONField(_("name"), default=dict, help_text="{language code: text}")
    purposes = models.JSONField(
        _("purpose, in one sentence"), default=dict, help_text="{language code: text}"
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=Group.Kind.choices, default=Group.Kind.WORKING_GROUP
    )
    visibility = models.CharField(
        _("who may read"), max_length=8, choices=Group.Visibility.choices, default=Group.Visibility.PUBLIC
    )
    join_policy = models.CharField(
        _("how one joins"), max_length=10, choices=Group.JoinPolicy.choices, default=Group.JoinPolicy.OPEN
    )
    source_language = models.CharField(
        _("language it works in"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    message = models.TextField(_("why it is needed, and who takes part"), max_length=4000, blank=True)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_proposals")
    group = models.OneToOneField(Group, models.SET_NULL, null=True, blank=True, related_name="proposal")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [Told.untold("proposal_untold")]

    def __str__(self):
        return next(iter(self.names.values()), "")

    @property
    def name(self):
        """The name in the reader's language."""
        return self.names.get(current_language()) or str(self)

    def members_to_tell(self):
        """The administrators of a new one, the proposer of the answer."""
        if self.is_waiting:
            return list(access.administrators())
        return [] if self.state == self.State.WITHDRAWN else [self.proposer]

    def letter_to(self, member):
        from groups import proposal_letters

        return proposal_letters.write(self, member)


class GroupPhoto(models.Model):
    """A picture on a group's home. The file is served by a view that asks `access`."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="photos")
    file = models.CharField(max_length=32, unique=True, help_text="a key of core.uploads")
    file_name = models.CharField(max_length=120, help_text="as it was sent, made safe")
    alt = models.JSONField(_("what it shows"), default=dict, help_text="{language code: text}")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.file_name
