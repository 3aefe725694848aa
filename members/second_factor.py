"""The second factor beside a password: codes of an app, passkeys, recovery codes."""

import base64
import hashlib
import secrets

import qrcode
from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    raise_if_reauthentication_required,
)
from allauth.account.views import password_set
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

# Recovery codes alone are none: they stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
QUIET_ZONE = 4  # modules of white around a QR code (ISO/IEC 18004)


def has_second_factor(member):
    """Whether signing in asks `member` for more than a password."""
    return Authenticator.objects.filter(user=member, type__in=FACTORS).exists()


def remove_second_factor(member):
    """Take away every second factor of `member`, who has lost them. Returns how many rows there were."""
    return Authenticator.objects.filter(user=member).delete()[0]


def _vault():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """How django-allauth's second factor does things here."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _(
            "Recovery codes stand in for a second factor. Please set up an app or a passkey first."
        ),
        "incorrect_code": _("This code does not fit, or was used already. Please type the one you see now."),
        "unverified_email": _("Please confirm your e-mail address first."),
    }

    def _get_site_name(self):
        return settings.SITE_NAME

    def encrypt(self, text):
        """Secrets are kept so that a copy of the database alone opens no account."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """The secret; where the key of the site is another one since, a random one that fits no code."""
        try:
            return _vault().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url):
        """The QR code of `url` as SVG to stand in a page: no style, black on white in the dark too."""
        code = qrcode.QRCode(border=QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg viewBox="0 0 {size} {size}" width="240" height="240" role="img" aria-label="{label}"'
            ' shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
            '<path d="{squares}" fill="#000"/></svg>',
            size=len(rows),
            squares=squares,
            label=gettext("The same key as a picture, for the camera of your phone"),
        )

    def generate_authenticator_name(self, user, type):
        """A name for the next passkey, which the member can change."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


@login_required
def first_password(request):
    """django-allauth's page, once it is proven whose account this is: a password opens all that asks for one.

    The password itself does not wait in the session on the way there; it is typed again.
    """
    if not request.user.has_usable_password():
        if request.method == "POST" and is_reauthentication_required(request, app="allauth.account"):
            return redirect("account_set_password")
        raise_if_reauthentication_required(request, app="allauth.account")
    return password_set(request)


# Recovery codes


def reveal_recovery_codes(member):
    """The codes of `member` that are not used yet, the first time; None ever after. A list of strings."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(
            user=member, type=Authenticator.Type.RECOVERY_CODES
        )
        codes = row.wrap()
        if codes.did_view:
            return None
        codes.mark_as_viewed()
        return codes.get_unused_codes()


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request):
    """How many codes are left; the button shows them, or saves them as a file, once."""
    row = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        raise Http404
    raise_if_reauthentication_required(request, app="allauth.mfa")
    shown = reveal_recovery_codes(request.user) if request.method == "POST" else None
    if shown and "download" in request.POST:
        text = render_to_string("mfa/recovery_codes/download.txt", {"codes": shown}, request)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return response
    codes = row.wrap()
    context = {
        "codes": shown,
        "was_shown": codes.did_view or request.method == "POST",
        "left": len(codes.get_unused_codes()),
    }
    return render(request, "mfa/recovery_codes/index.html", context)
