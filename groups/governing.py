"""How a group is set: its kind, who may read, write and join, its colour and dates, and its archive."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .deeds import lock_to_run
from .models import Group, LogEntry, note

SETTINGS = (
    "kind",
    "visibility",
    "join_policy",
    "who_writes",
    "cloth",
    "source_language",
    "begun",
    "reviews_newcomers",
)
# Everyone belongs to the community group, so that these are not its stewards' to choose.
FIXED_FOR_THE_COMMUNITY = ("kind", "visibility", "join_policy")


class WouldOpen(Exception):
    """A private group would become public, and nobody has said yet that this is meant."""


def as_text(value):
    """The value of a setting as forms and the log hold it; a date in ISO 8601, "on" for yes, "" for none and no."""
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def settings_of(group):
    """{setting: text} of a Group, without those that are fixed for it."""
    fixed = FIXED_FOR_THE_COMMUNITY if group.is_community else ()
    values = {name: as_text(getattr(group, name)) for name in SETTINGS if name not in fixed}
    if "join_policy" in values:
        values["join_policy"] = as_text(group.how_to_join)
    return values


@transaction.atomic
def change_settings(group, *, by, wanted, shown, confirmed=False):
    """Set what `by` changed, and log it. Returns {setting: (before, after)}, texts.

    `wanted` are the values of the form, `shown` the texts it was filled with: what somebody else has
    changed meanwhile stays, unless it was changed here too. Raises ValidationError for values that do not
    go together, WouldOpen where a private group would become public and `confirmed` is not given,
    NoLongerAllowed.
    """
    current = lock_to_run(group, by)
    # Here and below: how one joins is written down as it holds, whatever the visibility was or becomes.
    current.join_policy = current.how_to_join
    before = settings_of(current)
    for name in before:
        if as_text(wanted[name]) != shown.get(name):
            setattr(current, name, wanted[name])
    current.join_policy = current.how_to_join
    after = settings_of(current)
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if not changed:
        return {}
    _check(current)
    if "visibility" in changed and after["visibility"] == Group.Visibility.PUBLIC and not confirmed:
        raise WouldOpen
    current.save(update_fields={*changed, "join_policy"})
    note(current, by, LogEntry.Deed.SETTINGS, words=changes.of_settings(changed))
    return changed


def _check(group):
    """Raise ValidationError, by field, for settings that do not go together."""
    public = group.visibility == Group.Visibility.PUBLIC
    if group.who_writes == Group.Writers.EVERYONE and not public:
        raise ValidationError(
            {
                "who_writes": _(
                    "Only in a public group may everyone write. Please choose its members, or make it public."
                )
            }
        )
    if (group.kind == Group.Kind.COMMUNITY) != group.is_community:
        raise ValidationError({"kind": _("There is one community group. Please choose another kind.")})
    if group.begun and group.ended and group.begun > group.ended:
        raise ValidationError({"begun": _("The group was archived before this day. Please check the date.")})


@transaction.atomic
def archive(group, *, by, ended):
    """Archive `group` since the date `ended`, today at the latest. Returns whether anything changed.

    Raises ValidationError for the community group and for a date that cannot be.
    """
    current = lock_to_run(group, by)
    if current.is_community:
        raise ValidationError(_("The community group is not archived: everyone belongs to it."))
    if current.is_archived:
        return False
    if ended > timezone.localdate():
        raise ValidationError(_("This day is still to come. Please choose today, or a day before."))
    if current.begun and ended < current.begun:
        raise ValidationError(_("The group began after this day. Please check the date."))
    current.ended = ended
    current.save(update_fields=["ended"])
    note(current, by, LogEntry.Deed.ARCHIVED, words=ended.isoformat())
    return True


@transaction.atomic
def revive(group, *, by):
    """Take `group` out of the archive. Returns whether anything changed."""
    current = lock_to_run(group, by)
    if current.ended is None:
        return False
    current.ended = None
    current.save(update_fields=["ended"])
    note(current, by, LogEntry.Deed.REVIVED)
    return True
