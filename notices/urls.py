from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "notices"
urlpatterns = [
    path(_("notices/"), views.settings, name="settings"),
    path(_("notices/stop/<str:token>/"), views.stop, name="stop"),
]
