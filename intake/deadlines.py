"""When a call is due: opening hours counted forward from the moment of receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from clinic_site.clinic import Clinic

_HORIZON_DAYS = 400  # a clinic that is closed longer than this has no deadline


def due_at(received: dt.datetime, clinic: Clinic) -> dt.datetime | None:
    """Return the instant (UTC) by which a request received at `received` must be called.

    Counts `promise_hours` of opening time; None where hours or promise are not known.
    Time is measured between instants, so that a day of 23 or 25 hours counts as it is.
    """
    left = dt.timedelta(hours=clinic.callback.promise_hours)
    if not left or not clinic.hours_known:
        return None
    for opens, closes in _open_spans(received, clinic):
        start = max(opens, received)
        if start >= closes:
            continue
        if closes - start >= left:
            return (start + left).astimezone(dt.UTC)
        left -= closes - start
    return None


def next_reading(now: dt.datetime, clinic: Clinic) -> dt.datetime | None:
    """Return when staff next read requests: `now` while open, else the next opening (UTC)."""
    for opens, closes in _open_spans(now, clinic):
        if now < closes:
            return max(opens, now).astimezone(dt.UTC)
    return None


@dataclass(frozen=True)
class ReadingTimes:
    """When staff read requests, as a form tells it.

    `next` is None where the hours are not known; `closed_today` says that they are known and
    there are none today, and `holiday` what today is called in the clinic file, if anything.
    `due` is when somebody who asked now would be called by.
    """

    open_now: bool
    next: dt.datetime | None
    closed_today: bool
    holiday: str
    due: dt.datetime | None


def reading_times(now: dt.datetime, clinic: Clinic) -> ReadingTimes:
    """Return when staff read what is sent at `now`."""
    today = now.astimezone(clinic.zone).date()
    following = next_reading(now, clinic)
    return ReadingTimes(
        open_now=following == now,
        next=following,
        closed_today=clinic.hours_known and not clinic.spans_on(today),
        holiday=clinic.holidays.get(today, "") if clinic.hours_known else "",
        due=due_at(now, clinic),
    )


def _open_spans(start: dt.datetime, clinic: Clinic) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    first = start.astimezone(clinic.zone).date()
    for offset in range(_HORIZON_DAYS):
        day = first + dt.timedelta(days=offset)
        for span in clinic.spans_on(day):
            yield (
                dt.datetime.combine(day, span.opens, clinic.zone).astimezone(dt.UTC),
                dt.datetime.combine(day, span.closes, clinic.zone).astimezone(dt.UTC),
            )
