"""Addresses of what people sent, outside the languages' trees."""

from django.urls import path

from . import files

app_name = "files"
urlpatterns = [
    path("people/<slug:key>/<int:size>", files.person, name="person"),
    path("groups/<slug:key>/<int:size>", files.group_photo, name="group_photo"),
]
