"""What every deed in a group shares: the lock it takes first, and why it may be refused.

A view asks `access` before it calls a deed. What can change between that question and the deed (a ban, the
policy, the archive, the role of who acts) is asked again under the lock.
"""

from django.utils.translation import gettext_lazy as _

from .access import access
from .models import Group


class Refused(Exception):
    """A deed that cannot be done as things stand now. Nothing was changed; `sentence` says why."""

    sentence = _("This is no longer possible. Nothing has been changed.")

    def __init__(self, sentence=None):
        super().__init__()
        if sentence:
            self.sentence = sentence

    def __str__(self):
        return str(self.sentence)


class LastSteward(Refused):
    """A group is never left without a steward whose account is open."""

    sentence = _("This group has no other steward. Please name another one first. Nothing has been changed.")


class Archived(Refused):
    """An archive takes nobody in."""

    sentence = _("This group is kept as an archive. Nobody can join it any more.")


class ShutOut(Refused):
    """Somebody who was shut out of a group does not come back to it by another door."""

    sentence = _("This person was shut out of the group. Please let them in again first.")


class AccountClosed(Refused):
    """The account of the person concerned is closed."""

    sentence = _("The account of this person is closed. Nothing has been changed.")


class NotAMember(Refused):
    """Only a member can be a steward."""

    sentence = _("This person is not a member of the group any more. Nothing has been changed.")


class NoLongerAllowed(Refused):
    """Who acts may not any more: a moment ago they could."""

    sentence = _("You may no longer do that in this group. Nothing has been changed.")


class Oneself(Refused):
    """One leaves; one does not remove oneself."""

    sentence = _("You cannot remove yourself. To go, leave the group on its home page.")


def lock(group):
    """The row of `group` as it is now, locked until the transaction ends."""
    # `no_key`: who writes a message in the group meanwhile does not have to wait.
    return Group.objects.select_for_update(no_key=True).get(pk=group.pk)


def lock_to_run(group, by):
    """As `lock`. Raises NoLongerAllowed where `by` no longer runs the group."""
    found = lock(group)
    if not access(by, found).may_run:
        raise NoLongerAllowed
    return found
