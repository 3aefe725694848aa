"""The mails about who belongs to a group: who gets one, and its words as things stand when it is sent.

Everything is asked again at that moment: a mail that is no longer true is not sent, and who may no longer
know of a group is told without its name.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core import dates
from core.mail import Letter
from core.pages import current_language
from core.words import named

from . import invitations
from .access import access
from .membership import active_stewards
from .models import GroupPage, JoinRequest, LogEntry, Stewardship

Deed = LogEntry.Deed
TEMPLATE = "groups/news"


def readers(entry):
    """The Users to whom `entry` of a group's log is told."""
    if entry.deed == Deed.ASKED:
        return [row.member for row in active_stewards(entry.group).select_related("member")]
    return [entry.subject] if entry.deed in LETTERS and entry.subject else []


def about(entry, reader):
    """The Letter about `entry` to `reader`, in whose language this is called; None if it is no longer true."""
    if reader is None or entry.deed not in LETTERS:
        return None
    return LETTERS[entry.deed](entry, reader, access(reader, entry.group))


def invitation(row):
    """The Letter of an Invitation, or None where it no longer holds or its reader has come already."""
    page = _page(row.group)
    ended = row.state != row.State.WAITING or row.has_ended or row.group.is_archived
    if ended or page is None or row.email.lower() in invitations.addresses_of_members(row.group):
        return None
    names = {"by": named(row.invited_by_name), "group": page.title, "site": settings.SITE_NAME}
    return _letter(
        _("%(by)s invites you to %(group)s") % names,
        [
            _("%(by)s would like you to join the group %(group)s.") % names,
            *([page.purpose] if page.purpose else []),
            _(
                "%(site)s is a place where working groups write, discuss and decide together, "
                "in English and French."
            )
            % names,
            _(
                "The link leads to a page with a button; if you have no account yet, you make one there with "
                "this address."
            ),
        ],
        quote=row.message,
        quote_by=_("%(by)s adds:") % names if row.message else "",
        link=reverse("groups:invitation", args=[invitations.token_of(row)]),
        button=_("See the invitation"),
        after=_("The link works once, until %(day)s. If you do nothing, nothing happens.")
        % {"day": dates.day(row.expires_at, year=True)},
    )


# One function per deed: (the LogEntry, the reader, the reader's Access now) to a Letter or None.


def _asked(entry, reader, now):
    request = entry.group.requests.filter(member=entry.actor, state=JoinRequest.State.WAITING).first()
    if not now.may_run or request is None:
        return None
    names = _names(entry, now)
    return _letter(
        _("%(by)s asks to join %(group)s") % names,
        [_("%(by)s would like to join %(group)s. One of its stewards has to answer.") % names],
        quote=request.message,
        quote_by=_("%(by)s writes:") % names if request.message else "",
        link=reverse("groups:desk", args=[entry.group.key]),
        button=_("Answer at the stewards’ desk"),
    )


def _accepted(entry, reader, now):
    if not now.is_member:
        return None
    names = _names(entry, now)
    return _letter(
        _("You are now a member of %(group)s") % names,
        [
            _("%(by)s has accepted your request to join %(group)s.") % names,
            _("You will get the digest of the group, at the hour you chose, when there is something new."),
        ],
        link=_home(entry.group),
        button=_("Open the group"),
    )


def _refused(entry, reader, now):
    if now.is_member:
        return None
    names = _names(entry, now)
    if now.may_know:
        title = _("Your request to join %(group)s") % names
        said = _("The stewards of %(group)s have not accepted your request to join.") % names
    else:
        title = _("Your request to join a group")
        said = _("The stewards of a group you had asked to join have not accepted your request.")
    return _letter(title, [said], **_reason(entry))


def _removed(entry, reader, now):
    if now.is_member or now.banned:
        return None
    names = _names(entry, now)
    if now.may_know:
        title = _("You are no longer a member of %(group)s") % names
        said = _("The stewards of %(group)s have ended your membership. What you wrote there stays.") % names
    else:
        title = _("You are no longer a member of a group")
        said = _("The stewards of a group you belonged to have ended your membership. What you wrote stays.")
    return _letter(title, [said], **_reason(entry))


