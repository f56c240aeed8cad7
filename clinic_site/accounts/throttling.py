"""Throttle wrong passwords; django-axes counts them in the database.

Five failures for a username from one address, or a hundred from one address, lock that pair or
address out for 15 minutes. An IPv6 /64 counts as one address. A username alone is never locked, since
anyone could lock out anyone.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

BY_ADDRESS = 100
KEEP_SIGN_INS = dt.timedelta(days=30)


class ThrottlingHandler(AxesDatabaseHandler):
    """Count failures by name and address, and by address, with a separate limit for each."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures scaled to AXES_FAILURE_LIMIT, since axes has a single limit."""
        by_both, by_address = (
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(by_both, by_address * settings.AXES_FAILURE_LIMIT // BY_ADDRESS)


def normalized_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the username under which failures are counted, in lower case and in one Unicode form."""
    typed = (credentials or {}).get("username") or ""
    return unicodedata.normalize("NFKC", typed).casefold()[:150]


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address; with TRUST_PROXY, the one that the proxy added.

    For IPv6, return the first address of the /64, because one home has all of them (RFC 6177). Return None
    if the address is unknown; the sign-in pages reject such a request.
    """
    try:
        given = ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return None
    given = getattr(given, "ipv4_mapped", None) or given
    return str(given if given.version == 4 else ip_network((int(given), 64), strict=False).network_address)


def purge_access_log(now: dt.datetime) -> int:
    """Delete sign-ins older than 30 days, failed ones too, and expired sessions; return the number of rows.

    Failed sign-ins can contain a password that was typed as a username.
    """
    return sum(rows.delete()[0] for rows in expired_access_log(now))


def expired_access_log(now: dt.datetime) -> list[QuerySet]:
    """Return the rows that `purge_access_log` deletes, one queryset for each table."""
    live = Session.objects.filter(expire_date__gte=now).values("session_key")
    return [
        AccessAttempt.objects.filter(attempt_time__lt=now - KEEP_SIGN_INS),
        AccessLog.objects.filter(attempt_time__lt=now - KEEP_SIGN_INS),
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.exclude(session_key__in=live),
    ]
