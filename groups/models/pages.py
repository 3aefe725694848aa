"""Groups in the tree of pages: the list, and the home of each group in each language."""

from django.db import models
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from core.pages import TreePage
from groups import access

from .groups import Group


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
        from groups.views import index

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


CHARTER_FIELDS = (
    "purpose", "charter", "meets", "tasks", "outcomes", "use_cases", "principles", "priorities", "links",
    "resources", "videos", "contacts", "tags",
)  # fmt: skip


class GroupPage(TreePage, Page):
    """The home of a group in one language: its name there, purpose and charter."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="pages")
    # The charter, in Markdown where it is more than a line. CHARTER_FIELDS is the order on screen.
    purpose = models.CharField(_("purpose, in one sentence"), max_length=300, blank=True)
    charter = models.TextField(_("what we are for"), blank=True)
    meets = models.CharField(_("when it meets"), max_length=200, blank=True)
    tasks = models.TextField(_("tasks and vision"), blank=True)
    outcomes = models.TextField(_("outcomes"), blank=True)
    use_cases = models.TextField(_("use cases and tools"), blank=True)
    principles = models.TextField(_("principles"), blank=True)
    priorities = models.TextField(_("priorities"), blank=True)
    links = models.TextField(_("useful links"), blank=True)
    resources = models.TextField(_("useful resources"), blank=True)
    videos = models.TextField(_("videos"), blank=True)
    contacts = models.TextField(_("contacts"), blank=True)
    tags = models.CharField(
        _("tags"), max_length=300, blank=True, help_text=_("Words, with commas between them")
    )

    objects = PageManager.from_queryset(GroupPageQuerySet)()

    route_related = ("locale", "group")
    parent_page_types = ["groups.GroupIndexPage"]
    subpage_types = ["wiki.WikiPage", "forum.ForumPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("group"),
        *(FieldPanel(name) for name in CHARTER_FIELDS),
    ]

    def serve(self, request, *args, **kwargs):
        from groups.views import group_home

        return group_home(request, self)
