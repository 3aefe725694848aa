"""The addresses of the wiki outside the tree of pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import bin_views, draft_views, views

app_name = "wiki"
urlpatterns = [
    # A page that has no text in some language
    path("wiki/<int:pk>/", views.in_language, name="in_language"),
    # What one typed and has not saved
    path(_("drafts/"), draft_views.index, name="drafts"),
    path(_("drafts/<int:pk>/"), draft_views.show, name="draft"),
    path(_("drafts/<int:pk>/let-go/"), draft_views.let_go, name="let_go"),
    # What was deleted
    path(_("group/<slug:key>/wiki/bin/"), bin_views.bin_of_group, name="bin"),
    path(_("group/<slug:key>/wiki/bin/<int:pk>/restore/"), bin_views.restore, name="restore"),
]
