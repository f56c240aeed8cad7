"""Rate limits that count how often something is done, without a record of who did it.

Counts are rows in the database, so that all processes share them. A row's key is an HMAC of purpose,
subject and window, under a key that changes daily; no address or number is stored. If the database
can't count, everything is allowed, and the failure is logged.
"""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from intake.models import RateCount

_DAY = 86_400  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RateCounter:
    """What to count: a purpose and a subject in a window of time, and the most that is usual.

    An empty subject is unknown: it is not counted, and its count is always 0. A count is deleted when its
    window ended `kept` ago.
    """

    purpose: str
    subject: str
    window: dt.timedelta
    most: float = math.inf
    kept: dt.timedelta = dt.timedelta()

    def key(self, now: dt.datetime) -> str:
        """Return the key of its row at `now`, which reveals nothing without the day's key; "" if unknown."""
        if not self.subject:
            return ""
        seconds = self.window.total_seconds()
        started = now.timestamp() // seconds * seconds
        of_the_day = _key_of(started // _DAY * _DAY, settings.SECRET_KEY)
        what = f"{self.purpose}|{self.subject}|{seconds}|{started}"
        return hmac.digest(of_the_day, what.encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _key_of(day: float, secret: str) -> bytes:
    date = dt.datetime.fromtimestamp(day, dt.UTC).date().isoformat()
    return salted_hmac("intake.limits", date, secret=secret, algorithm="sha256").digest()


def counted(counters: Sequence[RateCounter], now: dt.datetime) -> list[int]:
    """Return the current count of each, with one query that waits for no writer.

    All are 0 if the database is unavailable.
    """
    return counted_at([(counter, now) for counter in counters])


def counted_at(moments: Sequence[tuple[RateCounter, dt.datetime]]) -> list[int]:
    """Return the count of each in the window that contains its moment, as `counted` does."""
    keys = [counter.key(at) for counter, at in moments]
    try:
        found = RateCount.objects.counts([key for key in keys if key])
    except DatabaseError:
        log.exception("cannot read counts, so no one is refused")
        return [0] * len(keys)
    return [found.get(key, 0) for key in keys]


def add(counters: Sequence[RateCounter], now: dt.datetime) -> list[int]:
    """Add one to each count and return the new counts, with one statement.

    Within a transaction this is a savepoint, so a failure affects nothing else. All are 0 if the
    database can't count. Raises DatabaseError if the failure rolled back the whole transaction.
    """
    keys = [counter.key(now) for counter in counters]
    until = {
        key: window_end(counter.window, now) + counter.kept
        for counter, key in zip(counters, keys, strict=True)
        if key
    }
    if not until:
        return [0] * len(counters)
    try:
        with transaction.atomic():
            found = RateCount.objects.add(until)
    except DatabaseError:
        if connection.needs_rollback:  # SQLite may roll back on a full disk, and the commit raises nothing
            raise
        log.exception("cannot count, so no one is refused")
        return [0] * len(counters)
    counts = [found.get(key, 0) for key in keys]
    for counter, count in zip(counters, counts, strict=True):
        if count == counter.most + 1:  # once per window: a flood must not flood the log
            log.warning("limit reached", extra={"limit": counter.purpose})
    return counts


def allow(purpose: str, subject: str, limit: int, window: dt.timedelta, now: dt.datetime) -> bool:
    """Add one to a count and return whether it is at most `limit` in this window."""
    return add([RateCounter(purpose, subject, window, limit)], now)[0] <= limit


def window_end(window: dt.timedelta, now: dt.datetime) -> dt.datetime:
    """Return when the window that contains `now` ends. Windows are aligned to the Unix epoch."""
    number = int(now.timestamp() // window.total_seconds())
    return dt.datetime.fromtimestamp((number + 1) * window.total_seconds(), dt.UTC)


def sweep(now: dt.datetime) -> int:
    """Delete the expired counts; return how many."""
    return expired(now).delete()[0]


def expired(now: dt.datetime) -> QuerySet[RateCount]:
    """Return the counts that are no longer needed."""
    return RateCount.objects.filter(until__lte=now)
