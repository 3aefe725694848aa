"""The addresses of the wiki outside the tree of pages: a page without a text in some language, and lists."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import needs_work_views, reviewing_views, views

app_name = "wiki"
urlpatterns = [
    path("wiki/<int:pk>/", views.in_language, name="in_language"),
    path(_("group/<slug:key>/wiki/waiting/"), reviewing_views.waiting, name="waiting"),
    path(_("group/<slug:key>/wiki/waiting/<int:pk>/"), reviewing_views.proposed, name="proposed"),
    path(_("group/<slug:key>/wiki/to-do/"), needs_work_views.to_do, name="needs_work"),
]
