"""Figures about many requests, which the worker counts in advance so that pages with them open at once.

Counting 100,000 requests takes seconds. The worker spends at most a hundredth of its time on it, so the
figures of a small clinic are a minute old and those of a large one less than half an hour.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from intake.models import CountedFigures
from intake.services.jobs.months import Month, months
from intake.services.jobs.statistics import PeriodStatistics, statistics

PERIODS = (30, 90, 365)  # days
_MONTHS = "months"
_SHARE = 100
_SHORTEST = dt.timedelta(minutes=1)
_SPARE = dt.timedelta(minutes=10)  # after that, no one waits for a worker that has stopped
_PERIOD, _ALL_MONTHS = TypeAdapter(PeriodStatistics), TypeAdapter(list[Month])


def count_ahead(now: dt.datetime) -> None:
    """Count at most one kind of the figures that are due, so that mail doesn't wait for long."""
    at = {row.name: (row.at, _next(row)) for row in CountedFigures.objects.defer("figures")}
    due = [name for name in _COUNTS if name not in at or at[name][1] <= now]
    if due:
        long_ago = dt.datetime.min.replace(tzinfo=dt.UTC)
        _count(min(due, key=lambda name: at.get(name, (long_ago, long_ago))[0]), now)


def counted_period(days: int, now: dt.datetime) -> tuple[PeriodStatistics, dt.datetime]:
    """Return the statistics of the last `days` days, one of PERIODS, and when they were counted."""
    row = _figures(str(days), now)
    return _PERIOD.validate_python(row.figures), row.at


def counted_months(now: dt.datetime) -> tuple[list[Month], dt.datetime]:
    """Return the statistics of the last months, newest first, and when they were counted."""
    row = _figures(_MONTHS, now)
    return _ALL_MONTHS.validate_python(row.figures), row.at


def _figures(name: str, now: dt.datetime) -> CountedFigures:
    """Return the figures that the worker counted, or count them now if it is late."""
    row = CountedFigures.objects.filter(pk=name).first()
    return row if row and now < _next(row) + _SPARE else _count(name, now)


def _next(row: CountedFigures) -> dt.datetime:
    return row.at + max(_SHORTEST, _SHARE * dt.timedelta(seconds=row.seconds))


def _count(name: str, now: dt.datetime) -> CountedFigures:
    began = time.process_time()
    figures = _COUNTS[name](now)
    values = {"at": now, "figures": figures, "seconds": time.process_time() - began}
    return CountedFigures.objects.update_or_create(name=name, defaults=values)[0]


def _count_period(days: int) -> Callable[[dt.datetime], dict[str, Any]]:
    return lambda now: _PERIOD.dump_python(statistics(now - dt.timedelta(days=days), now), mode="json")


_COUNTS: dict[str, Callable[[dt.datetime], Any]] = {
    **{str(days): _count_period(days) for days in PERIODS},
    _MONTHS: lambda now: _ALL_MONTHS.dump_python(months(now), mode="json"),
}
