"""The settings of a group, for its stewards."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.keeping import take_words

from . import governing
from .governing_forms import ArchiveForm, SettingsForm
from .models import JoinRequest
from .stewards_only import for_stewards, mark
from .views import home_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def group_settings(request, group, access):
    """One page with a form for the settings and one for the archive; `part` says which was sent."""
    part = request.POST.get("part", "")
    form, archive_form = _forms(request, group, part)
    warn = False
    if part == "settings" and form.is_valid():
        try:
            changed = governing.change_settings(
                group,
                by=request.user,
                wanted=form.wanted,
                shown=form.shown,
                confirmed=form.cleaned_data["confirmed"],
            )
            return _saved(request, group.key, changed)
        except governing.WouldOpen:
            warn = True
        except ValidationError as trouble:
            form.add_error(None, trouble)
    elif part == "archive" and archive_form.is_valid():
        try:
            if governing.archive(group, by=request.user, ended=archive_form.cleaned_data["ended"]):
                messages.success(request, _("The group is archived. It can still be read as before."))
            return redirect("groups:settings", group.key)
        except ValidationError as trouble:
            archive_form.add_error("ended", trouble)
    elif part == "revive":
        if governing.revive(group, by=request.user):
            messages.success(request, _("The group is out of the archive. Its members can write again."))
        return redirect("groups:settings", group.key)
    context = {
        "group": group,
        "group_page": home_of(group),
        "access": access,
        "form": form,
        "archive_form": archive_form,
        "warn": warn,
        "waiting": group.requests.filter(state=JoinRequest.State.WAITING).count(),
        "mark": mark(group),
    }
    return render(request, "groups/settings.html", context, status=422 if part else 200)


def _forms(request, group, part):
    """The two forms: the one that was sent bound, or with what was kept of it."""
    kept = {} if part else take_words(request)
    sent = {part: request.POST}
    first = {kept.get("part"): kept}
    return (
        SettingsForm(sent.get("settings"), group=group, initial=first.get("settings")),
        ArchiveForm(sent.get("archive"), initial=first.get("archive")),
    )


def _saved(request, key, changed):
    if changed:
        messages.success(request, _("The settings are saved."))
    else:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return redirect("groups:settings", key)
