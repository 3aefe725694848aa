"""Discussions: a thread belongs to a group, not to a language; its posts are replies."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.models import XtdComment
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from core.pages import TreePage
from core.words import named
from groups import access
from groups.models import Group
from wiki.models import WikiPage

TITLE_LENGTH = 200


class ForumPage(TreePage, RoutablePageMixin, Page):
    """The discussions of a group, once per language. It hosts the addresses of its threads."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="forum_pages")

    route_related = ("locale", "group")
    parent_page_types = ["groups.GroupPage"]
    subpage_types = []
    max_count_per_parent = 1

    @path("")
    def threads(self, request):
        from .views import threads

        return threads(request, self)

    @path("new/")
    def start(self, request):
        from .views import start

        return start(request, self)

    @path("<int:pk>-<slug:slug>/")
    def thread(self, request, pk, slug):
        from .views import thread

        return thread(request, self, pk, slug)


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Threads of the groups that `member` may read, without those a steward has hidden."""
        return self.filter(access.readable_by(member, "group__"), hidden=False)

    def seen_with(self, rights):
        """Threads of the group that `rights` (an Access that may read) is about; stewards see hidden ones."""
        rows = self.filter(group=rights.group)
        return rows if rights.may_moderate else rows.filter(hidden=False)

    def about(self, page):
        """Threads about a wiki page, in whichever of its languages they were begun."""
        return self.filter(page__translation_key=page.translation_key)

    def latest_first(self):
        """Pinned ones first, then by latest activity."""
        return self.order_by("-pinned", "-last_post_at", "-pk")


class Thread(models.Model):
    """A discussion. Its opening post is its first reply."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        QUESTION = "question", _("Question")
        ANNOUNCEMENT = "announcement", _("Announcement")

    group = models.ForeignKey(Group, models.CASCADE, related_name="threads")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=60)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.DISCUSSION)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="threads")
    author_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    pinned = models.BooleanField(_("pinned"), default=False)
    locked = models.BooleanField(_("locked"), default=False)
    lock_reason = models.CharField(_("why it is locked"), max_length=200, blank=True)
    hidden = models.BooleanField(_("hidden"), default=False)
    # The page of the group's wiki that it is about. Named only while that page is live.
    page = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="threads")

    # Kept by posting.py under the thread's lock. Positions only grow; counts leave out what is hidden.
    last_position = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0, help_text="visible posts after the opening one")
    last_post_at = models.DateTimeField(default=timezone.now)
    last_post_by = models.CharField(max_length=80, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["group", "-pinned", "-last_post_at"]),
            models.Index(fields=["-last_post_at"]),
        ]

    def __str__(self):
        return self.title

    def address(self, forum_path):
        """The address under a ForumPage whose own address is `forum_path`."""
        return f"{forum_path}{self.pk}-{self.slug}/"

    def get_absolute_url(self):
        """For the packages below us; views use `address`, which needs no query."""
        page = ForumPage.objects.filter(group=self.group_id, live=True).order_by("locale_id").first()
        return self.address(page.url_path) if page else "/"


class ReplyQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Posts of visible threads, without those a steward has hidden. Deleted ones remain, as stubs."""
        return self.filter(
            access.readable_by(member, "discussion__group__"), discussion__hidden=False, is_public=True
        )

    def seen_with(self, rights, thread):
        """Posts of `thread`, which was found with `rights`; stewards see hidden ones."""
        rows = self.filter(discussion=thread)
        return rows if rights.may_moderate else rows.filter(is_public=True)


class Reply(XtdComment):
    """A post in a thread: a comment of django-comments-xtd with a language and a fixed place.

    Written only by posting.py, which locks the thread. `position` is 1 for the opening post and never
    changes; `parent_id` (of the package) names the post answered. `is_public` False means hidden by a
    steward: invisible everywhere. `is_removed` means deleted by its author: a stub remains.
    """

    discussion = models.ForeignKey(Thread, models.CASCADE, related_name="replies")
    position = models.PositiveIntegerField()
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "position"], name="one_place_in_a_thread")
        ]

    def __str__(self):
        return f"{self.discussion_id}#{self.position}"

    @property
    def author_name(self):
        """The author's name now, "former member" for one who deleted their account. Needs `user` at hand."""
        return named(self.user.name if self.user_id else self.user_name)

    def address(self, thread_address):
        """The permanent address in its thread. By id: places would show that some are hidden."""
        return f"{thread_address}?post={self.pk}#p{self.pk}"

    @classmethod
    def digest_entries(cls, ids, member, language):
        """See notices.digest.Entry."""
        from .digest import entries

        rows = cls.objects.visible_to(member).filter(pk__in=ids, is_removed=False)
        return entries(rows, member, language)


class ReplyVersion(models.Model):
    """What a post said before an edit."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="versions")
    text = models.TextField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-replaced_at"]

    def __str__(self):
        return f"{self.reply_id} until {self.replaced_at:%Y-%m-%d %H:%M}"


class MadeInto(models.Model):
    """That a post, or a whole thread, was made into a page of the wiki or into a section of one.

    Written by making.py in the transaction that writes the page. Shown only while the page is live.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="made_into")
    # The post; None where the whole thread was taken.
    post = models.ForeignKey(Reply, models.CASCADE, null=True, blank=True, related_name="made_into")
    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="made_from")
    # The section, where it is one; the anchor as it was when it was written.
    section = models.CharField(max_length=TITLE_LENGTH, blank=True)
    anchor = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    # The form it came from: the same one sent twice makes one page.
    form = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.post_id or self.thread_id} → {self.page_id}"
