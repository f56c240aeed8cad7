"""Figures over many requests that the worker counts ahead, so that the pages with them open at once.

Counting 100,000 requests takes seconds. The worker spends at most a hundredth of its time on it, so the
figures of a small clinic are a minute old and those of a large one less than half an hour.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from intake.models import CountedFigures
from intake.services.jobs.months import Month, months
from intake.services.jobs.statistics import PeriodStatistics, Waits, statistics

PERIODS = (30, 90, 365)  # days
_MONTHS = "months"
_SHARE = 100
_SHORTEST = dt.timedelta(minutes=1)
_SPARE = dt.timedelta(minutes=10)  # after which nobody waits for a worker that has stopped
_Figures = TypeVar("_Figures", PeriodStatistics, Month)


def count_ahead(now: dt.datetime) -> None:
    """Count the figures that are due, at most one kind at a time, so that mail doesn't wait for long."""
    at = {row.name: (row.at, _next(row)) for row in CountedFigures.objects.defer("figures")}
    due = [name for name in _COUNTS if name not in at or at[name][1] <= now]
    if due:
        long_ago = dt.datetime.min.replace(tzinfo=dt.UTC)
        _count(min(due, key=lambda name: at.get(name, (long_ago, long_ago))[0]), now)


def counted_period(days: int, now: dt.datetime) -> tuple[PeriodStatistics, dt.datetime]:
    """Return the statistics of the last `days` days, one of PERIODS, and when they were counted."""
    row = _figures(str(days), now)
    return _read(PeriodStatistics, row.figures), row.at


def counted_months(now: dt.datetime) -> tuple[list[Month], dt.datetime]:
    """Return the statistics of the last months, newest first, and when they were counted."""
    row = _figures(_MONTHS, now)
    return [_read(Month, month) for month in row.figures], row.at


def _figures(name: str, now: dt.datetime) -> CountedFigures:
    """Return figures that the worker counted, or count them if it has not for longer than it should."""
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
    return lambda now: _written(statistics(now - dt.timedelta(days=days), now))


_COUNTS: dict[str, Callable[[dt.datetime], Any]] = {
    **{str(days): _count_period(days) for days in PERIODS},
    _MONTHS: lambda now: [_written(month) for month in months(now)],
}


def _written(found: PeriodStatistics | Month) -> dict[str, Any]:
    """Return figures as JSON values. Counters become pairs, because keys of JSON objects are texts."""
    return {each.name: _value(getattr(found, each.name)) for each in fields(found)}


def _value(value: Any) -> Any:
    if isinstance(value, Counter):
        return [[key, count] for key, count in value.items()]
    return value.isoformat() if isinstance(value, dt.date) else value


def _read(kind: type[_Figures], written: dict[str, Any]) -> _Figures:
    return kind(**{each.name: _of_type(each.type, written[each.name]) for each in fields(kind)})


def _of_type(annotation: Any, value: Any) -> Any:
    """Return a field's value; `annotation` is its annotation as text."""
    if annotation.startswith("Counter"):
        return Counter(dict(value))
    if annotation == "Waits":
        return Waits(*value)
    return dt.date.fromisoformat(value) if annotation == "dt.date" else value
