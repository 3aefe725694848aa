"""Where other services send people back: one address each, whatever the language, for they want to know it."""

from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.providers.orcid import views as orcid
from django.urls import path

urlpatterns = [
    path("orcid/callback/", orcid.oauth2_callback, name="orcid_callback"),
    path("google/callback/", google.oauth2_callback, name="google_callback"),
    path("github/callback/", github.oauth2_callback, name="github_callback"),
    path("<slug:provider_id>/callback/", openid_connect.callback, name="openid_connect_callback"),
]
