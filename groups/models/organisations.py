"""Institutions, what they were for the community and when, and the applications of those that join."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.words import folded
from groups import access, organisation_letters

from .telling import Answered, Told


def holds_on(date, prefix=""):
    """Q: rows with `begun` and `ended` that hold on `date`; a missing beginning is long ago.

    `prefix` leads to the row, e.g. `"affiliations__"`.
    """
    begun, ended = f"{prefix}begun", f"{prefix}ended"
    return (Q(**{begun: None}) | Q(**{f"{begun}__lte": date})) & (
        Q(**{ended: None}) | Q(**{f"{ended}__gte": date})
    )


class OrganisationQuerySet(models.QuerySet):
    def chosen(self, *, kind="", country="", role=""):
        """Organisations of a kind, from a country, that hold or once held a role; "" asks for nothing."""
        wanted = self.filter(**{key: value for key, value in (("kind", kind), ("country", country)) if value})
        if role:
            wanted = wanted.filter(pk__in=OrganisationRole.objects.filter(role=role).values("organisation"))
        return wanted

    def taking_part_on(self, date):
        """Organisations that hold some role on `date`."""
        return self.filter(pk__in=OrganisationRole.objects.on(date).values("organisation"))

    def by_name(self):
        """A list in the order of the names, accents and capitals aside, as no database of ours sorts."""
        return sorted(self, key=lambda organisation: folded(organisation.name))

    def named_like(self, name):
        """A list of those whose name differs from `name` by accents, capitals or punctuation at most."""
        wanted = folded(name)
        return [organisation for organisation in self if folded(organisation.name) == wanted]


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

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def slug(self):
        """The readable end of its address, made from the name."""
        return slugify(self.name)[:60].strip("-_") or "organisation"

    def get_absolute_url(self):
        return reverse("groups:organisation", args=[self.pk, self.slug])


class OrganisationRoleQuerySet(models.QuerySet):
    def on(self, date):
        """Roles held on `date`."""
        return self.filter(holds_on(date))

    def governing(self):
        """Roles of those who run the community: neither its hosts nor its members at large."""
        return self.filter(role__in=GOVERNING_ROLES)

    def overlapping(self, role):
        """Rows other than `role` (an OrganisationRole) that say the same of the same organisation at one time."""
        same = self.filter(organisation=role.organisation_id, role=role.role).exclude(pk=role.pk)
        if role.ended:
            same = same.filter(begun__lte=role.ended)
        return same.filter(Q(ended=None) | Q(ended__gte=role.begun))


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

    objects = OrganisationRoleQuerySet.as_manager()

    class Meta:
        ordering = ["begun", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=models.F("begun")), name="a_role_ends_after_it_began"
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_role_display()}"


# In the order in which the page that shows them names them.
GOVERNING_ROLES = (
    OrganisationRole.Role.BOARD,
    OrganisationRole.Role.SECRETARIAT,
    OrganisationRole.Role.CO_CHAIR,
    OrganisationRole.Role.FOUNDING_MEMBER,
)


class AffiliationQuerySet(models.QuerySet):
    def on(self, date):
        """Where people worked on `date`."""
        return self.filter(holds_on(date))

    def current(self):
        """Where people work today."""
        return self.on(timezone.localdate())

    def visible_to(self, reader):
        """Those of the people whose profile `reader` may see."""
        people = get_user_model().objects.filter(access.people_visible_to(reader))
        return self.filter(member__in=people)


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


class OrganisationApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has answered yet, the oldest first."""
        return self.filter(state=Answered.State.WAITING)

    def answered(self):
        """Those that were accepted, refused or withdrawn, the latest first."""
        return self.exclude(state=Answered.State.WAITING).order_by("-decided_at", "-pk")


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

    objects = OrganisationApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [Told.untold("application_untold")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("groups:organisation_application", args=[self.pk])

    def members_to_tell(self):
        return organisation_letters.readers(self)

    def letter_to(self, member):
        return organisation_letters.letter(self, member)
