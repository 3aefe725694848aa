"""The reader's clock, that a member's pages are nobody else's, and when a session was last in use."""

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.utils import timezone
from django.utils.cache import patch_cache_control


def time_zone(get_response):
    """Show times in the signed-in member's zone; visitors see the site's own."""

    def middleware(request):
        if request.user.is_authenticated:
            timezone.activate(request.user.zone)
        else:
            timezone.deactivate()
        return get_response(request)

    return middleware


def keep_to_oneself(get_response):
    """Pages made for a signed-in member are kept by no shared cache, and asked for again after signing out."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return middleware


# Seconds. The list of devices needs no more, and a page should not write a row.
SEEN_EVERY = 3600


def last_seen(get_response):
    """Note, at most once an hour, that a session is in use: for the member's own list of devices."""

    def middleware(request):
        response = get_response(request)
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"seen:{key}", True, SEEN_EVERY):
            UserSession.objects.create_from_request(request)
        return response

    return middleware
