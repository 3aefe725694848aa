from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import application_views, organisation_desk, organisation_views, views

app_name = "groups"
urlpatterns = [
    path("groups/<slug:key>/join", views.join_group, name="join"),
    path("groups/<slug:key>/leave", views.leave_group, name="leave"),
]

# Organisations
urlpatterns += [
    path(_("organisations/"), organisation_views.index, name="organisations"),
    path(_("organisations/<int:pk>-<slug:slug>/"), organisation_views.organisation, name="organisation"),
    path(_("who-runs-this/"), organisation_views.who_runs_this, name="who_runs_this"),
    path(_("organisations/new/"), organisation_desk.add, name="add_organisation"),
    path(_("organisations/<int:pk>/change/"), organisation_desk.change, name="change_organisation"),
    path(_("organisations/<int:pk>/delete/"), organisation_desk.delete, name="delete_organisation"),
    path(_("organisations/<int:pk>/roles/new/"), organisation_desk.add_role, name="add_organisation_role"),
    path(_("organisations/roles/<int:pk>/"), organisation_desk.change_role, name="change_organisation_role"),
    path(
        _("organisations/roles/<int:pk>/delete/"),
        organisation_desk.delete_role,
        name="delete_organisation_role",
    ),
    path(_("organisations/join/"), application_views.apply, name="apply_for_organisation"),
    path(_("organisations/applications/"), application_views.applications, name="organisation_applications"),
    path(
        _("organisations/applications/<int:pk>/"),
        application_views.application,
        name="organisation_application",
    ),
]
