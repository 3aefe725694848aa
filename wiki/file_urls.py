"""Where the files of wiki pages are handed out: outside the languages' trees, the same in every language."""

from django.urls import path

from . import attachment_views

app_name = "wiki_files"
urlpatterns = [path("wiki/<slug:key>/<str:name>", attachment_views.hand_out, name="attachment")]
