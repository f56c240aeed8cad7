"""Log rejected requests: the event, the URL pattern and the account.

Only the pattern of a URL is logged, since its parameters may be a patient's code, and only the id of an
account. Input is never logged, and neither are usernames, since a password may have been typed as one.
Source: OWASP ASVS 5.0.0, V16.3.2 and V16.3.3.
"""

from __future__ import annotations

import logging

from allauth.account.internal.stagekit import get_pending_stage
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

log = logging.getLogger(__name__)


def refused(event: str, request: HttpRequest | None) -> None:
    """Log `event`, a constant, as a warning; without a request, only the event itself."""
    extra: dict[str, object] = {}
    if request is not None:
        extra = {"route": route_of(request), "method": request.method}
        if (user := _account_of(request)) is not None:
            extra["account"] = user.pk
    log.warning(event, extra=extra)


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern of a request, or an empty string if there is none."""
    return getattr(request.resolver_match, "route", "")


def _account_of(request: HttpRequest) -> AbstractBaseUser | None:
    user = getattr(request, "user", None)
    if user is None or user.is_authenticated:
        return user
    stage = get_pending_stage(request)  # password accepted, second factor pending
    return stage.login.user if stage else None


def on_wrong_password(sender: object, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Log a wrong username or password (Django signal)."""
    refused("sign-in refused", request)


def on_locked_out(sender: object, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Log a lockout (axes signal)."""
    refused("locked out after too many tries", request)
