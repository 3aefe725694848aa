"""How a question that waits (see models.Answered) is answered, once, whoever is at it at the same moment."""

from django.contrib.auth import get_user_model
from django.utils import timezone


class AlreadyAnswered(Exception):
    """Somebody was faster, or it was withdrawn. `row` is the question as it is now."""

    def __init__(self, row):
        super().__init__(f"{row._meta.model_name} {row.pk} is {row.state}")
        self.row = row


def still_waiting(row, asker):
    """`row` as it is now, locked, and the User it points to as `asker` (a field) too.

    Raises AlreadyAnswered where it does not wait any more, and its DoesNotExist where it is gone.
    """
    # The person first, as an erasure does: two that lock them in another order wait for each other for ever.
    people = get_user_model().objects.select_for_update(no_key=True)
    person = people.filter(pk=getattr(row, f"{asker}_id")).first()
    # "of": the question is locked, not what it points to.
    held = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    setattr(held, asker, person)
    if not held.is_waiting:
        raise AlreadyAnswered(held)
    return held


def answer(row, state, *, by, reason="", told=False, **fields):
    """Write the answer to a row from `still_waiting`; unless `told`, those concerned get a mail."""
    written = {"state": state, "decided_by": by, "decided_at": timezone.now(), "reason": reason, "told": told}
    written |= fields
    for name, value in written.items():
        setattr(row, name, value)
    row.save(update_fields=list(written))
