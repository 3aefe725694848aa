"""Institutions, what they were for the community and when, and the applications of those that join."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .telling import Answered, Told


class Organisation(models.Model):
    """A library, an archive, a museum, a university, or another institution."""

    class Kind(models.TextChoices):
        LIBRARY = "library", _("library")
        ARCHIVE = "archive", _("archive")
        MUSEUM = "museum", _("museum")
        UNIVERSITY = "university", _("university")
        OTHER = "other", _("other institution")

    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166 code of two letters"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.LIBRARY)
    site = models.URLField(_("web site"), blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class OrganisationRole(models.Model):
    """What an organisation was for the community, and when. Never a field of the organisation."""

    class Role(models.TextChoices):
        SECRETARIAT = "secretariat", _("member of the secretariat")
        BOARD = "board", _("member of the board")
        CO_CHAIR = "co-chair", _("co-chair")
        FOUNDING_MEMBER = "founding member", _("founding member")
        HOST = "host", _("host of an edition")
        MEMBER = "member", _("institutional member")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    note = models.CharField(
        _("which one"), max_length=120, blank=True, help_text=_("e.g. the edition it hosted")
    )
    begun = models.DateField(_("since"))
    # The last day, itself included.
    ended = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["begun", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=models.F("begun")), name="a_role_ends_after_it_began"
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_role_display()}"


class AffiliationQuerySet(models.QuerySet):
    def current(self):
        """Those that hold today: begun, as far as anybody said, and not ended."""
        today = timezone.localdate()
        return self.filter(Q(begun=None) | Q(begun__lte=today), Q(ended=None) | Q(ended__gte=today))


class Affiliation(models.Model):
    """Where a member works or worked."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    begun = models.DateField(_("since"), null=True, blank=True)
    ended = models.DateField(_("until"), null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["-begun"]

    def __str__(self):
        return f"{self.member}, {self.organisation}"


class OrganisationApplication(Answered, Told, models.Model):
    """That an institution wants to join: what it says of itself, who speaks for it, what was answered."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    kind = models.CharField(
        _("kind"), max_length=12, choices=Organisation.Kind.choices, default=Organisation.Kind.LIBRARY
    )
    site = models.URLField(_("web site"), blank=True)
    message = models.TextField(_("why it wants to join"), max_length=4000, blank=True)
    representative = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="organisation_applications"
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [Told.untold("application_untold")]

    def __str__(self):
        return self.name
