"""Coming into a group and going: join, leave, ask, withdraw, and the page an invitation leads to."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.keeping import sign_in_first, take_words

from . import access, invitations, membership, requests
from .deeds import LastSteward, Refused, ShutOut
from .desk_forms import AskForm
from .models import Group, GroupPage, JoinRequest
from .views import home_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _known(request, key):
    """The group of this key and its home page, or Http404 where this person may not know of it."""
    group = get_object_or_404(Group.objects.visible_to(request.user), key=key)
    return group, home_of(group)


def _home_or_front(request, group, page):
    """Back to the group's home, or to the front page for who may no longer know of it."""
    still_there = Group.objects.visible_to(request.user).filter(pk=group.pk).exists()
    return redirect(page.url_path if still_there else "home")


@require_POST
def join_group(request, key):
    """Become a member of an open group, and get its digest."""
    group, page = _known(request, key)
    if not request.user.is_authenticated:
        return sign_in_first(request, back=page.url_path)
    found = access.enter(request.user, group, "know")
    try:
        if found.may_join and membership.join(request.user, group):
            messages.success(request, _welcome(page))
        elif not found.is_member and not found.may_join:
            messages.error(request, _why_not(found))
    except Refused:
        # Between the page and the button the group has changed; say how it stands now.
        messages.error(request, _why_not(access.access(request.user, Group.objects.get(pk=group.pk))))
    return _home_or_front(request, group, page)


def _welcome(page):
    return _(
        "Welcome to %(group)s. You will get its digest, at the hour you choose, when there is something new."
    ) % {"group": page.title}


def _why_not(found):
    """Why this person cannot join or ask, in a sentence."""
    if found.banned:
        return _("The stewards of this group have shut you out. Please write to one of them.")
    if found.group.is_archived:
        return _("This group is kept as an archive. Nobody can join it any more.")
    if found.may_join:
        return _("This group is open now: you can join it at once.")
    if found.may_ask:
        return _("One asks to join this group: its stewards answer.")
    if found.group.how_to_join == Group.JoinPolicy.INVITATION:
        return _("One joins this group by invitation. Please write to one of its stewards.")
    return _("This group cannot be joined directly. Please write to one of its stewards.")


@require_POST
def leave_group(request, key):
    """End one's membership."""
    group, page = _known(request, key)
    try:
        found = access.access(request.user, group)
        if found.may_leave and membership.leave(request.user, group):
            messages.success(
                request, _("You have left %(group)s. What you wrote there stays.") % {"group": page.title}
            )
    except LastSteward:
        messages.error(
            request, _("You are the only steward of this group. Please name another one before you leave.")
        )
    return _home_or_front(request, group, page)


@FORM
def ask_to_join(request, key):
    """A few words to the stewards of a group that takes requests; or the request that waits already."""
    group, page = _known(request, key)
    if not request.user.is_authenticated:
        return sign_in_first(request)
    found = access.enter(request.user, group, "know")
    if not found.may_ask:
        if found.is_member:
            messages.info(request, _("You are a member of %(group)s already.") % {"group": page.title})
        elif not found.may_join:
            messages.error(request, _why_not(found))
        return redirect(page.url_path)
    waiting = group.requests.filter(member=request.user, state=JoinRequest.State.WAITING).first()
    context = {"group": group, "group_page": page, "access": found, "waiting": waiting}
    if request.method != "POST":
        return render(request, "groups/ask.html", context | {"form": AskForm(initial=take_words(request))})
    form = AskForm(request.POST)
    if not form.is_valid():
        return render(request, "groups/ask.html", context | {"form": form}, status=422)
    try:
        requests.ask(request.user, group, form.cleaned_data["message"])
        messages.success(
            request,
            _("Your request is with the stewards of %(group)s. You will get a mail when they have answered.")
            % {"group": page.title},
        )
    except Refused:
        messages.error(request, _why_not(access.access(request.user, Group.objects.get(pk=group.pk))))
    return _home_or_front(request, group, page)


@require_POST
def withdraw_request(request, key):
    """Take back one's request to join."""
    group, page = _known(request, key)
    if not request.user.is_authenticated:
        return sign_in_first(request, back=page.url_path)
    if requests.withdraw(request.user, group):
        messages.success(request, _("Your request to join %(group)s is withdrawn.") % {"group": page.title})
    return redirect(page.url_path)


@never_cache
@FORM
def invitation(request, token):
    """What an invitation is to, and the button that uses it. Looking changes nothing.

    The link itself entitles to know the group while it holds. Afterwards only those who may know the group
    anyway are told its name.
    """
    found = invitations.find(token)
    page = found and GroupPage.objects.in_language().filter(group=found.group).first()
    if page is None:
        raise Http404
    member = request.user if request.user.is_authenticated else None
    if request.method == "POST":
        if member is None:
            return sign_in_first(request, back=request.get_full_path())
        try:
            if invitations.accept_invitation(found, member):
                messages.success(request, _welcome(page))
            return redirect(page.url_path)
        except Refused as refusal:
            found = invitations.find(token) or found
            return _invitation_page(request, found, page, refusal, posted=True)
    try:
        invitations.check(found, member)
    except Refused as refusal:
        return _invitation_page(request, found, page, refusal)
    return _invitation_page(request, found, page)


def _invitation_page(request, found, page, refusal=None, *, posted=False):
    rights = access.access(request.user, found.group)
    if refusal is None and rights.banned:
        refusal = ShutOut()
    another = isinstance(refusal, invitations.AnotherAddress)
    holds = refusal is None or another
    status = 200
    if refusal:
        status = (403 if posted else 200) if another or isinstance(refusal, ShutOut) else 410
    name, at, domain = found.email.rpartition("@")
    context = {
        "invitation": found,
        "page": page if holds or rights.may_know else None,
        "access": rights,
        "refusal": _said_to_reader(refusal),
        "another_address": another,
        "holds": holds,
        # Enough to recognise one's own address, too little to learn somebody else's.
        "hinted_address": f"{name[:1]}…{at}{domain}",
        "back": reverse("groups:invitation", args=[invitations.token_of(found)]),
    }
    return render(request, "groups/invitation.html", context, status=status)


def _said_to_reader(refusal):
    """The sentence of a refusal, as one says it to the person concerned."""
    if isinstance(refusal, ShutOut):
        return _("The stewards of this group have shut you out. Please write to one of them.")
    return refusal and refusal.sentence
