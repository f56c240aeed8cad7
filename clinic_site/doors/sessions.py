"""How long a session of staff lasts, and what ends it."""

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

from clinic_site.doors.places import is_staff_side

IDLE = 15 * 60  # seconds without a request
ABSOLUTE = 8 * 60 * 60  # seconds since signing in
_WRITE_EVERY = 60  # seconds; a session is not written at every request
_STARTED, _SEEN = "started_at", "seen_at"
# What a browser forgets of us at the end (Clear Site Data, W3C).
CLEAR_SITE_DATA = '"cache", "cookies", "storage"'


def start(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Receive Django's word that somebody signed in: both clocks start."""
    request.session[_STARTED] = request.session[_SEEN] = int(time.time())


def end_sessions_of_disabled(sender: Any, instance: AbstractBaseUser, **kwargs: Any) -> None:
    """Receive Django's word that an account was saved; a disabled one keeps no session."""
    if not instance.is_active:
        end_sessions(instance)


def end_sessions(user: AbstractBaseUser) -> None:
    """End every session of this person, so that none comes back with the account."""
    for session in UserSession.objects.filter(user=user):
        session.end()


class SessionLimitMiddleware:
    """Signs out after 15 minutes without a request, and 8 hours after signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the page, or the way to the door when the time is over."""
        if not is_staff_side(request.path) or not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        if over := _why_over(request, now):
            logout(request)
            return _to_the_door(request, over)
        if now - request.session[_SEEN] >= _WRITE_EVERY:
            request.session[_SEEN] = now
        return self.get_response(request)


def _why_over(request: HttpRequest, now: int) -> str:
    """Return which limit is passed; a session without clocks is over as well."""
    if now - request.session.get(_STARTED, 0) >= ABSOLUTE:
        return "limit"
    return "idle" if now - request.session.get(_SEEN, 0) >= IDLE else ""


def _to_the_door(request: HttpRequest, why: str) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    response = HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'ended': why, 'next': back})}")
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response
