from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import desk, inviting, joining, roster

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
