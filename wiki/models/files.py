"""Pictures and files of a wiki. Who may read the group may have them; they have no address of their own besides."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import access
from groups.models import Group

from .pages import WikiPage


def new_key():
    """32 hexadecimal digits that nobody can guess."""
    return secrets.token_hex(16)


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Files of live pages in groups that `member` may read, and those not yet on a page, for who sent them.

        The two languages of a page share their files: one of them that is live is enough.
        """
        # Where a page was moved, the group that it belongs to now decides.
        on_a_page = access.readable_by(member, "page__group__") & Exists(
            WikiPage.objects.filter(
                translation_key=OuterRef("page__translation_key"), group=OuterRef("page__group"), live=True
            )
        )
        if not access.is_somebody(member):
            return self.filter(on_a_page)
        return self.filter(
            on_a_page | (access.readable_by(member, "group__") & Q(page=None, added_by=member))
        )


class Attachment(models.Model):
    """A picture or file that belongs to a page, in one or more versions. A text names it by `key`.

    `page` is None until the text of a new page that shows it is saved.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="attachments")
    page = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="attachments")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    alt = models.CharField(
        max_length=300, blank=True, help_text="what a picture shows, in the language of its page"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.key


class AttachmentVersion(models.Model):
    """One version of an attachment; the one with the highest number is shown."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="1 for the first of its attachment")
    file = models.CharField(max_length=32, unique=True, help_text="a key of core.uploads")
    file_name = models.CharField(max_length=120, help_text="as it was sent, made safe")
    kind = models.CharField(max_length=12, help_text="a key of core.kinds.CONTENT_TYPES")
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(default=0, help_text="pixels; 0 for what is no picture")
    height = models.PositiveIntegerField(default=0)
    note = models.CharField(_("What is new in it?"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_by_name = models.CharField(max_length=80)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="versions_of_a_file_are_numbered")
        ]

    def __str__(self):
        return f"{self.attachment_id}#{self.number}"
