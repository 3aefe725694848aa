from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import account_views as views

app_name = "own"
urlpatterns = [
    path(_("data/"), views.data, name="data"),
    path(_("data/progress/"), views.progress, name="progress"),
    path(_("data/download/"), views.download, name="download"),
    path(_("delete/"), views.delete, name="delete"),
]
