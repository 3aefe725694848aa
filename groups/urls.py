from django.urls import path

from . import views

app_name = "groups"
urlpatterns = [
    path("groups/<slug:key>/join", views.join_group, name="join"),
    path("groups/<slug:key>/leave", views.leave_group, name="leave"),
]
