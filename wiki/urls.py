"""The addresses of the wiki outside the tree of pages: by number, which no new name or place changes."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import (
    bin_views,
    citing,
    draft_views,
    loose_ends,
    needs_work_views,
    recent,
    reviewing_views,
    views,
)

app_name = "wiki"
urlpatterns = [
    # A page that has no text in some language, and one version of a page
    path("wiki/<int:pk>/", views.in_language, name="in_language"),
    path("wiki/<int:pk>/<int:number>/", citing.permalink, name="permalink"),
    # What changed, and what is not tied up
    path(_("changes/"), recent.all_changes, name="all_changes"),
    path(_("group/<slug:key>/wiki/changes/"), recent.changes, name="changes"),
    path(_("group/<slug:key>/wiki/loose-ends/"), loose_ends.loose_ends, name="loose_ends"),
    path(_("group/<slug:key>/wiki/to-do/"), needs_work_views.to_do, name="needs_work"),
    # What newcomers wrote, and waits for a steward
    path(_("group/<slug:key>/wiki/waiting/"), reviewing_views.waiting, name="waiting"),
    path(_("group/<slug:key>/wiki/waiting/<int:pk>/"), reviewing_views.proposed, name="proposed"),
    # What one typed and has not saved
    path(_("drafts/"), draft_views.index, name="drafts"),
    path(_("drafts/<int:pk>/"), draft_views.show, name="draft"),
    path(_("drafts/<int:pk>/let-go/"), draft_views.let_go, name="let_go"),
    # What was deleted
    path(_("group/<slug:key>/wiki/bin/"), bin_views.bin_of_group, name="bin"),
    path(_("group/<slug:key>/wiki/bin/<int:pk>/restore/"), bin_views.restore, name="restore"),
]
