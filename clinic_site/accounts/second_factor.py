"""Require a second factor on the staff side: a passkey, an app's code or a recovery code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic_site.accounts.account_log import log
from clinic_site.accounts.adapters import UNREADABLE, UNREADABLE_EVENT
from clinic_site.accounts.field_encryption import DecryptionError
from clinic_site.accounts.sessions import end_sessions
from clinic_site.core.paths import is_staff_side
from clinic_site.errors import security_log
from intake.enums import AuditKind

_PASSED = "second_factor_of"
_CACHE_ATTRIBUTE = "_has_second_factor"
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Pages needed to set up a second factor, and to sign out.
ENROLLMENT_VIEWS = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
    *("account_reauthenticate", "account_login", "account_logout"),
}


def has_factor(user: AbstractBaseUser) -> bool:
    """Return whether the user has a passkey or an app; recovery codes alone don't count."""
    return is_mfa_enabled(user, _FACTORS)


def mark_passed(session: SessionBase, user: AbstractBaseUser) -> None:
    """Mark in the session that the user has passed a second factor."""
    session[_PASSED] = str(user.pk)


def has_passed(request: HttpRequest) -> bool:
    """Return whether the user passed a second factor in this session and still has one."""
    user = request.user
    if not user.is_authenticated or request.session.get(_PASSED) != str(user.pk):
        return False
    # Cached on the request: the middleware, the admin and each page call this.
    if getattr(request, _CACHE_ATTRIBUTE, None) != user.pk:
        setattr(request, _CACHE_ATTRIBUTE, user.pk if has_factor(user) else None)
    return getattr(request, _CACHE_ATTRIBUTE) == user.pk


def on_used(sender: Any, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Mark the session when a second factor was used (allauth signal)."""
    mark_passed(request.session, user)


def on_added(
    sender: Any, request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Mark the session when a factor was added: adding one requires using it (allauth signal)."""
    if authenticator.type in _FACTORS:
        mark_passed(request.session, user)


@transaction.atomic
def remove_factors(user: AbstractBaseUser, actor: AbstractBaseUser | None) -> None:
    """Remove a user's lost factors, end their sessions, and record it. `actor` is as in `account_log.log`.

    The next sign-in asks them to set up new factors.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    log(AuditKind.FACTOR, user, actor, did="removed", type="all")


class SecondFactorMiddleware:
    """Redirect users without a second factor to set one up, and users who skipped theirs to sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response; `process_view` decides, since the view is known there."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return a redirect if a signed-in user may not see this page yet, else None."""
        if not is_staff_side(request.path) or not request.user.is_authenticated or has_passed(request):
            return None
        if has_factor(request.user):
            # The session is older than the factor. It must not reach the enrollment pages, where a
            # password alone would be enough to add another factor.
            security_log.refused("session without its second factor refused", request)
            logout(request)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        return None if request.resolver_match.view_name in ENROLLMENT_VIEWS else redirect("mfa_index")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return a page that says what to do if no key decrypts the user's factor, else None."""
        if not isinstance(exception, DecryptionError):
            return None
        security_log.refused(UNREADABLE_EVENT, request)
        return render(request, "account/unreadable_factor.html", {"advice": UNREADABLE}, status=503)
