"""What is not saved yet, or not to everybody's satisfaction: drafts, proposed edits, pages that need work."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from groups import access
from groups.models import Answered, Group, Told

from .pages import TITLE_LENGTH, Weight, WikiPage


class Draft(models.Model):
    """What somebody typed for a page and has not saved. Only its author sees it; drafts.py keeps it.

    `page` is the page that is edited; for a new one it is None and `parent` is the page it will stand below.
    Each form has one draft. `lost` marks a text that met another one: it is kept until its author lets go of it.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    page = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="drafts")
    parent = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="+")
    lost = models.BooleanField(default=False)
    # Which form it was typed in: what is typed in another one never takes its place.
    form = models.CharField(max_length=32, blank=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.TextField(blank=True)
    summary = models.CharField(max_length=200, blank=True)
    # The other fields of its form: {name: text}.
    fields = models.JSONField(default=dict)
    base = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "page", "form"],
                condition=Q(lost=False, page__isnull=False),
                name="one_draft_of_a_form_of_a_page",
            ),
            models.UniqueConstraint(
                fields=["author", "parent", "form"],
                condition=Q(lost=False, page=None, parent__isnull=False),
                name="one_draft_of_a_form",
            ),
        ]

    def __str__(self):
        return f"{self.author_id}: {self.title}"


class Editing(models.Model):
    """That somebody has the form of a page open. A minute after `seen_at` nobody is told any more."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="being_edited")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "member"], name="edits_a_page_once")]

    def __str__(self):
        return f"{self.member_id} edits {self.page_id}"


class ProposedEditQuerySet(models.QuerySet):
    def visible_to(self, found):
        """Those of the group of `found` (an Access that may read it): all for its stewards, else one's own."""
        here = self.filter(group=found.group)
        if found.may_run:
            return here
        return here.filter(author=found.member) if access.is_somebody(found.member) else here.none()

    def waiting(self):
        """Those that no steward has answered yet."""
        return self.filter(state=Answered.State.WAITING)


class ProposedEdit(Answered, Told, models.Model):
    """A save by a newcomer that waits for a steward, in a group that reviews them. See reviewing.py."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="proposed_edits")
    page = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="proposed_edits")
    # For a new page, the one it will stand below.
    parent = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="proposed_edits"
    )
    author_name = models.CharField(max_length=80)
    title = models.CharField(max_length=TITLE_LENGTH)
    body = models.TextField()
    summary = models.CharField(max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.NORMAL)
    base = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    # The other half that this is the text of, and the revision of it that was read.
    translation_of = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="+")
    based_on = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    # Which sending of which form this was: the same one twice is one row.
    sent = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProposedEditQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [Told.untold("proposed_edit_untold")]

    def __str__(self):
        return f"{self.author_name} on {self.page_id}: {self.state}"

    @property
    def is_new(self):
        """Whether it is a new page. One whose place was deleted for good counts as a change."""
        return self.parent_id is not None

    @property
    def about(self):
        """The title by which the page is known: its own, or the proposed one where it is new or gone."""
        return self.title if self.is_new or self.page is None else self.page.title

    def members_to_tell(self):
        from wiki import review_letters

        return review_letters.readers(self)

    def letter_to(self, member):
        from wiki import review_letters

        return review_letters.write(self, member)


class NeedsWork(models.Model):
    """A note that a page needs work, until somebody says that it was done."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="work_notes")
    note = models.CharField(_("What is to be done?"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.page_id}: {self.note}"
