"""What we hold about a member, row by row: what becomes of it when they leave, and what their own copy holds.

`HOLDINGS` names every column, ours or a library's, that points to a member. A test fails for a column that
is not named here. What belongs to a library that is not installed is passed over.

    DELETE  the row goes
    DETACH  the row stays and points to nobody; the columns in `blank`, copies of the name, are emptied

In their own copy (home.exporting) a row has all its columns but those in `hidden`: secrets, and what others
said or decided about them in confidence. `only` names the columns where few are theirs.
"""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Q

from groups.models import Invitation
from members.models import User

DELETE, DETACH = "delete", "detach"


@dataclass(frozen=True)
class Holding:
    label: str  # the model
    pointer: str  # the lookup from the model to the member
    fate: str
    blank: tuple = ()
    hidden: tuple = ()
    only: tuple = ()
    shown_as: str = ""  # the model that has more columns of the same rows

    @property
    def name(self):
        return f"{self.label}.{self.pointer}"

    @property
    def model(self):
        """The model, or None where its app is not installed."""
        return _model(self.label)

    def rows(self, member):
        """The rows of this member."""
        return self.model._base_manager.filter(**{self.pointer: member})

    def shown(self, member):
        """The same rows as their own copy shows them."""
        model = _model(self.shown_as) if self.shown_as else self.model
        return model._base_manager.filter(**{self.pointer: member})

    def columns(self):
        """The fields that their own copy shows."""
        fields = _model(self.shown_as or self.label)._meta.concrete_fields
        return [f for f in fields if (f.name in self.only if self.only else f.name not in self.hidden)]


HOLDINGS = (
    # The account, and what it is for
    Holding("members.User_groups", "user", DELETE),
    Holding("members.User_user_permissions", "user", DELETE),
    Holding("account.EmailAddress", "user", DELETE),
    Holding("account.EmailConfirmation", "email_address__user", DELETE, hidden=("key",)),
    Holding("mfa.Authenticator", "user", DELETE, hidden=("data",)),
    Holding("usersessions.UserSession", "user", DELETE, hidden=("session_key", "data")),
    Holding("socialaccount.SocialToken", "account__user", DELETE, hidden=("token", "token_secret")),
    Holding("socialaccount.SocialAccount", "user", DELETE),
    Holding("home.DataExport", "member", DELETE, hidden=("file",)),
    # What they follow and what was sent to them
    Holding("notices.Watch", "member", DELETE),
    Holding("notices.DigestSchedule", "member", DELETE),
    Holding("notices.OutgoingMail", "recipient", DELETE),
    Holding("notices.Notice", "actor", DETACH),
    # Their places in groups and institutions
    Holding("groups.Membership", "member", DELETE),
    Holding("groups.Stewardship", "member", DETACH, blank=("member_name",)),
    Holding("groups.Affiliation", "member", DELETE),
    Holding("groups.JoinRequest", "member", DELETE, hidden=("decided_by",)),
    Holding("groups.JoinRequest", "decided_by", DETACH, hidden=("member", "message")),
    Holding("groups.Invitation", "used_by", DELETE, hidden=("key", "invited_by", "told")),
    Holding("groups.Invitation", "invited_by", DETACH, blank=("invited_by_name",), hidden=("key", "used_by")),
    Holding("groups.Ban", "member", DELETE, hidden=("by", "reason")),
    Holding("groups.Ban", "by", DETACH, hidden=("member",)),
    Holding("groups.LogEntry", "actor", DETACH, blank=("actor_name",), hidden=("subject", "subject_name")),
    Holding(
        "groups.LogEntry",
        "subject",
        DETACH,
        blank=("subject_name",),
        hidden=("actor", "actor_name", "words"),
    ),
    # A question without its asker has nobody to be answered.
    Holding("groups.GroupProposal", "proposer", DELETE, hidden=("decided_by",)),
    Holding("groups.GroupProposal", "decided_by", DETACH, only=("id", "state", "reason", "decided_at")),
    Holding("groups.GroupPhoto", "added_by", DETACH),
    Holding("groups.OrganisationApplication", "representative", DELETE, hidden=("decided_by",)),
    Holding(
        "groups.OrganisationApplication", "decided_by", DETACH, only=("id", "state", "reason", "decided_at")
    ),
    # What they wrote
    Holding(
        "forum.Thread",
        "author",
        DETACH,
        blank=("author_name",),
        only=("id", "group", "title", "language", "kind", "author_name", "created_at"),
    ),
    # Earlier words of a post, which its author replaced.
    Holding("forum.ReplyVersion", "reply__user", DELETE),
    Holding(
        "django_comments.Comment",
        "user",
        DETACH,
        blank=("user_name", "user_email", "user_url", "ip_address"),
        shown_as="forum.Reply",
    ),
    Holding("django_comments.CommentFlag", "user", DELETE),
    Holding("forum.MadeInto", "by", DETACH, blank=("by_name",), hidden=("form",)),
    Holding("wiki.Edit", "author", DETACH, blank=("author_name",)),
    Holding("wiki.Draft", "author", DELETE),
    Holding("wiki.Editing", "member", DELETE),
    Holding("wiki.ProposedEdit", "author", DETACH, blank=("author_name",), hidden=("decided_by",)),
    Holding("wiki.ProposedEdit", "decided_by", DETACH, only=("id", "state", "decided_at")),
    Holding("wiki.Attachment", "added_by", DETACH),
    Holding("wiki.AttachmentVersion", "added_by", DETACH, blank=("added_by_name",)),
    Holding("wiki.Binned", "by", DETACH, blank=("by_name",)),
    Holding("wiki.NeedsWork", "by", DETACH, blank=("by_name",)),
    Holding("wiki.NeedsWork", "done_by", DETACH, only=("id", "page", "done_at")),
    Holding("wagtailcore.Revision", "user", DETACH, only=("id", "object_id", "created_at")),
    Holding("wagtailcore.Page", "owner", DETACH, only=("id", "first_published_at")),
    # Only administrators meet what follows.
    Holding("wagtailcore.Page", "locked_by", DETACH, only=("id", "locked_at")),
    Holding("wagtailcore.PageLogEntry", "user", DETACH),
    Holding("wagtailcore.ModelLogEntry", "user", DETACH),
    Holding("wagtailcore.PageSubscription", "user", DELETE),
    # Notes on a draft in the admin's editor; Wagtail cannot keep one without its author.
    Holding("wagtailcore.CommentReply", "user", DELETE),
    Holding("wagtailcore.Comment", "user", DELETE),
    Holding("wagtailcore.Comment", "resolved_by", DETACH, only=("id", "resolved_at")),
    Holding("wagtailcore.UploadedFile", "uploaded_by_user", DETACH),
    Holding("wagtailcore.WorkflowState", "requested_by", DETACH),
    Holding("wagtailcore.TaskState", "finished_by", DETACH),
    Holding("wagtaildocs.Document", "uploaded_by_user", DETACH),
    Holding("wagtailimages.Image", "uploaded_by_user", DETACH),
    Holding("wagtailusers.UserProfile", "user", DELETE),
    Holding("wagtailadmin.EditingSession", "user", DELETE),
    Holding("wagtailadmin.FormState", "user", DELETE),
    Holding("wagtail_localize.StringTranslation", "last_translated_by", DETACH),
    Holding("wagtail_localize.SegmentOverride", "last_translated_by", DETACH),
    Holding("admin.LogEntry", "user", DELETE),
)

