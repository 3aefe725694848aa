"""What happened (Notice), who cares (Watch, DigestSchedule), and the outbox (OutgoingMail)."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import access
from groups.models import Group, GroupPage


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Notices of groups that `member` may read now. Their targets are asked again when described."""
        return self.filter(access.readable_by(member, "group__"))


class Notice(models.Model):
    """Something that happened in a group, written once, in the transaction of the deed."""

    class Kind(models.TextChoices):
        THREAD = "thread", _("a discussion was started")
        REPLY = "reply", _("somebody replied")
        PAGE_CREATED = "page_created", _("a page was written")
        PAGE_EDITED = "page_edited", _("a page was changed")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    group = models.ForeignKey(Group, models.CASCADE, related_name="notices")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    created_at = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["group", "created_at"])]
        constraints = [
            models.UniqueConstraint(fields=["kind", "content_type", "object_id"], name="noticed_once")
        ]

    def __str__(self):
        return f"{self.kind} in {self.group_id}"


class Watch(models.Model):
    """That a member wants something else than the usual from a group (later: a thread, a page).

    Belonging to a group means its digest; no row says so. One table, one page that lists every row,
    and a row that is no longer wanted is deleted, never switched off.
    """

    class Level(models.TextChoices):
        NOTHING = "nothing", _("nothing")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    level = models.CharField(max_length=10, choices=Level.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "content_type", "object_id"], name="one_watch_each")
        ]

    def __str__(self):
        return f"{self.member_id} {self.level} {self.content_type_id}:{self.object_id}"


class DigestSchedule(models.Model):
    """When a member gets the digest: a rhythm and an hour in their own time zone."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        NEVER = "never", _("never")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_schedule")
    rhythm = models.CharField(_("rhythm"), max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    # What happened until then is in a digest already planned, or came before the member did.
    covered_until = models.DateTimeField(default=timezone.now)
    # The next digest is due at the first slot after this moment.
    next_after = models.DateTimeField(default=timezone.now)
    # Ids of notices already in a digest that are young enough to be looked at again (see planning.py).
    told = models.JSONField(default=list, blank=True)
    # The rhythm before "never", so that one click brings it back.
    rhythm_before = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)

    def __str__(self):
        return f"{self.member_id}: {self.rhythm} {self.hour}:00"


class OutgoingMail(models.Model):
    """One mail to one person for one occasion: written first, sent by `manage.py deliver`."""

    class State(models.TextChoices):
        NEW = "new"
        BUSY = "busy"
        SENT = "sent"
        FAILED = "failed"  # will be tried again
        SUPPRESSED = "suppressed"  # nothing left to say, or no longer wanted
        DEAD = "dead"  # given up after 48 hours

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mails"
    )
    # For people without an account (an invitation): their address and language. Otherwise empty.
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    occasion = models.CharField(max_length=80, help_text="e.g. digest:2026-11-23T07:00Z")
    kind = models.CharField(max_length=20, default="digest")
    payload = models.JSONField(default=dict, help_text="ids only; words are written when the mail is sent")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    message_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "not_before"])]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "occasion"], name="one_mail_per_occasion"),
            models.UniqueConstraint(
                fields=["occasion"], condition=Q(recipient=None), name="one_mail_to_an_address"
            ),
            models.CheckConstraint(
                condition=(Q(recipient=None) & ~Q(address="")) | (Q(recipient__isnull=False) & Q(address="")),
                name="a_mail_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=~Q(state="busy") | Q(lease_until__isnull=False), name="busy_means_leased"
            ),
        ]

    def __str__(self):
        return f"{self.occasion} to {self.recipient_id or self.address}: {self.state}"

    @property
    def may_be_sent(self):
        """Whether there is still somebody to send it to."""
        return self.recipient is None or self.recipient.is_active

    @property
    def to(self):
        """The address, as it is now."""
        return self.recipient.email if self.recipient else self.address

    @property
    def to_language(self):
        """The language code of the mail."""
        return self.recipient.language if self.recipient else self.language

    @property
    def to_zone(self):
        """The ZoneInfo of the hours in the mail."""
        return self.recipient.zone if self.recipient else timezone.get_default_timezone()

    @property
    def message_id(self):
        """The Message-ID of RFC 5322, the same at every attempt."""
        return f"<{self.kind}.{self.message_key.hex}@{settings.MAIL_DOMAIN}>"


def record(kind, target, *, group, actor, at=None):
    """Write the Notice of a deed done `at` (by default now). Call it inside the deed's transaction."""
    at = at or timezone.now()
    return Notice.objects.create(kind=kind, target=target, group=group, actor=actor, created_at=at)


def group_pages(group_ids, language):
    """{group id: GroupPage} in `language`, for titles, colours and links. One query."""
    pages = GroupPage.objects.in_language(language).filter(group__in=group_ids)
    return {page.group_id: page for page in pages}
