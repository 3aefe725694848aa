"""The reader's clock."""

from django.utils import timezone


def time_zone(get_response):
    """Show times in the signed-in member's zone; visitors see the site's own."""

    def middleware(request):
        if request.user.is_authenticated:
            timezone.activate(request.user.zone)
        else:
            timezone.deactivate()
        return get_response(request)

    return middleware
