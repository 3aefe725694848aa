"""The visitor's language, and letting go of kept words once they have been sent."""

from django.conf import settings
from django.utils import translation

from . import keeping


def remember_language(get_response):
    """Keep the language of the page a visitor chose to read, where it is not what they would get anyway.

    So "/" leads there next time. The cookie holds a language code and nothing else.
    """

    def middleware(request):
        response = get_response(request)
        chosen = translation.get_language_from_path(request.path_info)
        if (
            chosen
            and request.method == "GET"
            and response.status_code == 200
            and chosen != translation.get_language_from_request(request)
        ):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=request.is_secure(),
            )
        return response

    return middleware


def forget_what_was_sent(get_response):
    """Where a form has done its work (a POST that redirects), what was kept for it is let go."""

    def middleware(request):
        response = get_response(request)
        done = request.method == "POST" and 300 <= response.status_code < 400
        if done and not getattr(request, "kept_now", False):
            keeping.forget(request)
        return response

    return middleware
