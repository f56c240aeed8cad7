"""Time limits of staff sessions, and how they end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from clinic_site.core.background import is_background
from clinic_site.core.paths import is_staff_side
from clinic_site.core.session_ending import kept_at

IDLE = 15 * 60  # seconds without a request
ABSOLUTE = 8 * 60 * 60  # seconds since sign-in
_WRITE_INTERVAL = 60  # seconds, so that not every request writes the session
_STARTED, _SEEN = "started_at", "seen_at"
# What browsers delete at sign-out (W3C Clear Site Data).
CLEAR_SITE_DATA = '"cache", "cookies", "storage"'


def start(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Start both limits at sign-in (Django signal)."""
    request.session.set_expiry(None)  # before sign-in, SessionLimitMiddleware sets a shorter one
    request.session[_STARTED] = request.session[_SEEN] = int(time.time())


def end_sessions_of_disabled(sender: Any, instance: AbstractBaseUser, **kwargs: Any) -> None:
    """End the sessions of an account saved as inactive (Django signal)."""
    if not instance.is_active:
        end_sessions(instance)


def end_sessions(user: AbstractBaseUser) -> None:
    """End all sessions of a user, so that reactivating the account doesn't revive them."""
    for session in UserSession.objects.filter(user=user):
        session.end()


class SessionLimitMiddleware:
    """Sign users out after 15 minutes without a request, and 8 hours after sign-in.

    A session of someone who hasn't signed in ends after 15 minutes: anyone can make as many as they like.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, or a redirect to sign-in if the session has expired."""
        key = request.session.session_key
        if not is_staff_side(request.path):
            return self.get_response(request)
        if not request.user.is_authenticated:
            response = self.get_response(request)
            is_kept = request.session.modified and not request.session.is_empty()
            if is_kept and not request.user.is_authenticated:
                request.session.set_expiry(IDLE)
            return response
        now = int(time.time())
        if limit := _expired_limit(request, now):
            next_url = _next_url(request)
            logout(request)
            return _redirect_to_sign_in(next_url, limit)
        response = self.get_response(request)
        _list_new_key(key, request)
        if is_background(request) or not request.user.is_authenticated:
            return response
        is_due = now - request.session.get(_SEEN, 0) >= _WRITE_INTERVAL
        # The user may have ended it just now. Django answers 400 if such a session is written to.
        if is_due and request.session.exists(request.session.session_key):
            request.session[_SEEN] = now
        return response


def _list_new_key(before: str | None, request: HttpRequest) -> None:
    """Update the list of sessions if Django has given this one another key, so that it can be ended.

    Django does so when the user sets any password, and once after the secret key was changed.
    """
    after = request.session.session_key
    if not before or not after or after == before or not request.user.is_authenticated:
        return
    if not UserSession.objects.filter(session_key=after).exists():  # allauth may have listed it
        UserSession.objects.filter(session_key=before, user=request.user).update(session_key=after)


def _expired_limit(request: HttpRequest, now: int) -> str:
    """Return the exceeded limit ("limit", "idle") or ""; a session without times has expired."""
    if now - request.session.get(_STARTED, 0) >= ABSOLUTE:
        return "limit"
    return "idle" if now - request.session.get(_SEEN, 0) >= IDLE else ""


def _next_url(request: HttpRequest) -> str:
    """Return where to go after signing in again; let other apps keep what was sent too late."""
    if request.method == "GET":
        return request.get_full_path()
    return kept_at(request) or reverse("admin:index")


def _redirect_to_sign_in(next_url: str, limit: str) -> HttpResponse:
    response = HttpResponseRedirect(
        f"{reverse('account_login')}?{urlencode({'ended': limit, 'next': next_url})}"
    )
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response
