"""manage.py digests: plan and deliver, by hand, the digests that are due at an instant."""

import time
from datetime import UTC, datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import mail as post
from notices import delivery, planning
from notices.models import OutgoingMail

State = OutgoingMail.State
EXAMPLE = "2026-11-23T08:00+01:00"


def instant(text):
    """The aware datetime that `text` names; CommandError in a sentence otherwise."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CommandError(
            f"“{text}” is not an instant. Please write date, time and offset, e.g. {EXAMPLE}."
        ) from None
    if moment.tzinfo is None:
        raise CommandError(
            f"“{text}” does not say in which time zone. Please add the offset, e.g. {EXAMPLE}."
        )
    # Planning looks some weeks around an instant; the ends of the calendar leave no room for that.
    if not 1971 <= moment.year <= 9990:
        raise CommandError(f"“{text}” is too far away. Please name an instant such as {EXAMPLE}.")
    return moment.astimezone(UTC)


class Command(BaseCommand):
    help = (
        "Plan and send the digests that are due at an instant, from notices no later than it. "
        "A second call does nothing more."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at", required=True, metavar="INSTANT", help=f"date, time and offset: {EXAMPLE}"
        )
        parser.add_argument("--dry-run", action="store_true", help="print the mails and write nothing")

    def handle(self, *args, at, dry_run, **options):
        moment = instant(at)
        if dry_run:
            self.show(moment)
        else:
            self.send(moment)

    def show(self, moment):
        """Print who would get what."""
        waiting = OutgoingMail.objects.filter(kind="digest", state__in=[State.NEW, State.FAILED])
        shown = 0
        for mail in [*waiting.select_related("recipient"), *planning.foresee(moment)]:
            letter = delivery.write_digest(mail) if mail.recipient.is_active else None
            if letter is None:
                continue
            member = mail.recipient
            message = post.compose(
                letter.template,
                letter.context,
                to=member.email,
                language=member.language,
                time_zone=member.zone,
                message_id=mail.message_id,
            )
            self.stdout.write(f"To: {member.email}\nSubject: {message.subject}\n\n{message.body}\n")
            shown += 1
        self.stdout.write(f"{shown} digests would be sent.")

    def send(self, moment):
        """Plan, deliver, and wait for mails that another process has in hand."""
        planned = [mail.pk for mail in planning.plan(moment)]
        delivery.deliver_due()
        mine = OutgoingMail.objects.filter(pk__in=planned)
        deadline = timezone.now() + delivery.LEASE + timedelta(minutes=1)
        while mine.filter(state__in=[State.NEW, State.BUSY]).exists() and timezone.now() < deadline:
            time.sleep(0.2)
            delivery.deliver_due()
        states = list(mine.values_list("state", flat=True))
        self.stdout.write(f"{states.count(State.SENT)} digests sent.")
        if waiting := len(states) - states.count(State.SENT) - states.count(State.SUPPRESSED):
            self.stderr.write(f"{waiting} digests could not be sent yet; `manage.py deliver` will try again.")
