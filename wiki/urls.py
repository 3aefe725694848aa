"""The one address of the wiki outside the tree of pages: a page that has no text in some language."""

from django.urls import path

from . import views

app_name = "wiki"
urlpatterns = [path("wiki/<int:pk>/", views.in_language, name="in_language")]
