"""The files of a page: handing them out, their list, the versions of one, adding and removing."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import ids, uploads
from core.keeping import take_words
from core.pictures import PHOTO
from core.sentences import sentence, wants_json
from groups import access as rules
from groups.deeds import Refused

from . import attaching, reviewing
from .attached import address, described, files_of, is_picture, listed, markdown, pages_that_show
from .attachment_forms import AttachmentForm, VersionForm
from .locking import may_change
from .models import Attachment, AttachmentVersion
from .sent import mark
from .surroundings import around
from .writing import writer


@require_safe
def hand_out(request, key, name):
    """A file for those who may have it: the latest version, or `?version=`; of a picture, `?width=` too.

    The name in the address may be any: a text goes on showing a file whose new version is called otherwise.
    """
    files = Attachment.objects.visible_to(request.user).filter(key=key)
    versions = AttachmentVersion.objects.filter(attachment__in=files)
    if "version" in request.GET:
        versions = versions.filter(number=ids.number(request.GET["version"]))
    version = versions.order_by("-number").first()
    if version is None:
        raise Http404
    width = None
    if "width" in request.GET:
        width = ids.number(request.GET["width"])
        if not is_picture(version) or width not in PHOTO.widths:
            raise Http404
    return uploads.serve(request, version.file, version.kind, version.file_name, width)


def files(request, page):
    """The files of a page and of its other language, and a form to add one."""
    if request.method != "POST":
        access = rules.enter(request.user, page.group)
        return _list(request, page, access, AttachmentForm(initial=take_words(request)))
    if wants_json(request):
        return _add_for_editor(request, page)
    access, answer = writer(request, page)
    if answer:
        return answer
    if reviewing.must_wait(access):
        return _not_yet(request)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, page, access, form, status=422)
    try:
        added, is_new = attaching.attach(
            page, request.user, form.cleaned_data["file"], alt=form.cleaned_data["alt"]
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _list(request, page, access, form, status=_status(refusal))
    if is_new:
        messages.success(
            request, _("The file is added. Copy the line below it into a text to show it there.")
        )
    else:
        messages.info(request, _("This file was added a moment ago, so it is kept once."))
    return redirect(f"{page.url_path}files/#file-{added.key}")


def _not_yet(request):
    reason = _(
        "In this group, the files of newcomers come with a text: please add them while you edit. "
        "A steward can change those that are there."
    )
    return render(request, "403.html", {"reason": reason}, status=403)


def _status(refusal):
    return 422 if isinstance(refusal, attaching.Full) else 403


def _list(request, page, access, form, status=200):
    found = listed(page, request.user, request.GET.get("page"))
    for file in found:
        file.may_remove = attaching.may_remove(access, page, file)
    context = around(page, access, ending="files/", itself=True) | {
        "files": found,
        "form": form,
        "mark": mark(page),
        "may_change": may_change(page, access),
    }
    return render(request, "wiki/files.html", context, status=status)


def _add_for_editor(request, page):
    """A file from the editor's script: 201 with the Markdown that shows it, or a sentence."""
    ours = request.POST.get("mark") == mark(page)
    try:
        access = rules.enter(request.user, page.group)
    except Http404:
        if ours and not request.user.is_authenticated:
            return sentence(_("You are signed out. Please sign in again, then send the file once more."), 403)
        raise
    if not access.may_write:
        if not request.user.is_authenticated:
            return sentence(_("You are signed out. Please sign in again, then send the file once more."), 403)
        return sentence(_("You cannot add files to this page."), 403)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return sentence(form.sentences, 422)
    # What a newcomer sends waits with the text that shows it, and is theirs alone until then.
    unwritten = "1" in (request.GET.get("new"), request.POST.get("new")) or reviewing.must_wait(access)
    alt = form.cleaned_data["alt"]
    try:
        added, _is_new = attaching.attach(
            page, request.user, form.cleaned_data["file"], alt=alt, unwritten=unwritten
        )
    except Refused as refusal:
        return sentence(refusal.sentence, _status(refusal))
    version = added.versions.first()
    return JsonResponse(
        {
            "markdown": markdown(added.key, version, alt),
            "url": address(added.key, version.file_name),
            "name": version.file_name,
            "picture": is_picture(version),
        },
        status=201,
    )


def _one(request, page, key):
    """The file `key` of this page or of its other language, or Http404."""
    return get_object_or_404(files_of(page, request.user).prefetch_related("versions"), key=key)


def file(request, page, key):
    """One file with its versions, and a form for a new one. A button makes an old version the latest again."""
    if request.method == "POST":
        access, answer = writer(request, page)
        if answer:
            return answer
        found = _one(request, page, key)
        if reviewing.must_wait(access):
            return _not_yet(request)
        return _change(request, page, access, found)
    access = rules.enter(request.user, page.group)
    found = _one(request, page, key)
    form = VersionForm(initial={"alt": found.alt} | take_words(request), last=found.versions.all()[0])
    return _versions(request, page, access, found, form)


def _change(request, page, access, found):
    """Keep a new version, or an old one once more."""
    here = f"{page.url_path}files/{found.key}/"
    if "again" in request.POST:
        try:
            done = attaching.go_back(found, request.user, ids.number(request.POST["again"]))
        except AttachmentVersion.DoesNotExist:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(here)
        _say(request, done)
        return redirect(here)
    form = VersionForm(request.POST, request.FILES, last=found.versions.all()[0])
    if not form.is_valid():
        return _versions(request, page, access, found, form, status=422)
    fields = form.cleaned_data
    try:
        done = attaching.add_version(
            found, request.user, fields["file"], note=fields["note"], alt=fields.get("alt")
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _versions(request, page, access, found, form, status=_status(refusal))
    _say(request, done)
    return redirect(here)


def _say(request, version):
    if version:
        text = _("Version %(number)d is the latest now. Every text that shows this file shows it.")
        messages.success(request, text % {"number": version.number})
    else:
        messages.info(request, _("This is the latest version already, so nothing was added."))


def _versions(request, page, access, found, form, status=200):
    described(found)
    context = around(page, access, ending=f"files/{found.key}/", itself=True) | {
        "file": found,
        "form": form,
        "mark": mark(page),
        "may_change": may_change(page, access),
        "may_remove": attaching.may_remove(access, page, found),
        "shown_on": pages_that_show(found, request.user),
    }
    return render(request, "wiki/file.html", context, status=status)


def remove(request, page, key):
    """Ask whether a file is to go, with the pages that would miss it; then take it away."""
    access = rules.enter(request.user, page.group)
    if not access.may_write and not access.may_moderate:
        return writer(request, page)[1]
    found = _one(request, page, key)
    if not attaching.may_remove(access, page, found):
        reason = _("Only the stewards of this group, and who added the file, can remove it.")
        return render(request, "403.html", {"reason": reason}, status=403)
    if request.method == "POST":
        try:
            attaching.remove(found, request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The file is removed, with all its versions."))
        return redirect(f"{page.url_path}files/")
    context = around(page, access, ending="files/", itself=True) | {
        "file": described(found),
        "shown_on": pages_that_show(found, request.user),
    }
    return render(request, "wiki/file_remove.html", context)
