"""The reader's clock, and that a member's pages are nobody else's."""

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
