"""Every address of the site. What visitors can link to is a page of the tree (home.views.serve)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from core import views as core_views
from home import views as home_views
from members import views as member_views

urlpatterns = [
    path("", home_views.choose_language, name="root"),
    # One front door: Wagtail's own sign-in knows neither confirmed addresses nor limits.
    path("admin/login/", member_views.sign_in_for_admin, name="admin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("healthz", core_views.healthz, name="healthz"),
    # What people sent. The same in every language, and for nobody without the permission.
    path("files/", include("groups.file_urls")),
    path("files/", include("wiki.file_urls")),
    path("account/", include("members.callback_urls")),
]

if settings.DEMO:
    urlpatterns += [path("", include("home.demo_urls"))]

urlpatterns += i18n_patterns(
    path("account/", include("members.urls")),
    path("account/", include("members.account_urls")),
    path("account/", include("home.account_urls")),
    path("", include("groups.urls")),
    path("", include("notices.urls")),
    path("", include("wiki.urls")),
    path("", include("forum.urls")),
    path("", include("home.urls")),
)

handler404 = "core.views.not_found"
handler403 = "core.views.not_allowed"
handler400 = "core.views.bad_request"
handler500 = "core.views.server_error"
