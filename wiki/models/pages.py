"""Wiki pages, their edits, and how the two languages of a page stand to each other."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page, PageManager, Revision
from wagtail.query import PageQuerySet

from core.pages import TreePage
from groups import access
from groups.models import Group

TITLE_LENGTH = 200


class WikiPageQuerySet(PageQuerySet):
    def visible_to(self, member):
        """Live pages of the groups that `member` may read."""
        return self.filter(access.readable_by(member, "group__"), live=True)


class WikiPage(TreePage, RoutablePageMixin, Page):
    """A page of a group's wiki in one language, written in Markdown.

    Saved only through editing.py, which keeps its Edit and refuses to overwrite what it has not seen.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="wiki_pages")
    body = models.TextField(_("text"), blank=True)
    # {anchor of a heading: [anchors it had before]}, so that links to a section survive a new heading.
    anchors = models.JSONField(default=dict, blank=True)

    objects = PageManager.from_queryset(WikiPageQuerySet)()

    route_related = ("locale", "group", "latest_revision__edit")
    route_deferred = ("latest_revision__content",)
    parent_page_types = ["groups.GroupPage", "wiki.WikiPage"]
    subpage_types = ["wiki.WikiPage"]
    content_panels = [*Page.content_panels, FieldPanel("body")]

    @property
    def last_edit(self):
        """The Edit of the latest revision; None where it was saved in Wagtail's admin. Costs the router nothing."""
        return getattr(self.latest_revision, "edit", None)

    def own_revision(self, pk):
        """`pk` where it is the id of a revision of this page, else None: what a form names is not to be trusted."""
        return self.edits.filter(revision=pk).values_list("revision", flat=True).first() if pk else None

    @path("")
    def read(self, request):
        from wiki.views import read

        return read(request, self)

    @path("edit/")
    def edit(self, request):
        from wiki.writing import edit

        return edit(request, self)

    @path("new/")
    def new(self, request):
        from wiki.writing import new

        return new(request, self)

    @path("draft/")
    def draft(self, request):
        from wiki.draft_views import keep

        return keep(request, self)

    @path("history/")
    def history(self, request):
        from wiki.history import history

        return history(request, self)

    @path("history/compare/")
    def compare(self, request):
        from wiki.history import compare

        return compare(request, self)

    @path("history/authors/")
    def authors(self, request):
        from wiki.history import authors

        return authors(request, self)

    @path("history/<int:number>/")
    def revision(self, request, number):
        from wiki.history import revision

        return revision(request, self, number)

    @path("history/<int:number>/restore/")
    def restore(self, request, number):
        from wiki.undoing import restore

        return restore(request, self, number)

    @path("history/<int:number>/undo/")
    def undo(self, request, number):
        from wiki.undoing import undo

        return undo(request, self, number)

    @path("cite/")
    def cite(self, request):
        from wiki.citing import cite

        return cite(request, self)

    @path("links/")
    def page_links(self, request):
        from wiki.backlinks_views import page_links

        return page_links(request, self)

    @path("suggest/")
    def suggest(self, request):
        from wiki.suggesting import suggest

        return suggest(request, self)

    @path("needs-work/")
    def needs_work(self, request):
        from wiki.needs_work_views import mark_page

        return mark_page(request, self)

    @path("needs-work/<int:pk>/done/")
    def work_done(self, request, pk):
        from wiki.needs_work_views import done

        return done(request, self, pk)

    @path("files/")
    def files(self, request):
        from wiki.attachment_views import files

        return files(request, self)

    @path("files/<slug:key>/")
    def file(self, request, key):
        from wiki.attachment_views import file

        return file(request, self, key)

    @path("files/<slug:key>/remove/")
    def remove_file(self, request, key):
        from wiki.attachment_views import remove

        return remove(request, self, key)

    @path("move/")
    def change_place(self, request):
        from wiki.place_views import move

        return move(request, self)

    @path("arrange/")
    def arrange(self, request):
        from wiki.place_views import arrange

        return arrange(request, self)

    @path("delete/")
    def to_bin(self, request):
        from wiki.bin_views import delete

        return delete(request, self)

    @path("lock/")
    def to_lock(self, request):
        from wiki.bin_views import lock

        return lock(request, self)

    @path("unlock/")
    def to_unlock(self, request):
        from wiki.bin_views import unlock

        return unlock(request, self)


# A sub-page may not take the words that end the addresses above.
RESERVED_SLUGS = {
    "arrange",
    "cite",
    "delete",
    "draft",
    "edit",
    "files",
    "history",
    "links",
    "lock",
    "move",
    "needs-work",
    "new",
    "suggest",
    "unlock",
}
# The depth of a wiki's front page in the tree: below root, home, groups and the group's page.
FRONT_DEPTH = 5


class Weight(models.IntegerChoices):
    """How much a save matters to the other language. The words on screen ask it as a question."""

    MINOR = 1, _("No, only spelling or layout")
    NORMAL = 2, _("Yes. Tell the translators")
    MAJOR = 3, _("Yes, and warn the readers meanwhile")


class EditQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Edits of live pages in groups that `member` may read."""
        return self.filter(access.readable_by(member, "page__group__"), page__live=True)


class Edit(models.Model):
    """What a saved revision meant: by whom, why, and how much it matters to the other language."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="edits")
    revision = models.OneToOneField(Revision, models.CASCADE, related_name="edit")
    number = models.PositiveIntegerField(help_text="1 for the first of its page; shown in addresses")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="edits")
    author_name = models.CharField(max_length=80)
    summary = models.CharField(_("What did you change?"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.NORMAL)
    # The revision of the other language that this text was brought level with.
    based_on = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    # The revision its author started from. Where another one had come between, both were joined.
    base = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    # The form it came from, and which sending of it this was: the same one twice is one edit.
    form = models.CharField(max_length=32, blank=True)
    sent = models.CharField(max_length=64, null=True, blank=True, unique=True)
    size_change = models.IntegerField(default=0, help_text="characters added, less those removed")
    created_at = models.DateTimeField(default=timezone.now)

    objects = EditQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="edits_are_numbered")]

    def __str__(self):
        return f"{self.page_id}#{self.number}"

    was_joined = False  # set on an Edit just saved where other saves had come between

    @classmethod
    def digest_entries(cls, ids, member, language):
        """See notices.digest.Entry."""
        from wiki.digest import entries

        return entries(cls.objects.visible_to(member).filter(pk__in=ids), member, language)


class Pairing(models.Model):
    """How the two texts of a page stand to each other: one row per pair, locked while one is saved.

    `left` and `right` follow the order of settings.LANGUAGES, as the two bars on screen do. Each counts
    the heaviest change since the texts last agreed: 0 none, then the values of Weight. A minor change
    counts as none, so that nobody is asked to do anything.
    """

    left = models.ForeignKey(WikiPage, models.CASCADE, related_name="pairings_left")
    right = models.ForeignKey(WikiPage, models.CASCADE, related_name="pairings_right")
    left_agreed = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    right_agreed = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    left_moved = models.PositiveSmallIntegerField(default=0)
    right_moved = models.PositiveSmallIntegerField(default=0)
    left_moved_at = models.DateTimeField(null=True)
    right_moved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="one_row_per_pair")]

    def __str__(self):
        return f"{self.left_id} | {self.right_id}"
