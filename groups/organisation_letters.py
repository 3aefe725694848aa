"""Whom an application of an institution is told to, and in which words (templates/mail/organisations/)."""

from django.conf import settings
from django.urls import reverse

from core.mail import Letter

from .access import administrators, is_administrator


def readers(application):
    """The Users to write to: who answers while it waits, then whoever waited for the answer."""
    if application.is_waiting:
        return administrators()
    if application.state == application.State.WITHDRAWN:
        return []
    return [application.representative]


def letter(application, member):
    """The Letter to `member`, or None where it is no longer theirs to get. Links are in the active language."""
    if application.is_waiting:
        if not is_administrator(member):
            return None
        return Letter("organisations/application", _context(application, application.get_absolute_url()))
    if application.state == application.State.WITHDRAWN or member != application.representative:
        return None
    if application.state == application.State.REFUSED:
        return Letter("organisations/refused", _context(application, application.get_absolute_url()))
    # The organisation may have been renamed since, or be gone.
    found = application.organisation
    link = found.get_absolute_url() if found else reverse("groups:organisations")
    return Letter("organisations/accepted", _context(application, link))


def _context(application, link):
    return {
        "application": application,
        "representative": application.representative.name,
        "link": settings.SITE_URL + link,
    }