def _banned(entry, reader, now):
    if not now.banned:
        return None
    names = _names(entry, now)
    if now.may_know:
        title = _("You can no longer take part in %(group)s") % names
        said = _("The stewards of %(group)s have shut you out: you cannot join it or write in it.") % names
    else:
        title = _("You can no longer take part in a group")
        said = _("The stewards of a group have shut you out: you cannot join it or write in it.")
    return _letter(title, [said], **_reason(entry))


def _unbanned(entry, reader, now):
    if now.banned:
        return None
    names = _names(entry, now)
    if now.may_know:
        return _letter(
            _("You may take part in %(group)s again") % names,
            [
                _("The stewards of %(group)s no longer shut you out. You are welcome to join it again.")
                % names
            ],
            link=_home(entry.group),
            button=_("Open the group"),
        )
    return _letter(
        _("A group no longer shuts you out"),
        [_("The stewards of a group that had shut you out no longer do. You may be invited to it again.")],
    )


def _named_steward(entry, reader, now):
    row = entry.group.stewardships.filter(member=reader, ended=None).first()
    # A later title has a mail of its own.
    if row is None or row.title != entry.words or not now.may_run:
        return None
    names = _names(entry, now)
    title = {
        Stewardship.Title.CHAIR: _("You now chair %(group)s"),
        Stewardship.Title.CO_CHAIR: _("You are now a co-chair of %(group)s"),
    }.get(entry.words, _("You are now a steward of %(group)s"))
    return _letter(
        title % names,
        [
            _("%(by)s has named you a steward of %(group)s.") % names,
            _(
                "At the stewards’ desk you answer requests, invite people, look after the members and change "
                "the settings."
            ),
        ],
        link=reverse("groups:desk", args=[entry.group.key]),
        button=_("Open the stewards’ desk"),
    )


def _ended_steward(entry, reader, now):
    if entry.group.stewardships.filter(member=reader, ended=None).exists():
        return None
    names = _names(entry, now)
    if now.may_know:
        title = _("You are no longer a steward of %(group)s") % names
        said = _("%(by)s has ended your time as a steward of %(group)s.") % names
    else:
        title = _("You are no longer a steward of a group")
        said = _("Your time as a steward of a group has ended.")
    thanks = _("Thank you for what you did.")
    stays = _("You are still a member.") if now.is_member else ""
    return _letter(title, [said, stays, thanks])


def _came(entry, reader, now):
    if not now.may_run:
        return None
    names = _names(entry, now)
    return _letter(
        _("%(by)s has joined %(group)s") % names,
        [_("%(by)s has used your invitation and is now a member of %(group)s.") % names],
        link=reverse("groups:members", args=[entry.group.key]),
        button=_("See the members"),
    )


LETTERS = {
    Deed.ASKED: _asked,
    Deed.ACCEPTED: _accepted,
    Deed.REFUSED: _refused,
    Deed.REMOVED: _removed,
    Deed.BANNED: _banned,
    Deed.UNBANNED: _unbanned,
    Deed.NAMED_STEWARD: _named_steward,
    Deed.ENDED_STEWARD: _ended_steward,
    Deed.CAME: _came,
}


def _page(group):
    """The home page of `group` in the language of the mail."""
    return GroupPage.objects.in_language(current_language()).filter(group=group).first()


def _home(group):
    page = _page(group)
    return page.url_path if page else f"/{current_language()}/"


def _names(entry, now):
    """What the sentences name: who did it, and the group where its name is still the reader's to know."""
    page = _page(entry.group) if now.may_know else None
    return {"by": named(entry.actor_name), "group": page.title if page else ""}


def _reason(entry):
    return {"quote": entry.words, "quote_by": _("The reason they gave:") if entry.words else ""}


def _letter(title, paragraphs, *, quote="", quote_by="", link="", button="", after=""):
    words = {
        "title": title,
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "quote": quote,
        "quote_by": quote_by,
        "link": settings.SITE_URL + link if link else "",
        "button": button,
        "after": after,
    }
    return Letter(TEMPLATE, words)
