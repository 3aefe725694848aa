"""Deleting an account: what the member wrote stays without a name, everything else of theirs goes.

holdings.py says what becomes of each row. The number of the account is all that may remain of it, in
revisions that Wagtail keeps as JSON.
"""

import contextlib
import logging
from email.utils import make_msgid
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from core import mail, markdown, uploads
from core.logs import told
from forum.models import Reply, Thread
from groups.access import administrators, is_administrator
from groups.models import LogEntry, Membership, Stewardship, note
from groups.stewards import run_by, run_by_nobody_else
from members.models import User
from wiki import reviewing

from . import exporting, forgetting, holdings, mailbox, tombstones

logger = logging.getLogger(__name__)

ATTEMPTS = 3


class LastSteward(Exception):
    """Groups that others belong to would be left without a steward. `groups` are these Groups."""

    def __init__(self, groups):
        super().__init__(f"{len(groups)} groups would have no steward")
        self.groups = groups


class LastAdministrator(Exception):
    """The site would be left without an administrator."""


class NotRemembered(Exception):
    """The tombstone cannot be written, so a restored backup would bring the account back."""


def erase(member):
    """Delete the account of `member`, for good. Returns whether there was one.

    Raises LastSteward, LastAdministrator or NotRemembered, having changed nothing. Says goodbye by mail once
    it is done.
    """
    letter = _goodbye(member)
    if not _erase(member.pk, remember=True):
        return False
    try:
        letter.send()
    except Exception as trouble:  # every mail backend has its own
        logger.warning("The mail to one who deleted their account was not sent: %s", told(trouble))
    # The demonstration keeps the mails that it does not send.
    mailbox.forget(forgetting.pattern(letter.to))
    return True


def erase_again(member):
    """Repeat an erasure in a restored database, whatever the member was there. Tells nobody."""
    return _erase(member.pk, remember=False)


def _lock(pk):
    """The member, or None. Their groups, their row and those of all administrators are locked, in this order.

    Every deed in a group locks its row first: so the other steward of one cannot go at the same moment.
    """
    list(run_by(pk).select_for_update(no_key=True).order_by("pk"))
    rows = User.objects.select_for_update().filter(Q(pk__in=administrators()) | Q(pk=pk)).order_by("pk")
    return next((row for row in list(rows) if row.pk == pk), None)


def _refuse_the_last(member):
    """Raise LastSteward or LastAdministrator where `member`, who is locked with their groups, cannot go yet."""
    if is_administrator(member) and not administrators().exclude(pk=member.pk).exists():
        raise LastAdministrator
    alone = run_by_nobody_else(member)
    left_behind = [group for group in alone if not group.is_archived and _has_others(group, member)]
    if left_behind:
        raise LastSteward(left_behind)


def _has_others(group, member):
    everyone = User.objects.filter(is_active=True).exclude(pk=member.pk)
    return everyone.filter(pk__in=group.memberships.values("member")).exists() or (
        group.is_community and everyone.exists()
    )


def _erase(pk, *, remember):
    """As `_erase_once`, tried again where the database ended it because of another deed.

    An erasure touches rows of every kind. Another deed may hold some of them and wait for the rest (a mail is
    just being written to the member): then the database ends one of the two.
    """
    for _attempt in range(ATTEMPTS - 1):
        with contextlib.suppress(OperationalError):
            return _erase_once(pk, remember=remember)
    return _erase_once(pk, remember=remember)


def _erase_once(pk, *, remember):
    with _tombstone() as bury, transaction.atomic():
        member = _lock(pk)
        if member is None:
            return False
        if remember:
            _refuse_the_last(member)
        addresses = holdings.addresses_of(member)
        if remember:
            bury(member, addresses)
        names = _names(member)
        _end_sessions(member, addresses)
        _settle_groups(member)
        _settle_discussions(member)
        reviewing.forget(member)
        forgetting.take_name_out(member, names)
        _settle_rows(member)
        for model, column in holdings.models_of(holdings.BY_ADDRESS):
            for address in addresses:
                model._base_manager.filter(**{f"{column}__iexact": address}).delete()
        forgetting.take_addresses_out(addresses)
        picture = member.picture
        member.delete()
        transaction.on_commit(lambda: uploads.forget(picture), robust=True)
    found = forgetting.pattern([*addresses, *names])
    mailbox.forget(found)
    exporting.forget_those_with(found)
    _leave_no_trace_on_the_disk()
    return True


