"""The pages around signing in: django-allauth's own, its second factor, its sessions, other services."""

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import include, path
from django.views.generic import RedirectView

from . import elsewhere, second_factor

to_index = RedirectView.as_view(pattern_name="mfa_index", http_method_names=["get", "head"])

second_factor_urls = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    # Ours: django-allauth's writes to the database when the page is looked at.
    path("recovery-codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # The index lists them.
    path("passkeys/", to_index, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]

elsewhere_urls = [
    path("", elsewhere.where_switched_on(social.connections), name="socialaccount_connections"),
    path("signup/", elsewhere.where_switched_on(social.signup), name="socialaccount_signup"),
    path(
        "cancelled/",
        elsewhere.where_switched_on(social.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path("error/", elsewhere.where_switched_on(social.login_error), name="socialaccount_login_error"),
    path("<slug:service>/", elsewhere.leave, name="leave_for_service"),
]

urlpatterns = [
    # Ours: django-allauth's asks for no proof.
    path("password/set/", second_factor.first_password, name="account_set_password"),
    path("", include("allauth.account.urls")),
    path("second-factor/", include(second_factor_urls)),
    path("sessions/", include("allauth.usersessions.urls")),
    path("elsewhere/", include(elsewhere_urls)),
]
