"""How many wrong passwords are too many, counted by django-axes in the database.

Five from one address for one name, or a hundred from one address, close that door for 15 minutes.
A name alone closes nothing, or anybody could lock out anybody.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

BY_NAME_AND_ADDRESS = 5
BY_ADDRESS = 100
COOL_OFF = dt.timedelta(minutes=15)
KEEP_FAILURES = dt.timedelta(days=30)


class LockoutHandler(AxesDatabaseHandler):
    """Counts by name and address, and by address, each against a limit of its own."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures on the scale of `BY_NAME_AND_ADDRESS`, the one limit that axes knows."""
        by_both, by_address = (
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(by_both, by_address * BY_NAME_AND_ADDRESS // BY_ADDRESS)


def name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name that was typed, in the one spelling under which it is counted."""
    typed = (credentials or {}).get("username") or ""
    return unicodedata.normalize("NFKC", typed).casefold()[:150]


def address(request: HttpRequest) -> str | None:
    """Return the address of whoever asks; with TRUST_PROXY the one that the proxy saw.

    None for a request that came over no network; the pages of the doors refuse such a one.
    """
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return None


def purge_access_log(now: dt.datetime) -> int:
    """Delete failed attempts after 30 days (a password may be typed as a name), and ended sessions.

    Returns how many rows are gone.
    """
    return sum(rows.delete()[0] for rows in access_log_over(now))


def access_log_over(now: dt.datetime) -> list[QuerySet]:
    """Return the rows that `purge_access_log` deletes, by table."""
    live = Session.objects.filter(expire_date__gte=now).values("session_key")
    return [
        AccessAttempt.objects.filter(attempt_time__lt=now - KEEP_FAILURES),
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.exclude(session_key__in=live),
    ]