# Rows that know a person by address alone; all of them go.
BY_ADDRESS = (
    ("groups.Invitation", "email"),
    ("notices.OutgoingMail", "address"),
    ("account.EmailAddress", "email"),
)

# Rows about any object, by its type and number; those about the member's own row go.
ABOUT_AN_OBJECT = (
    ("notices.Watch", "content_type", "object_id"),
    ("notices.Notice", "content_type", "object_id"),
    ("django_comments.Comment", "content_type", "object_pk"),
    ("taggit.TaggedItem", "content_type", "object_id"),
    ("wagtailcore.ModelLogEntry", "content_type", "object_id"),
    ("wagtailcore.ReferenceIndex", "content_type", "object_id"),
    ("wagtailcore.ReferenceIndex", "base_content_type", "object_id"),
    ("wagtailcore.ReferenceIndex", "to_content_type", "to_object_id"),
    ("wagtailcore.Revision", "content_type", "object_id"),
    ("wagtailcore.Revision", "base_content_type", "object_id"),
    ("wagtailcore.WorkflowState", "content_type", "object_id"),
    ("wagtailcore.WorkflowState", "base_content_type", "object_id"),
    ("wagtailadmin.EditingSession", "content_type", "object_id"),
    ("wagtailadmin.FormState", "content_type", "object_id"),
    ("admin.LogEntry", "content_type", "object_id"),
)

# Whole texts that one person wrote alone: their full name is taken out of them, as their address is
# taken out of everything. Wiki pages are written together, and keep the names that stand in them.
OWN_WORDS = (
    ("forum.Thread", "author", "title"),
    ("forum.Reply", "user", "comment"),
    ("wiki.Edit", "author", "summary"),
    ("wiki.ProposedEdit", "author", "summary"),
    ("wiki.Attachment", "added_by", "alt"),
    ("wiki.AttachmentVersion", "added_by", "note"),
    ("wiki.AttachmentVersion", "added_by", "file_name"),
    ("wiki.Binned", "by", "reason"),
    ("wiki.NeedsWork", "by", "note"),
    ("groups.LogEntry", "actor", "words"),
    ("groups.LogEntry", "subject", "words"),
)


def _model(label):
    app, name = label.split(".")
    return apps.get_model(app, name) if app in apps.app_configs else None


def installed():
    """The holdings whose model this site has."""
    return [holding for holding in HOLDINGS if holding.model]


def models_of(rows):
    """Rows of BY_ADDRESS, ABOUT_AN_OBJECT or OWN_WORDS, with the model itself in place of its label."""
    return [(model, *rest) for label, *rest in rows if (model := _model(label))]


def addresses_of(member):
    """Every address that is this member's, in lower case.

    Not one that they typed and never confirmed, nor one that is somebody else's by now: or who deletes an
    account could take another person's address out of the site.
    """
    found = {member.email}
    found.update(EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True))
    found.update(Invitation.objects.filter(used_by=member).values_list("email", flat=True))
    found = {address.lower() for address in found}
    others = Q.create([("email__iexact", address) for address in found], connector=Q.OR)
    taken = set(User.objects.filter(others).exclude(pk=member.pk).values_list("email", flat=True))
    confirmed = EmailAddress.objects.filter(others, verified=True).exclude(user=member)
    taken.update(confirmed.values_list("email", flat=True))
    return found - {address.lower() for address in taken}
