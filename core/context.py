"""What every template may use."""

from django.conf import settings
from django.urls import translate_url

from .pages import current_language


def site(request):
    """The site's name, the interface's language, and the same page in the other languages."""
    language = current_language()
    codes = [code for code, _name in settings.LANGUAGES]
    return {
        "site_name": settings.SITE_NAME,
        "language": language,
        "site_languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "default_alternates": {code: translate_url(request.path, code) for code in codes},
    }
