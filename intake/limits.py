"""Counting how often something is done, by whom nobody can tell afterwards."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from intake.models import RateCount

_IPV4_BITS, _IPV6_BITS = 24, 64


def allow(purpose: str, subject: str, limit: int, window: dt.timedelta, now: dt.datetime) -> bool:
    """Count one more and return whether there are at most `limit` in this window.

    The row's key is a keyed hash, under a key of the day: no address is stored. An empty
    subject is nobody in particular and is not counted.
    """
    if not subject:
        return True
    number = int(now.timestamp() // window.total_seconds())
    until = dt.datetime.fromtimestamp((number + 1) * window.total_seconds(), dt.UTC)
    what = f"{purpose}|{subject}|{window.total_seconds()}|{number}"
    key = salted_hmac(f"intake.limits.{until - window:%Y-%m-%d}", what, algorithm="sha256").hexdigest()
    return RateCount.objects.add(key, until) <= limit


def network_of(request: HttpRequest) -> str:
    """Return the network that a request comes from: 24 bits of IPv4, 64 of IPv6; empty if unknown.

    Behind a proxy (TRUST_PROXY) it is that of the last hop in X-Forwarded-For.
    """
    hops = request.headers.get("X-Forwarded-For", "") if settings.TRUST_PROXY else ""
    try:
        address = ip_address(hops.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    bits = _IPV4_BITS if address.version == 4 else _IPV6_BITS
    return str(ip_network((int(address), bits), strict=False))
