"""The deeds on posts and threads. The pages themselves are of the tree (models.ForumPage)."""

from django.urls import path

from . import making_views, moderating

app_name = "forum"
urlpatterns = [
    path("posts/<int:pk>/edit/", moderating.edit_post, name="edit_post"),
    path("posts/<int:pk>/delete/", moderating.delete_post, name="delete_post"),
    path("posts/<int:pk>/hide/", moderating.hide_post, name="hide_post"),
    path("posts/<int:pk>/show/", moderating.show_post, name="show_post"),
    path("posts/<int:pk>/make-page/", making_views.make_post, name="make_page"),
    path("threads/<int:pk>/make-page/", making_views.make_thread, name="make_page_of_thread"),
    path("threads/<int:pk>/lock/", moderating.lock, name="lock"),
    path("threads/<int:pk>/unlock/", moderating.unlock, name="unlock"),
    path("threads/<int:pk>/pin/", moderating.pin, name="pin"),
    path("threads/<int:pk>/unpin/", moderating.unpin, name="unpin"),
    path("threads/<int:pk>/hide/", moderating.hide, name="hide"),
    path("threads/<int:pk>/show/", moderating.show, name="show"),
]
