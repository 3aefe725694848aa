"""Addresses of the wiki outside the tree of pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import loose_ends, recent, views

app_name = "wiki"
urlpatterns = [
    # A page that has no text in some language.
    path("wiki/<int:pk>/", views.in_language, name="in_language"),
    path(_("group/<slug:key>/wiki/changes/"), recent.changes, name="changes"),
    path(_("group/<slug:key>/wiki/loose-ends/"), loose_ends.loose_ends, name="loose_ends"),
    path(_("changes/"), recent.all_changes, name="all_changes"),
]
