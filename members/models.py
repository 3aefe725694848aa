"""People: who they are, which languages they read, where their clock stands."""

import zoneinfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.words import initials

from . import orcid


def validate_time_zone(name):
    """Refuse a name that the IANA time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("We do not know the time zone “%(name)s”. Please choose one from the list."),
            params={"name": name},
            code="time_zone",
        )


def default_languages_read():
    return ["en"]


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Create an account; `password=None` makes one that cannot sign in by password."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        fields.setdefault("name", email.partition("@")[0])
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of the community. Signs in by e-mail address; there are no user names."""

    class SeenBy(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        MEMBERS = "members", _("people with an account")
        GROUPS = "groups", _("members of my groups")

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=80, help_text=_("As it should appear beside your posts."))
    language = models.CharField(
        _("language of the site and of your mail"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    languages_read = models.JSONField(_("languages I read"), default=default_languages_read)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=settings.TIME_ZONE, validators=[validate_time_zone]
    )
    about = models.JSONField(
        _("a few lines about me"), default=dict, blank=True, help_text="{language code: plain text}"
    )
    country = models.CharField(_("country"), max_length=2, blank=True, help_text="ISO 3166, two letters")
    orcid = models.CharField(_("ORCID"), max_length=19, blank=True, validators=[orcid.validate])
    picture = models.CharField(_("picture"), max_length=32, blank=True, help_text="a key of core.uploads")
    seen_by = models.CharField(
        _("who sees my profile"), max_length=8, choices=SeenBy.choices, default=SeenBy.MEMBERS
    )
    theme = models.CharField(_("colours"), max_length=8, choices=settings.THEMES, blank=True, default="")
    is_staff = models.BooleanField(_("may enter the Wagtail admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("member since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        """The first word of the name: what the masthead shows."""
        return self.name.split(" ")[0]

    @property
    def initials(self):
        """At most two letters, shown in the round place where a picture will be."""
        return initials(self.name)

    @property
    def zone(self):
        """The member's `ZoneInfo`; UTC should the stored name have left the database of zones."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")
