"""What we hold about a member: their own copy of it, and the end of their account."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.keeping import sign_in_first
from groups.models import GroupPage

from . import exporting
from .erasure import LastAdministrator, LastSteward, NotRemembered, erase
from .forms import DeletionForm
from .models import DataExport


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data(request):
    """Ask for one's copy, see how far it is, fetch it."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if request.method == "POST":
        _export, new = exporting.ask(request.user)
        if not new:
            messages.info(request, _("Your copy is already being made."))
        return redirect("own:data")
    return render(request, "home/data.html", _state(request.user) | {"section": "profile"})


@never_cache
@require_safe
def progress(request):
    """The part of that page which changes; the page asks for it every other second."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    return render(request, "home/data_state.html", _state(request.user))


def _state(member):
    """{"export": the newest DataExport or None, "ready": the one that can be fetched or None}."""
    return {
        "export": member.exports.first(),
        "ready": DataExport.objects.ready().filter(member=member).first(),
    }


@never_cache
@require_safe
def download(request):
    """The newest finished copy of whoever is signed in; there is no address of anybody else's.

    It holds everything at once, so that one proves again that it is oneself.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request)
    export = DataExport.objects.ready().filter(member=request.user).first()
    if export is not None:
        raise_if_reauthentication_required(request, app="allauth.account")
    try:
        file = export.file.open("rb") if export else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise Http404
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"tandem-{timezone.localtime(export.finished_at):%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request):
    """What goes and what stays; then, with the password and the address typed, the end of the account.

    Where the account has no password, but a passkey or an app, one of these is asked first.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not request.user.has_usable_password():
        raise_if_reauthentication_required(request, app="allauth.account")
    if request.method != "POST":
        return _deletion(request, DeletionForm(request.user))
    form = DeletionForm(request.user, request.POST)
    # As for asking the password again elsewhere: whoever found the device open cannot try all.
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form.add_error(
            None, _("That was too often in a short time. Please wait a few minutes, then try again.")
        )
    if not form.is_valid():
        return _deletion(request, form, 422)
    language = request.user.language
    try:
        erase(request.user)
    except LastSteward as refusal:
        form.add_error(None, _groups_to_hand_over(refusal.groups))
    except LastAdministrator:
        form.add_error(
            None, _("You are the only administrator. Please make somebody else one before you leave.")
        )
    except NotRemembered:
        form.add_error(
            None,
            _("Your account could not be deleted just now. Nothing has changed; please try again later."),
        )
    if form.errors:
        return _deletion(request, form, 422)
    logout(request)
    with translation.override(language):
        messages.success(request, _("Your account is deleted. What you wrote stays, without your name."))
        return redirect("home")


def _deletion(request, form, status=200):
    context = {"form": form, "section": "profile"}
    return render(request, "home/delete_account.html", context, status=status)


def _groups_to_hand_over(groups):
    pages = GroupPage.objects.in_language(translation.get_language()).filter(group__in=groups)
    names = ", ".join(sorted(pages.values_list("title", flat=True)))
    return ngettext(
        "You are the only steward of %(groups)s. Please name another one there before you leave.",
        "You are the only steward of these groups: %(groups)s. Please name another one in each before you leave.",
        len(groups),
    ) % {"groups": names}
