"""Counting how often something is done, without a record of who did it.

Counts are rows of the database, so that all processes count together. A row's key is an HMAC
of purpose, subject and window, under a key of its day; no address and no number is stored. The
limiter never stands in a person's way: what cannot be counted is allowed, and logged.
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
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from intake.models import RateCount

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counter:
    """What is counted: one purpose by one subject in a window, and the most that is usual there.

    An empty subject is nobody in particular: it is not counted, and its count is always 0.
    """

    purpose: str
    subject: str
    window: dt.timedelta
    most: float = math.inf

    def key(self, now: dt.datetime) -> str:
        """Return the key of its row at `now`; without the day's key nothing can be read from it."""
        started = window_end(self.window, now) - self.window
        of_the_day = _key_of(started.date().isoformat(), settings.SECRET_KEY)
        what = f"{self.purpose}|{self.subject}|{self.window.total_seconds()}|{started.timestamp()}"
        return hmac.digest(of_the_day, what.encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _key_of(day: str, secret: str) -> bytes:
    return salted_hmac("intake.limits", day, secret=secret, algorithm="sha256").digest()


def counted(counters: Sequence[Counter], now: dt.datetime) -> list[int]:
    """Return how many there are of each up to now, by one query that waits for no writer.

    All are 0 when the database cannot answer.
    """
    keys = _keys(counters, now)
    try:
        found = RateCount.objects.counts([key for key in keys if key])
    except DatabaseError:
        log.exception("cannot read counts, so nobody is held up")
        return [0] * len(counters)
    return [found.get(key, 0) for key in keys]


def add(counters: Sequence[Counter], now: dt.datetime) -> list[int]:
    """Count one more for each and return how many there are of each, all by one statement.

    Within a transaction it is a savepoint, so a failure takes nothing else with it. All are 0
    when the database cannot count.
    """
    keys = _keys(counters, now)
    until = {key: window_end(counter.window, now) for counter, key in zip(counters, keys, strict=True) if key}
    if not until:
        return [0] * len(counters)
    try:
        with transaction.atomic():
            found = RateCount.objects.add(until)
    except DatabaseError:
        log.exception("cannot count, so nobody is held up")
        return [0] * len(counters)
    counts = [found.get(key, 0) for key in keys]
    for counter, count in zip(counters, counts, strict=True):
        if count == counter.most + 1:  # once a window: a flood is not to flood the log
            log.warning("limit reached", extra={"limit": counter.purpose})
    return counts


def _keys(counters: Sequence[Counter], now: dt.datetime) -> list[str]:
    return [counter.key(now) if counter.subject else "" for counter in counters]


def allow(purpose: str, subject: str, limit: int, window: dt.timedelta, now: dt.datetime) -> bool:
    """Count one more and return whether there are at most `limit` in this window."""
    return add([Counter(purpose, subject, window, limit)], now)[0] <= limit


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
