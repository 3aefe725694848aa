"""Organisations, groups and who belongs to them. What they may do is in access.py."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from core.pages import TreePage

from . import access


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
        CO_CHAIR = "co-chair", _("co-chair")
        FOUNDING_MEMBER = "founding member", _("founding member")
        HOST = "host", _("host of an edition")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    begun = models.DateField(_("since"))
    ended = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["begun"]

    def __str__(self):
        return f"{self.organisation}: {self.get_role_display()}"


class Affiliation(models.Model):
    """Where a member works or worked."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    begun = models.DateField(_("since"), null=True, blank=True)
    ended = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-begun"]

    def __str__(self):
        return f"{self.member}, {self.organisation}"


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
    cloth = models.CharField(_("bookcloth"), max_length=8, choices=Cloth.choices, default=Cloth.PETROL)
    source_language = models.CharField(
        _("language it works in"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
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
        return self.ended is not None and self.ended <= timezone.localdate()

    @property
    def open_to_everyone(self):
        return self.who_writes == self.Writers.EVERYONE and self.visibility == self.Visibility.PUBLIC

    def note_administrator(self, member):
        """Keep in the log that an administrator entered, once a day."""
        since = timezone.now() - datetime.timedelta(days=1)
        if not self.log.filter(actor=member, deed=LogEntry.Deed.ENTERED, at__gte=since).exists():
            LogEntry.objects.create(
                group=self, actor=member, actor_name=member.name, deed=LogEntry.Deed.ENTERED
            )


class Membership(models.Model):
    """That a person belongs to a group, and as what."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        STEWARD = "steward", _("steward")

    class Title(models.TextChoices):
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co-chair", _("co-chair")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.MEMBER)
    title = models.CharField(_("title"), max_length=10, choices=Title.choices, blank=True)
    steward_since = models.DateField(_("steward since"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="once_in_a_group")]

    def __str__(self):
        return f"{self.member} in {self.group}: {self.role}"


class LogEntry(models.Model):
    """One deed in a group: who, what, when. Kept even where the person has left."""

    class Deed(models.TextChoices):
        JOINED = "joined", _("joined the group")
        LEFT = "left", _("left the group")
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

    group = models.ForeignKey(Group, models.CASCADE, related_name="log")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=80)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.actor_name} {self.deed} {self.group}"


def index_slug(language):
    """The slug of the list of groups in `language`: "groups", « groupes »."""
    with translation.override(language):
        return slugify(gettext("Groups"))


class GroupIndexPage(TreePage, Page):
    """The list of groups, once per language."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["groups.GroupPage"]
    max_count_per_parent = 1

    def serve(self, request, *args, **kwargs):
        from .views import index

        return index(request, self)


class GroupPageQuerySet(PageQuerySet):
    def visible_to(self, member):
        """Home pages of the groups whose existence `member` may know."""
        return self.filter(access.known_to(member, "group__"))

    def in_language(self, language=None):
        """The home pages in `language` (default: the interface's), with their groups."""
        return self.filter(locale__language_code=language or get_language(), live=True).select_related(
            "group"
        )


class GroupPage(TreePage, Page):
    """The home of a group in one language: its name there, purpose and charter."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="pages")
    purpose = models.CharField(_("purpose, in one sentence"), max_length=300, blank=True)
    charter = models.TextField(_("charter"), blank=True, help_text=_("Markdown"))
    meets = models.CharField(_("when it meets"), max_length=200, blank=True)

    objects = PageManager.from_queryset(GroupPageQuerySet)()

    route_related = ("locale", "group")
    parent_page_types = ["groups.GroupIndexPage"]
    subpage_types = ["wiki.WikiPage", "forum.ForumPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("group"),
        FieldPanel("purpose"),
        FieldPanel("meets"),
        FieldPanel("charter"),
    ]

    def serve(self, request, *args, **kwargs):
        from .views import group_home

        return group_home(request, self)
