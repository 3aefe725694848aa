"""Mails that rows of other packages owe somebody: an answer to a request, an invitation.

A deed leaves its row with `told=False`, in its own transaction (see groups.models.Told). Here such rows
become mails of the outbox; the words are written when a mail is sent, from the row as it is then.
"""

from django.apps import apps
from django.db import transaction
from django.utils import timezone, translation

from groups.models import Told

from .models import OutgoingMail

KIND = "letter"
AT_ONCE = 50


def tellers():
    """Every model whose rows owe mails."""
    return [model for model in apps.get_models() if issubclass(model, Told)]


def collect():
    """Write an OutgoingMail for each letter that is due. Safe to run twice, and at the same time.

    Returns how many rows were looked at.
    """
    looked_at = 0
    for model in tellers():
        untold = model.objects.filter(told=False).order_by("pk")
        # Nearly every time there is none; only then is there anything to lock.
        while untold.exists():
            with transaction.atomic():
                rows = list(untold.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
                mails = [mail for row in rows for mail in _mails(row)]
                OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
                model.objects.filter(pk__in=[row.pk for row in rows]).update(told=True)
            looked_at += len(rows)
            if not rows:  # another process has them
                break
    return looked_at


def _mails(row):
    payload = {"model": row._meta.label_lower, "pk": row.pk}
    common = {"kind": KIND, "occasion": row.occasion, "payload": payload}
    for member in row.members_to_tell():
        yield OutgoingMail(recipient=member, **common)
    for address, language in row.addresses_to_tell():
        yield OutgoingMail(address=address, language=language, **common)


def write(mail):
    """The Letter as things stand now, or None where there is nothing left to say."""
    model = apps.get_model(mail.payload["model"])
    row = model.objects.filter(pk=mail.payload["pk"]).first()
    if row is None or row.occasion != mail.occasion:
        return None
    with translation.override(mail.to_language), timezone.override(mail.to_zone):
        return row.letter_to(mail.recipient)
