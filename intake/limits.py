"""Counting how often something is done, by whom nobody can tell afterwards.

Counts are rows of the database, so that all processes count together. A row's key is an HMAC
of purpose, subject and window, under a key of its day; no address and no number is stored. The
limiter never stands in a person's way: what cannot be counted is allowed, and logged.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from intake.models import RateCount

_PATIENCE = 500  # milliseconds that counting may wait for a lock; the request itself waits longer
_IPV4_BITS, _IPV6_BITS = 24, 64
# Addresses within a house: those of a proxy that is not trusted, or of everybody behind it.
_WITHIN = [
    ip_network(net)
    for net in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most so many of one purpose by one subject in a window."""

    purpose: str
    subject: str
    most: float = math.inf


def allow(purpose: str, subject: str, limit: int, window: dt.timedelta, now: dt.datetime) -> bool:
    """Count one more and return whether there are at most `limit` in this window."""
    return add_each([Limit(purpose, subject, limit)], window, now)[0] <= limit


def add(purpose: str, subject: str, window: dt.timedelta, now: dt.datetime) -> int:
    """Count one more and return how many there are in the window that `now` falls into."""
    return add_each([Limit(purpose, subject)], window, now)[0]


def add_each(limits: Sequence[Limit], window: dt.timedelta, now: dt.datetime) -> list[int]:
    """Count one more for each and return how many there are of each, all in one short transaction.

    Once one is above its limit, those after it are not counted: 0. An empty subject is nobody in
    particular and is not counted either. Nor is any that the database cannot count at once.
    """
    counts = [0] * len(limits)
    if not any(limit.subject for limit in limits):
        return counts
    until = window_end(window, now)
    try:
        with _lightly():
            for place, limit in enumerate(limits):
                if limit.subject:
                    key = _key(limit.purpose, limit.subject, window, now)
                    counts[place] = RateCount.objects.add(key, until)
                if counts[place] == limit.most + 1:  # once a window: a flood is not to flood the log
                    log.warning("limit reached", extra={"limit": limit.purpose})
                if counts[place] > limit.most:
                    break
    except DatabaseError:
        log.exception("cannot count, so nobody is held up")
        return [0] * len(limits)
    return counts


def window_end(window: dt.timedelta, now: dt.datetime) -> dt.datetime:
    """Return when the window that `now` falls into is over. Windows follow each other from 1970 on."""
    number = int(now.timestamp() // window.total_seconds())
    return dt.datetime.fromtimestamp((number + 1) * window.total_seconds(), dt.UTC)


def sweep(now: dt.datetime) -> int:
    """Remove counts whose window is over; return how many."""
    return over(now).delete()[0]


def over(now: dt.datetime) -> QuerySet[RateCount]:
    """Return the counts whose window is over."""
    return RateCount.objects.filter(until__lte=now)


def network_of(request: HttpRequest) -> str:
    """Return the network that a request comes from: 24 bits of IPv4, 64 of IPv6.

    Behind a proxy (TRUST_PROXY) it is that of the last hop in X-Forwarded-For, which the proxy
    wrote itself. Empty where people cannot be told apart: within the house, or unknown.
    """
    hops = request.headers.get("X-Forwarded-For", "") if settings.TRUST_PROXY else ""
    try:
        address = ip_address(hops.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in net for net in _WITHIN):
        return ""
    bits = _IPV4_BITS if address.version == 4 else _IPV6_BITS
    return str(ip_network((int(address), bits), strict=False))


def _key(purpose: str, subject: str, window: dt.timedelta, now: dt.datetime) -> str:
    started = window_end(window, now) - window
    of_the_day = salted_hmac("intake.limits", f"{started:%Y-%m-%d}", algorithm="sha256").digest()
    what = f"{purpose}|{subject}|{window.total_seconds()}|{started.timestamp()}"
    return hmac.new(of_the_day, what.encode(), hashlib.sha256).hexdigest()


@contextmanager
def _lightly() -> Iterator[None]:
    """Wait for locks no longer than counting is worth, and for no disk: a lost count harms nobody."""
    alone = not connection.in_atomic_block  # else rows that must be on the disk go with the counts
    if connection.vendor == "sqlite":
        with _impatient_sqlite(alone=alone), transaction.atomic():
            yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {_PATIENCE}")
        if alone:
            cursor.execute("SET LOCAL synchronous_commit = off")
        yield


@contextmanager
def _impatient_sqlite(*, alone: bool) -> Iterator[None]:
    changes = {"busy_timeout": _PATIENCE} | ({"synchronous": "NORMAL"} if alone else {})
    usual = {name: _pragma(name) for name in changes}
    try:
        for name, value in changes.items():
            _pragma(f"{name} = {value}")
        yield
    finally:
        try:
            for name, value in usual.items():
                _pragma(f"{name} = {value}")
        except DatabaseError:
            connection.close()  # the next one is opened with what requests need
            raise


def _pragma(words: str) -> int | None:
    connection.ensure_connection()
    with connection.wrap_database_errors:  # without a cursor of Django's: there are four for each count
        row = connection.connection.execute(f"PRAGMA {words}").fetchone()
    return row[0] if row else None
