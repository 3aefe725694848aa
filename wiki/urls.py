"""The addresses of the wiki outside the tree of pages: by number, which no new name or place changes."""

from django.urls import path

from . import citing, views

app_name = "wiki"
urlpatterns = [
    path("wiki/<int:pk>/", views.in_language, name="in_language"),
    path("wiki/<int:pk>/<int:number>/", citing.permalink, name="permalink"),
]
