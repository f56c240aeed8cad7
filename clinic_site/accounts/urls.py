"""URLs of the account pages: allauth without sign-up, password reset and email addresses."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from clinic_site.accounts.invitation_pages import invitation
from clinic_site.accounts.views import sign_out, stay

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("invitation/", invitation, name="account_invitation"),
    path("stay/", stay, name="account_stay"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
