"""What is written down when somebody is refused: what kind, at which address, under which account.

Of an address only the pattern is written, for what stands in its gaps may be somebody's code; of a
person only the number of the account. What was typed is never written, a user name neither: a
password may have been typed as one. That refusals leave a trace is asked for by OWASP ASVS 5.0.0,
V16.3.2 and V16.3.3.
"""

from __future__ import annotations

import logging

from allauth.account.internal.stagekit import get_pending_stage
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

log = logging.getLogger(__name__)


def refused(event: str, request: HttpRequest | None) -> None:
    """Write `event`, a constant, as a warning. Without a request only that it happened is known."""
    extra: dict[str, object] = {}
    if request is not None:
        extra = {"place": place_of(request), "method": request.method}
        if (person := _whose(request)) is not None:
            extra["account"] = person.pk
    log.warning(event, extra=extra)


def place_of(request: HttpRequest) -> str:
    """Return the pattern of the address that was asked for; empty where there is none."""
    return getattr(request.resolver_match, "route", "")


def _whose(request: HttpRequest) -> AbstractBaseUser | None:
    user = getattr(request, "user", None)
    if user is None or user.is_authenticated:
        return user
    stage = get_pending_stage(request)  # whoever showed a password and not yet the second factor
    return stage.login.user if stage else None


def on_wrong_password(sender: object, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Receive Django's word that a name and a password did not fit."""
    refused("sign-in refused", request)


def on_locked_out(sender: object, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Receive axes' word that a door is closed."""
    refused("door closed after too many tries", request)