@contextlib.contextmanager
def _tombstone():
    """Gives a function that writes the tombstone; it is withdrawn where the erasure fails after it."""
    written = []

    def bury(member, addresses):
        try:
            written.append(tombstones.bury(member, addresses))
        except OSError as trouble:
            raise NotRemembered from trouble

    try:
        yield bury
    except BaseException:
        for key in written:
            tombstones.withdraw(key)
        raise


def _names(member):
    """The member's name, and every name that stands beside what they wrote under an earlier one."""
    found = {member.name}
    for holding in holdings.installed():
        for column in holding.blank:
            if column.endswith("name"):
                found.update(holding.rows(member).values_list(column, flat=True).distinct())
    return {name for name in found if name}


def _end_sessions(member, addresses):
    """End every session of the member; forms that wait in other people's lose the addresses."""
    # Not the rows alone: Redis may hold the sessions too.
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = forgetting.pattern(addresses)
    ended, changed = [], []
    for row in Session.objects.iterator(chunk_size=500):
        session = row.get_decoded()
        if session.get(SESSION_KEY) == str(member.pk):
            ended.append(row.session_key)
        elif found and found.search(str(session)):
            changed.append(row.session_key)
    for key in ended:
        store(key).delete()
    for key in changed:
        session = store(key)
        for name, value in list(session.items()):
            session[name] = forgetting.take_out(value, found)
        session.save()


def _settle_groups(member):
    """Leave the groups, and say so in their logs; a stewardship ends today."""
    Stewardship.objects.filter(member=member, ended=None).update(ended=timezone.localdate())
    for row in Membership.objects.filter(member=member, group__is_community=False).select_related("group"):
        note(row.group, member, LogEntry.Deed.LEFT)


def _settle_discussions(member):
    """What only the member could read in their posts goes: words of deleted ones. Last names are emptied."""
    deleted = Reply.objects.filter(user=member, is_removed=True)
    markdown.forget(list(deleted.values_list("comment", flat=True)))
    deleted.update(comment="")
    # The threads in which the last word that can be read is theirs, or in which only the author's name is left.
    last = Reply.objects.filter(discussion=OuterRef("pk"), is_public=True, is_removed=False)
    theirs = Thread.objects.filter(
        Q(author=member) | Q(pk__in=Reply.objects.filter(user=member).values("discussion"))
    ).annotate(
        last=Subquery(last.order_by("-position").values("user")[:1]),
        last_name=Subquery(last.order_by("-position").values("user__name")[:1]),
    )
    # Who has the same name, and did have the last word, keeps it.
    left_over = Q(last_post_by=member.name) & (Q(last_name=None) | ~Q(last_name=F("last_post_by")))
    theirs = theirs.filter(Q(last=member.pk) | Q(last=None, author=member) | left_over)
    Thread.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))).update(last_post_by="")


def _settle_rows(member):
    """Do to each row what HOLDINGS says. A column that is not named there follows its own on_delete."""
    for holding in holdings.installed():
        rows = holding.rows(member)
        if holding.fate == holdings.DELETE:
            _delete(rows)
        else:
            empty = {column: _empty(holding.model, column) for column in holding.blank}
            rows.update(**{holding.pointer: None, **empty})
    kind = ContentType.objects.get_for_model(User)
    for model, kind_column, id_column in holdings.models_of(holdings.ABOUT_AN_OBJECT):
        model._base_manager.filter(**{kind_column: kind, id_column: str(member.pk)}).delete()


def _empty(model, column):
    return None if model._meta.get_field(column).null else ""


def _delete(rows):
    """Delete rows, and after the transaction the files they name."""
    columns = [
        field.name for field in rows.model._meta.concrete_fields if isinstance(field, models.FileField)
    ]
    for row in rows if columns else ():
        for file in filter(None, (getattr(row, column) for column in columns)):
            transaction.on_commit(lambda file=file: file.storage.delete(file.name), robust=True)
    rows.delete()


def _goodbye(member):
    """The last mail, written while there is somebody to write to."""
    return mail.compose(
        "account/account_deleted",
        {},
        to=member.email,
        language=member.language,
        time_zone=member.zone,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
    )


def _leave_no_trace_on_the_disk():
    """SQLite's log of changes still holds the old pages; PostgreSQL cleans up by itself."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
