"""Who belongs to a group and as what, who asks and who is invited, and the log of all that."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .telling import Answered, Told

INVITATION_DAYS = 14


class Membership(models.Model):
    """That a person belongs to a group, and as what."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        STEWARD = "steward", _("steward")

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="memberships")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # Only the day, and only of visits to this group: enough to see who has gone.
    last_here = models.DateField(_("last here"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="once_in_a_group")]

    def __str__(self):
        return f"{self.member} in {self.group}: {self.role}"


class Stewardship(models.Model):
    """That somebody ran a group, with which title, from when to when.

    `Membership.role` says who does now; membership.py keeps the two in step.
    """

    class Title(models.TextChoices):
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co-chair", _("co-chair")

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="stewardships")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="stewardships"
    )
    member_name = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=10, choices=Title.choices, blank=True)
    begun = models.DateField(_("since"))
    # The last day, itself included.
    ended = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["begun", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(ended=None), name="one_stewardship_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.member_name} for {self.group}"


class JoinRequest(Answered, models.Model):
    """That somebody asks to join a group. The log tells those concerned."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="requests")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    message = models.TextField(_("message to the stewards"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(state="waiting"), name="one_waiting_request"
            )
        ]

    def __str__(self):
        return f"{self.member} asks for {self.group}: {self.state}"


class Invitation(Told, models.Model):
    """An invitation by mail, for an address that need not have an account. Its link works once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not used yet")
        USED = "used", _("used")
        REVOKED = "revoked", _("taken back")

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of the invitation"), max_length=10, choices=settings.LANGUAGES)
    message = models.TextField(_("a few words of yours"), max_length=1000, blank=True)
    # Part of the link, which is signed as well: neither a guess nor a look into the table opens the door.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [Told.untold("invitation_untold")]
        constraints = [
            models.UniqueConstraint(
                "group", Lower("email"), condition=Q(state="waiting"), name="one_waiting_invitation"
            )
        ]

    def __str__(self):
        return f"{self.email} to {self.group}: {self.state}"

    @property
    def has_ended(self):
        """Whether its 14 days are over. A steward can send it again."""
        return self.expires_at <= timezone.now()

    @property
    def occasion(self):
        # Sent again, it has another link, and is another mail.
        return f"invitation:{self.pk}:{self.key.hex}"

    def addresses_to_tell(self):
        return [(self.email, self.language)] if self.state == self.State.WAITING else []

    def letter_to(self, member):
        from groups import letters

        return letters.invitation(self)


class Ban(models.Model):
    """That somebody may not come back to a group, nor write where everyone may."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="bans")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bans")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="shut_out_once")]

    def __str__(self):
        return f"{self.member} out of {self.group}"


class LogEntry(Told, models.Model):
    """One deed in a group: who, what, when. Kept even where the person has left."""

    class Deed(models.TextChoices):
        FOUNDED = "founded", _("made the group")
        JOINED = "joined", _("joined the group")
        LEFT = "left", _("left the group")
        ASKED = "asked", _("asked to join")
        WITHDREW = "withdrew", _("withdrew their request to join")
        ACCEPTED = "accepted", _("accepted a request to join")
        REFUSED = "refused", _("refused a request to join")
        INVITED = "invited", _("invited somebody")
        REVOKED = "revoked", _("took back an invitation")
        CAME = "came", _("joined with an invitation")
        REMOVED = "removed", _("removed a member")
        BANNED = "banned", _("shut somebody out")
        UNBANNED = "unbanned", _("let somebody in again")
        NAMED_STEWARD = "named steward", _("named a steward")
        ENDED_STEWARD = "ended steward", _("ended somebody’s time as a steward")
        SETTINGS = "settings", _("changed the settings")
        CHARTER = "charter", _("changed the charter")
        ARCHIVED = "archived", _("archived the group")
        REVIVED = "revived", _("took the group out of the archive")
        ADDED_PHOTO = "added photo", _("added a picture")
        REMOVED_PHOTO = "removed photo", _("removed a picture")
        ENTERED = "entered", _("entered as an administrator")
        LOCKED = "locked", _("locked a discussion")
        UNLOCKED = "unlocked", _("unlocked a discussion")
        PINNED = "pinned", _("pinned a discussion")
        UNPINNED = "unpinned", _("unpinned a discussion")
        HID_THREAD = "hid", _("hid a discussion")
        SHOWED_THREAD = "showed", _("showed a discussion again")
        HID_POST = "hid post", _("hid a message")
        SHOWED_POST = "shown post", _("showed a message again")
        DELETED_POST = "took back", _("deleted a message of their own")
        LOCKED_PAGE = "locked page", _("locked a page of the wiki")
        UNLOCKED_PAGE = "unlocked page", _("unlocked a page of the wiki")
        MOVED_PAGE = "moved page", _("moved a page of the wiki")
        DELETED_PAGE = "deleted page", _("deleted a page of the wiki")
        RESTORED_PAGE = "restored page", _("brought a page of the wiki back")
        PURGED_PAGE = "purged page", _("removed a page of the wiki for good")
        REMOVED_FILE = "removed file", _("removed a file of the wiki")
        ACCEPTED_EDIT = "took edit", _("accepted a change to the wiki")
        REFUSED_EDIT = "refused edit", _("refused a change to the wiki")

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="log")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=80)
    deed = models.CharField(max_length=14, choices=Deed.choices)
    # Whom it was done to, and what was said about it.
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    subject_name = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["group", "-at"]), Told.untold("log_untold")]

    def __str__(self):
        return f"{self.actor_name} {self.deed} {self.group}"

    def members_to_tell(self):
        from groups import letters

        return letters.readers(self)

    def letter_to(self, member):
        from groups import letters

        return letters.about(self, member)


def note(group, actor, deed, *, subject=None, words="", told=True):
    """Write one deed into the log of `group`. Call it inside the deed's transaction. Returns the LogEntry.

    `told=False` where somebody has to be told by mail (see Told).
    """
    return LogEntry.objects.create(
        group=group,
        actor=actor,
        actor_name=actor.name if actor else "",
        deed=deed,
        subject=subject,
        subject_name=subject.name if subject else "",
        words=words[:1000],
        told=told,
    )
