"""What a row has to be told of, and how a question is answered: shared by rows that people wait for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Told(models.Model):
    """A row whose news somebody is owed by mail.

    This package lies below notices and cannot write mails. So a deed leaves `told` False, and notices looks
    for such rows, writes an OutgoingMail to each of `members_to_tell()` and `addresses_to_tell()`, and sets
    it True. When a mail is sent, `letter_to()` gives its words, or None where they are no longer wanted or
    no longer this reader's to know: everything is asked again at the last moment.
    """

    told = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def untold(name):
        """The index that makes looking for untold rows free."""
        return models.Index(fields=["id"], condition=Q(told=False), name=name)

    @property
    def occasion(self):
        """What the mail is about, at most 80 characters: one mail per occasion and person, ever."""
        state = getattr(self, "state", "")
        return f"{self._meta.model_name}:{self.pk}" + (f":{state}" if state else "")

    def members_to_tell(self):
        """The Users to write to, as things stand now."""
        return []

    def addresses_to_tell(self):
        """[(address, language code)] of people without an account."""
        return []

    def letter_to(self, member):
        """The core.mail.Letter to `member` (None for an address), in whose language and zone this is called.

        None where there is nothing left to say. Every subclass writes its own.
        """
        raise NotImplementedError


class Answered(models.Model):
    """A question that waits for a yes or a no with a reason."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING
