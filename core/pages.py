"""Pages of the tree: addresses without queries, and the other language of a page.

The slug of each home page is its language code, so `url_path` ("/fr/groupes/metadonnees/") is the address.
"""

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page


class TreePage:
    """Mixin for every page type of the site. Put it before `Page`."""

    # Privacy belongs to the group; Wagtail's own restrictions would not reach a translation.
    private_page_options = []
    wagtail_reference_index_ignore = True

    # Relations that the router fetches together with the page.
    route_related = ("locale",)
    # What it leaves out of them.
    route_deferred = ()

    @property
    def language(self):
        """The language code of this page's text."""
        return self.locale.language_code

    def get_url_parts(self, request=None):
        """Wagtail's own way to an address, answered without its queries."""
        return (None, settings.SITE_URL, self.url_path)

    def get_absolute_url(self):
        return self.url_path

    def get_url(self, request=None, current_site=None):
        return self.url_path

    url = property(get_url)

    @property
    def full_url(self):
        return settings.SITE_URL + self.url_path


def other_languages(page):
    """{language code: address} of the live translations of `page`. One query."""
    rows = Page.objects.filter(translation_key=page.translation_key, live=True).exclude(pk=page.pk)
    return dict(rows.values_list("locale__language_code", "url_path"))


def same_choice(request):
    """{language code: address} of a page that is no page of the tree, with what was chosen in its address."""
    return {code: translate_url(request.get_full_path(), code) for code, _name in settings.LANGUAGES}


def current_language():
    """The language of the interface now, always one of `settings.LANGUAGES`."""
    code = get_language() or settings.LANGUAGE_CODE
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
