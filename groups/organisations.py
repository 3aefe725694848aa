"""The deeds on organisations: keeping them and their roles, and answering those that want to join."""

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.words import folded

from .answering import answer, still_waiting
from .models import Affiliation, Answered, Organisation, OrganisationApplication, OrganisationRole

MOST_WAITING = 5
Role = OrganisationRole.Role


class NameTaken(Exception):
    """Another organisation has this name."""


class Overlapping(Exception):
    """The organisation has the same role already at that time. `args[0]` is that OrganisationRole."""


class StillUsed(Exception):
    """Roles, people or applications hang on an organisation that was to be deleted."""


class Gone(Exception):
    """The organisation, role or application was deleted in the meantime."""


class TooManyWaiting(Exception):
    """This person has MOST_WAITING applications that wait for an answer."""


@transaction.atomic
def save_organisation(organisation):
    """Write a new or changed Organisation. Raises NameTaken where another one has exactly that name, and Gone."""
    if organisation.pk and _lock(organisation.pk) is None:
        raise Gone
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        raise NameTaken from None


@transaction.atomic
def delete_organisation(organisation):
    """Delete an organisation on which nothing hangs. Returns whether it was there; raises StillUsed."""
    held = _lock(organisation.pk)
    if held is None:
        return False
    if held.roles.exists() or held.affiliations.exists() or held.applications.exists():
        raise StillUsed
    held.delete()
    return True


@transaction.atomic
def save_role(role):
    """Write a new or changed OrganisationRole. Raises Overlapping, Gone."""
    # Its organisation is locked, so that two people cannot add the same role at the same moment.
    if _lock(role.organisation_id) is None or (role.pk and not OrganisationRole.objects.filter(pk=role.pk)):
        raise Gone
    other = OrganisationRole.objects.overlapping(role).first()
    if other:
        raise Overlapping(other)
    role.save()


def delete_role(role):
    """Take away a role that never was; one that is over gets its last day instead. Returns whether it was there."""
    return bool(OrganisationRole.objects.filter(pk=role.pk).delete()[0])


@transaction.atomic
def apply(representative, *, name, **words):
    """Ask that an institution may join. `words`: country, kind, site, message.

    Returns (application, created): while one waits, the same person and name make no second one. Raises
    TooManyWaiting. The administrators are told by mail.
    """
    # Two presses on the button are two requests at once: the person's row lets one of them wait.
    people = get_user_model().objects.select_for_update(no_key=True)
    representative = people.get(pk=representative.pk)
    waiting = list(representative.organisation_applications.waiting())
    same = next((row for row in waiting if folded(row.name) == folded(name)), None)
    if same:
        return same, False
    if len(waiting) >= MOST_WAITING:
        raise TooManyWaiting
    row = OrganisationApplication.objects.create(representative=representative, name=name, **words)
    return row, True


@transaction.atomic
def withdraw(application):
    """The representative takes an application back. Raises AlreadyAnswered."""
    held = _waiting(application)
    answer(held, Answered.State.WITHDRAWN, by=held.representative, told=True)


@transaction.atomic
def refuse(application, administrator, reason):
    """Answer with a no and its reason; the representative is told by mail. Raises AlreadyAnswered."""
    answer(_waiting(application), Answered.State.REFUSED, by=administrator, reason=reason)


@transaction.atomic
def accept(application, administrator, *, organisation=None, name=""):
    """Answer with a yes: the institution is a member from today on, and its representative works there.

    `organisation` is the one that is there already; without it one is made, called `name` or as the
    application says. The representative is told by mail. Returns the Organisation; raises AlreadyAnswered,
    NameTaken, Gone.
    """
    held = _waiting(application)
    today = timezone.localdate()
    if organisation is None:
        organisation = Organisation(
            name=name or held.name, country=held.country, kind=held.kind, site=held.site
        )
        save_organisation(organisation)
    else:
        organisation = _lock(organisation.pk)
        if organisation is None:
            raise Gone
    member_since_today = OrganisationRole(organisation=organisation, role=Role.MEMBER, begun=today)
    if not OrganisationRole.objects.overlapping(member_since_today).exists():
        member_since_today.save()
    if not organisation.affiliations.on(today).filter(member=held.representative).exists():
        Affiliation.objects.create(member=held.representative, organisation=organisation, begun=today)
    answer(held, Answered.State.ACCEPTED, by=administrator, organisation=organisation)
    return organisation


def _lock(pk):
    """The Organisation, locked, or None where it is gone."""
    return Organisation.objects.select_for_update().filter(pk=pk).first()


def _waiting(application):
    """The application and its representative, locked. Raises AlreadyAnswered and Gone."""
    try:
        return still_waiting(application, "representative")
    except OrganisationApplication.DoesNotExist:
        raise Gone from None
