"""The front page of each language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.pages import TreePage

from . import routing


class HomePage(TreePage, Page):
    """The front page in one language. Its slug is the language's code, so that `url_path` is the address."""

    headline = models.CharField(_("headline"), max_length=200)
    lead = models.TextField(_("lead"), blank=True)
    aside = models.TextField(_("beside the groups"), blank=True, help_text=_("Markdown"))
    about = models.TextField(_("who is behind it"), blank=True, help_text=_("Markdown"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["groups.GroupIndexPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("aside"),
        FieldPanel("about"),
    ]

    def route(self, request, path_components):
        """Find any page below in two queries, at any depth (Wagtail's own way costs two a level)."""
        return routing.find(request, self.url_path + "".join(f"{part}/" for part in path_components))

    def serve(self, request, *args, **kwargs):
        from .views import front

        return front(request, self)
