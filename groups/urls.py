from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import (
    affiliation_views,
    application_views,
    charter_views,
    desk,
    governing_views,
    inviting,
    joining,
    organisation_desk,
    organisation_views,
    people,
    photo_views,
    roster,
)

# "group", not "groups": an address of the tree of pages never begins so, whatever a group is called.
app_name = "groups"
urlpatterns = [
    # Coming and going
    path(_("group/<slug:key>/join/"), joining.join_group, name="join"),
    path(_("group/<slug:key>/leave/"), joining.leave_group, name="leave"),
    path(_("group/<slug:key>/ask/"), joining.ask_to_join, name="ask"),
    path(_("group/<slug:key>/withdraw/"), joining.withdraw_request, name="withdraw"),
    path(_("invitation/<str:token>/"), joining.invitation, name="invitation"),
    path(_("group/<slug:key>/members/"), roster.members, name="members"),
    # The stewards' desk
    path(_("group/<slug:key>/desk/"), desk.desk, name="desk"),
    path(_("group/<slug:key>/desk/log/"), desk.desk_log, name="desk_log"),
    path(_("group/<slug:key>/desk/requests/<int:pk>/accept/"), desk.accept_request, name="accept_request"),
    path(_("group/<slug:key>/desk/requests/<int:pk>/refuse/"), desk.refuse_request, name="refuse_request"),
    path(_("group/<slug:key>/desk/members/"), desk.desk_members, name="desk_members"),
    path(_("group/<slug:key>/desk/members/<int:pk>/remove/"), desk.remove_member, name="remove_member"),
    path(_("group/<slug:key>/desk/members/<int:pk>/shut-out/"), desk.ban_member, name="ban_member"),
    path(_("group/<slug:key>/desk/members/<int:pk>/let-in/"), desk.unban_member, name="unban_member"),
    path(_("group/<slug:key>/desk/members/<int:pk>/steward/"), desk.name_steward, name="name_steward"),
    path(
        _("group/<slug:key>/desk/members/<int:pk>/end-stewardship/"),
        desk.end_stewardship,
        name="end_stewardship",
    ),
    path(_("group/<slug:key>/desk/invitations/"), inviting.invitation_list, name="invitations"),
    path(_("group/<slug:key>/desk/invitations/many/"), inviting.invite_many, name="invite_many"),
    path(_("group/<slug:key>/desk/invitations/report/"), inviting.report, name="invitations_report"),
    path(_("group/<slug:key>/desk/invitations/<int:pk>/revoke/"), inviting.revoke, name="revoke_invitation"),
    path(_("group/<slug:key>/desk/invitations/<int:pk>/again/"), inviting.send_again, name="send_again"),
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

# People
urlpatterns += [
    path(_("people/"), people.directory, name="people"),
    path(_("people/<int:pk>/"), people.person, name="person"),
    path("account/affiliations/", affiliation_views.affiliations, name="affiliations"),
    path("account/affiliations/<int:pk>/", affiliation_views.affiliation, name="affiliation"),
    path("account/affiliations/<int:pk>/remove", affiliation_views.remove, name="remove_affiliation"),
]

# Pictures of a group
urlpatterns += [
    path(_("group/<slug:key>/photos/"), photo_views.photos, name="photos"),
    path(_("group/<slug:key>/photos/<int:pk>/remove/"), photo_views.remove, name="remove_photo"),
]
