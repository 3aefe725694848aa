from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import charter_views, governing_views, views

app_name = "groups"
urlpatterns = [
    path("groups/<slug:key>/join", views.join_group, name="join"),
    path("groups/<slug:key>/leave", views.leave_group, name="leave"),
]

# The charter and the settings, for stewards
urlpatterns += [
    path(_("group/<slug:key>/charter/"), charter_views.charter, name="charter"),
    path(_("group/<slug:key>/charter/<slug:language>/"), charter_views.charter, name="charter"),
    path(
        _("group/<slug:key>/charter/<slug:language>/history/"),
        charter_views.charter_history,
        name="charter_history",
    ),
    path(
        _("group/<slug:key>/charter/<slug:language>/history/<int:pk>/"),
        charter_views.charter_version,
        name="charter_version",
    ),
    path(_("group/<slug:key>/settings/"), governing_views.group_settings, name="settings"),
]
