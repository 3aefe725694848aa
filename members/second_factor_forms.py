"""The forms of the second factor, in our words."""

import contextlib
import logging

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.words import one_line

from .forms import OurWords

logger = logging.getLogger(__name__)

TYPE_THE_CODE = {"code": _("Please type the code.")}
NAME_LENGTH = 60


class _Code(OurWords):
    """A code of the app, or a recovery code. Each counts once."""

    own_labels = {"code": _("Code from your app, or a recovery code")}
    own_required = TYPE_THE_CODE
    # Seconds that a code of the app counts: its own thirty, and those before and after.
    COUNTS_FOR = 90

    def clean_code(self):
        code = super().clean_code()
        used = f"totp:{self.user.pk}:{''.join(filter(str.isdigit, code))}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(used, True, self.COUNTS_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_Code, base.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(_Code, base.ReauthenticateForm):
    """Proof that it is you, before something that matters."""


class ActivateTOTPForm(OurWords, totp.ActivateTOTPForm):
    """The first code of an app, which shows that it has the key."""

    own_labels = {"code": _("Code that the app shows")}
    own_required = TYPE_THE_CODE


class DeactivateTOTPForm(OurWords, totp.DeactivateTOTPForm):
    """No app any more."""


# Passkeys


class _Passkey(OurWords):
    """What a device answered. Its own sentence, for there is no code to type again."""

    own_required = {
        "credential": _("Your device has not answered. Passkeys need JavaScript; please try again with it.")
    }
    refused = _("This passkey was not accepted. Please try again, or sign in another way.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["invalid"] = self.refused

    @contextlib.contextmanager
    def _understood(self):
        """Whatever breaks in reading an answer that no device would give, it is refused and not an error."""
        try:
            yield
        except ValidationError:
            raise
        except Exception as error:  # the readers of CBOR, of keys and of base64 have many each
            logger.info("A passkey's answer could not be read", exc_info=True)
            raise ValidationError(self.refused) from error

    def clean_credential(self):
        clean = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        with self._understood():
            return clean()

    def clean(self):
        with self._understood():
            return super().clean()

    def add_error(self, field, error):
        if getattr(error, "code", None) == "incorrect_code":
            error = ValidationError(self.refused, code="incorrect_code")
        super().add_error(field, error)


class AuthenticatePasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):
    """The second step of signing in."""


class ReauthenticatePasskeyForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):
    """Proof that it is you, before something that matters."""


class LoginPasskeyForm(_Passkey, webauthn.LoginWebAuthnForm):
    """Signing in with a passkey and nothing else."""


class AddPasskeyForm(_Passkey, webauthn.AddWebAuthnForm):
    """A new passkey."""

    refused = _("Your device could not make this passkey. Please try again.")
    own_labels = {
        "name": _("Name of the passkey"),
        "passwordless": _("I also want to sign in with it alone, without my password"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = NAME_LENGTH
        self.fields["name"].widget.attrs["maxlength"] = NAME_LENGTH
        self.fields["name"].help_text = _("So that you can tell several apart: “My phone”, for instance.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "Your device then asks for your fingerprint, your face or its own code."
        )

    def clean_name(self):
        return one_line(super().clean_name())[:NAME_LENGTH]


class RenamePasskeyForm(OurWords, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    own_labels = {"name": _("Name of the passkey")}
    own_required = {"name": _("Please give the passkey a name.")}
    name = forms.CharField(max_length=NAME_LENGTH)

    def clean_name(self):
        return one_line(self.cleaned_data["name"])
