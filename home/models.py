"""The front page of each language, and the copies that members ask for of what we hold about them."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.pages import TreePage

from . import routing


class HomePage(TreePage, Page):
    """The front page in one language. Its slug is the language's code, so that `url_path` is the address."""

    headline = models.CharField(_("headline"), max_length=200)
    lead = models.TextField(_("lead"), blank=True)
    aside = models.TextField(_("beside the groups"), blank=True, help_text=_("Markdown"))
    about = models.TextField(_("who is behind it"), blank=True, help_text=_("Markdown"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["groups.GroupIndexPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("aside"),
        FieldPanel("about"),
    ]

    def route(self, request, path_components):
        """Find any page below in two queries, at any depth (Wagtail's own way costs two a level)."""
        return routing.find(request, self.url_path + "".join(f"{part}/" for part in path_components))

    def serve(self, request, *args, **kwargs):
        from .views import front

        return front(request, self)


def _unguessable(export, name):
    return f"private/exports/{secrets.token_hex(24)}.zip"


class DataExportQuerySet(models.QuerySet):
    def open(self):
        """Asked for and not finished."""
        return self.filter(state__in=[DataExport.State.WAITING, DataExport.State.BUSY])

    def ready(self, now=None):
        """Finished, and young enough to be fetched."""
        since = (now or timezone.now()) - DataExport.KEPT_FOR
        return self.filter(state=DataExport.State.READY, finished_at__gt=since)

    def due(self, now):
        """To be made now: nobody has begun, or who began has not been heard of."""
        return self.filter(
            Q(state=DataExport.State.WAITING) | Q(state=DataExport.State.BUSY, lease_until__lte=now)
        )


class DataExport(models.Model):
    """A member's copy of what we hold about them: asked for first, made by a worker, kept for a week."""

    class State(models.TextChoices):
        WAITING = "waiting"
        BUSY = "busy"
        READY = "ready"
        FAILED = "failed"

    KEPT_FOR = timedelta(days=7)

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    # Rows, posts and versions of pages, as counted at the beginning.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=_unguessable, max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["waiting", "busy"]),
                name="one_copy_at_a_time",
            )
        ]

    def __str__(self):
        return f"for {self.member_id}: {self.state}"

    @property
    def is_open(self):
        return self.state in (self.State.WAITING, self.State.BUSY)

    @property
    def kept_until(self):
        return self.finished_at + self.KEPT_FOR
