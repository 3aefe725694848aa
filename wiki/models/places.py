"""Where pages are and were, what leads to them, and what lies in the bin."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Group

from .pages import WikiPage


class PageLink(models.Model):
    """That the text of a page names another one: [[Title]] or [[group:Title]]. Kept by links.py at each save.

    What a link leads to depends on who reads and on what is there; so this keeps the words, not a page.
    """

    source = models.ForeignKey(WikiPage, models.CASCADE, related_name="links")
    # The short name before the colon, in lower case; empty for a page of the same wiki.
    group_key = models.CharField(max_length=50, blank=True)
    title = models.CharField(max_length=300, help_text="as it was typed, on one line, after the colon")
    slug = models.CharField(max_length=60, blank=True, help_text="links.slug_of the title")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "group_key", "title"], name="one_row_for_a_link")
        ]
        indexes = [models.Index(fields=["slug"]), models.Index(fields=["title"])]

    def __str__(self):
        return f"{self.source_id} → {self.group_key}:{self.title}"


class OldAddress(models.Model):
    """An address that led to a page until it was renamed or moved; without a page, one that is gone for good.

    A live page at the same address comes first.
    """

    path = models.CharField(max_length=2000, unique=True, help_text="as Page.url_path")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    page = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="old_addresses")
    title = models.CharField(max_length=255, blank=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.path


class Binned(models.Model):
    """That a page was deleted: one row for each page of the branch, until it is restored or its 30 days end.

    Its page is not live while this row stands.
    """

    page = models.OneToOneField(WikiPage, models.CASCADE, related_name="binned")
    # The page that was deleted; those below it went with it.
    root = models.ForeignKey(WikiPage, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    reason = models.CharField(_("Why?"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.page_id} in the bin"
