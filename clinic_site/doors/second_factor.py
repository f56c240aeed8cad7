"""No page of the staff side without a second factor: a passkey, an app's code or a recovery code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clinic_site import refusal_log
from clinic_site.doors.places import is_staff_side

_PASSED = "second_factor_of"
_ASKED = "_has_second_factor"
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# What a person without a second factor needs for getting one, and the way out.
ENROLMENT = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
    *("account_reauthenticate", "account_login", "account_logout"),
}


def has_factor(user: AbstractBaseUser) -> bool:
    """Return whether this person has a passkey or an app; recovery codes alone are no factor."""
    return is_mfa_enabled(user, _FACTORS)


def mark_passed(session: SessionBase, user: AbstractBaseUser) -> None:
    """Write into a session that this person showed a second factor in it."""
    session[_PASSED] = str(user.pk)


def has_passed(request: HttpRequest) -> bool:
    """Return whether whoever signed in showed, in this very session, a factor they still have."""
    user = request.user
    if not user.is_authenticated or request.session.get(_PASSED) != str(user.pk):
        return False
    if getattr(request, _ASKED, None) != user.pk:  # the middleware asks, the admin does, and each page
        setattr(request, _ASKED, user.pk if has_factor(user) else None)
    return getattr(request, _ASKED) == user.pk


def on_used(sender: Any, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Receive allauth's word that a second factor was shown."""
    mark_passed(request.session, user)


def on_added(
    sender: Any, request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Receive allauth's word that a factor was added: adding one takes showing it."""
    if authenticator.type in _FACTORS:
        mark_passed(request.session, user)


class SecondFactorMiddleware:
    """Sends who has no second factor to get one, and who did not show theirs back to the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer; the decision falls in `process_view`, where the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return a redirect for a signed-in person who may not see this page yet."""
        if not is_staff_side(request.path) or not request.user.is_authenticated or has_passed(request):
            return None
        if has_factor(request.user):
            # A session from before the factor was added. It must not reach the enrolment pages,
            # where a password alone would be enough to add a factor of one's own.
            refusal_log.refused("session without its second factor refused", request)
            logout(request)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        return None if request.resolver_match.view_name in ENROLMENT else redirect("mfa_index")
