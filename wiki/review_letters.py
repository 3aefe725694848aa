"""Whom a proposed change to the wiki is told to, and in which words: the stewards first, then its author."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.mail import Letter
from core.pages import current_language
from core.words import named
from groups.access import access
from groups.membership import active_stewards
from groups.models import GroupPage

TEMPLATE = "groups/news"


def readers(proposal):
    """The Users to write to: who runs the group while it waits, then whoever waited for the answer."""
    if proposal.is_waiting:
        return [row.member for row in active_stewards(proposal.group).select_related("member")]
    if proposal.state == proposal.State.WITHDRAWN or proposal.author is None:
        return []
    return [proposal.author]


def write(proposal, reader):
    """The Letter to `reader` in the active language, or None where it is no longer theirs to get."""
    now = access(reader, proposal.group)
    home = GroupPage.objects.in_language(current_language()).filter(group=proposal.group).first()
    if home is None:
        return None
    names = {"by": named(proposal.author_name), "group": home.title, "page": proposal.about}
    if proposal.is_waiting:
        return _waits(proposal, names) if now.may_run else None
    # Who may not read the group any more has the text, and the reason, in the copy of their data.
    if proposal.author != reader or not now.may_read:
        return None
    if proposal.state == proposal.State.ACCEPTED:
        return _accepted(proposal, names)
    return _refused(proposal, names) if proposal.state == proposal.State.REFUSED else None


def _waits(proposal, names):
    if proposal.is_new:
        title = _("A new page waits for you: “%(page)s”")
        said = _("%(by)s has written a new page, “%(page)s”, for the wiki of %(group)s.")
    else:
        title = _("A change waits for you: “%(page)s”")
        said = _("%(by)s has changed the page “%(page)s” in the wiki of %(group)s.")
    return _letter(
        title % names,
        [
            said % names,
            _(
                "Their changes still wait for a steward: nobody else sees this one before one of you accepts it."
            ),
        ],
        quote=proposal.summary,
        quote_by=_("What they changed, in their words:") if proposal.summary else "",
        link=_address(proposal),
        button=_("Read it, and answer"),
    )


def _accepted(proposal, names):
    page = proposal.page
    if proposal.is_new:
        title, said = (
            _("Your page is in the wiki: “%(page)s”"),
            _("A steward of %(group)s has accepted your new page."),
        )
    else:
        title = _("Your change is in the wiki: “%(page)s”")
        said = _("A steward of %(group)s has accepted your change.")
    here = page is not None and page.live
    return _letter(
        title % names,
        [said % names, _("It stands in the wiki, in your name.") if here else ""],
        quote=proposal.reason,
        quote_by=_("They write to you:") if proposal.reason else "",
        link=page.url_path if here else "",
        button=_("Read the page") if here else "",
    )


def _refused(proposal, names):
    return _letter(
        _("Your change was not accepted: “%(page)s”") % names,
        [
            _("A steward of %(group)s has read your change and has not accepted it.") % names,
            _("Nothing you wrote is lost: your text is kept, where only you and the stewards see it."),
        ],
        quote=proposal.reason,
        quote_by=_("The reason they gave:"),
        link=_address(proposal),
        button=_("Open your text"),
    )


def _address(proposal):
    return reverse("wiki:proposed", args=[proposal.group.key, proposal.pk])


def _letter(title, paragraphs, *, quote, quote_by, link, button):
    words = {
        "title": title,
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "quote": quote,
        "quote_by": quote_by,
        "link": settings.SITE_URL + link if link else "",
        "button": button,
    }
    return Letter(TEMPLATE, words)
