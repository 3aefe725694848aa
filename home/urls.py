from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.serve, name="home"),
    re_path(r"^((?:[\w\-]+/)+)$", views.serve, name="page"),
]
