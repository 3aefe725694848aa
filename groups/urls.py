from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import affiliation_views, people, photo_views, views

app_name = "groups"
urlpatterns = [
    path("groups/<slug:key>/join", views.join_group, name="join"),
    path("groups/<slug:key>/leave", views.leave_group, name="leave"),
    # People
    path(_("people/"), people.directory, name="people"),
    path(_("people/<int:pk>/"), people.person, name="person"),
    path("account/affiliations/", affiliation_views.affiliations, name="affiliations"),
    path("account/affiliations/<int:pk>/", affiliation_views.affiliation, name="affiliation"),
    path("account/affiliations/<int:pk>/remove", affiliation_views.remove, name="remove_affiliation"),
    # Pictures of a group
    path("groups/<slug:key>/photos/", photo_views.photos, name="photos"),
    path("groups/<slug:key>/photos/<int:pk>/remove", photo_views.remove, name="remove_photo"),
]
