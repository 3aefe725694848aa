"""The visitor's language."""

from django.conf import settings
from django.utils import translation


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
