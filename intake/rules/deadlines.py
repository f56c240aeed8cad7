"""Deadlines: when a call is due, counted in opening hours from the time of receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from clinic_site.clinic import Clinic
from clinic_site.clinic.holiday_names import holiday_name

_HORIZON_DAYS = 400  # a clinic that is closed for longer than this has no deadlines
_ALMOST_OVER = dt.timedelta(minutes=30)  # before that, no clinic can promise a call


def due_at(
    received: dt.datetime, clinic: Clinic, windows: Iterable[tuple[dt.time, dt.time]] = ()
) -> dt.datetime | None:
    """Return the time (UTC) by which a request received at `received` must be called.

    Counts `promise_hours` of opening time from the first time at which the person may be called.
    `windows` are the times they gave, as local times in the clinic's time zone; empty for any time. If the
    count ends outside them, the deadline is the end of the last window before that, so that the promise
    and the safe times agree. A window that is almost over doesn't count. None if the opening hours or the
    promise aren't set. Durations are measured in UTC, so days of 23 or 25 hours are counted correctly.
    """
    promise = dt.timedelta(hours=clinic.callback.promise_hours)
    if not promise:
        return None
    spans = dropwhile(lambda span: _is_almost_over(span, received), _safe_spans(received, windows, clinic))
    first = next(spans, None)
    end = advance(max(first[0], received) if first else received, promise, clinic)
    if first is None or end is None:
        return end
    before_end = [first, *takewhile(lambda span: span[0] < end, spans)]
    return min(before_end[-1][1], end).astimezone(dt.UTC)


def _is_almost_over(span: tuple[dt.datetime, dt.datetime], now: dt.datetime) -> bool:
    begins, ends = span
    return begins < now and ends - now < _ALMOST_OVER


def advance(start: dt.datetime, by: dt.timedelta, clinic: Clinic) -> dt.datetime | None:
    """Return the time (UTC) at which `by` of opening time has passed since `start`.

    None if the opening hours aren't set, or the clinic is closed for longer than a year.
    """
    left = by
    for opens, closes in _open_spans(start, clinic):
        begin = max(opens, start)
        if begin >= closes:
            continue
        if closes - begin >= left:
            return (begin + left).astimezone(dt.UTC)
        left -= closes - begin
    return None


def opening_time_between(start: dt.datetime, end: dt.datetime, clinic: Clinic) -> dt.timedelta:
    """Return the opening time between `start` and `end`; zero if `end` isn't later than `start`."""
    total = dt.timedelta()
    for opens, closes in _open_spans(start, clinic):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), dt.timedelta())
    return total


def elapsed(start: dt.datetime, end: dt.datetime, clinic: Clinic) -> dt.timedelta:
    """Return the opening time between two times, or clock time if the opening hours aren't set."""
    return opening_time_between(start, end, clinic) if clinic.hours_known else end - start


def opening_day_after(start: dt.datetime, days: int, clinic: Clinic) -> dt.datetime:
    """Return when the `days`-th opening day after the day of `start` begins (UTC).

    If the opening hours aren't set, or no such day is found within a year, every day counts.
    """
    first, left = start.astimezone(clinic.zone).date(), days
    for offset in range(1, _HORIZON_DAYS):
        day = first + dt.timedelta(days=offset)
        left -= bool(clinic.spans_on(day))
        if not left:
            return _midnight(day, clinic)
    return _midnight(first + dt.timedelta(days=days), clinic)


def start_of_day(now: dt.datetime, clinic: Clinic) -> dt.datetime:
    """Return when the day of `now` begins in the clinic's time zone (as UTC)."""
    return _midnight(now.astimezone(clinic.zone).date(), clinic)


def end_of_day(now: dt.datetime, clinic: Clinic) -> dt.datetime:
    """Return when the day of `now` ends in the clinic's time zone (as UTC)."""
    return _midnight(now.astimezone(clinic.zone).date() + dt.timedelta(days=1), clinic)


def is_open(now: dt.datetime, clinic: Clinic) -> bool:
    """Return whether the clinic is open at `now`; True if the opening hours aren't set."""
    return not clinic.hours_known or next_reading(now, clinic) == now


def next_within(
    start: dt.datetime, windows: Iterable[tuple[dt.time, dt.time]], clinic: Clinic
) -> dt.datetime | None:
    """Return the first time (UTC) from `start` on that is within opening hours and in a window.

    `windows` are local times in the clinic's time zone. If the opening hours aren't set, only the
    windows count. None if there is no such time.
    """
    for begins, _ends in _safe_spans(start, windows, clinic):
        return max(begins, start).astimezone(dt.UTC)
    return None


def next_reading(now: dt.datetime, clinic: Clinic) -> dt.datetime | None:
    """Return when staff next read requests: `now` while open, otherwise the next opening (UTC)."""
    for opens, closes in _open_spans(now, clinic):
        if now < closes:
            return max(opens, now).astimezone(dt.UTC)
    return None


@dataclass(frozen=True)
class ReadingTimes:
    """When staff read requests, as shown on a form.

    `next` is None if the opening hours aren't set. `closed_today` is True if they are set and the
    clinic is closed today, and `holiday` is the name of today's holiday, if any. `due` is the deadline
    for calling a person who asks now.
    """

    open_now: bool
    next: dt.datetime | None
    closed_today: bool
    holiday: str
    due: dt.datetime | None


def reading_times(
    now: dt.datetime, clinic: Clinic, windows: Iterable[tuple[dt.time, dt.time]] = ()
) -> ReadingTimes:
    """Return when staff read a request sent at `now`; `windows` are as in `due_at`."""
    today = now.astimezone(clinic.zone).date()
    following = next_reading(now, clinic)
    return ReadingTimes(
        open_now=following == now,
        next=following,
        closed_today=clinic.hours_known and not clinic.spans_on(today),
        holiday=holiday_name(clinic.holidays.get(today, "")) if clinic.hours_known else "",
        due=due_at(now, clinic, windows),
    )


def _safe_spans(
    start: dt.datetime, windows: Iterable[tuple[dt.time, dt.time]], clinic: Clinic
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield the spans that end after `start` and are within opening hours and a window.

    Spans that follow each other without a break are joined.
    """
    wanted = sorted(windows)
    first = start.astimezone(clinic.zone).date()
    for offset in range(_HORIZON_DAYS if wanted else 0):
        day = first + dt.timedelta(days=offset)
        for begins, ends in _joined(_safe_parts(day, wanted, clinic)):
            if ends > start:
                yield begins, ends


def _safe_parts(
    day: dt.date, windows: list[tuple[dt.time, dt.time]], clinic: Clinic
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    whole_day = _midnight(day, clinic), _midnight(day + dt.timedelta(days=1), clinic)
    for opens, closes in _spans_of(day, clinic) or ([] if clinic.hours_known else [whole_day]):
        for begins, ends in windows:
            begin, end = max(opens, _instant(day, begins, clinic)), min(closes, _instant(day, ends, clinic))
            if begin < end:
                yield begin, end


def _joined(
    spans: Iterable[tuple[dt.datetime, dt.datetime]],
) -> list[tuple[dt.datetime, dt.datetime]]:
    joined: list[tuple[dt.datetime, dt.datetime]] = []
    for begins, ends in spans:
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], ends)
        else:
            joined.append((begins, ends))
    return joined


def _open_spans(start: dt.datetime, clinic: Clinic) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    first = start.astimezone(clinic.zone).date()
    for offset in range(_HORIZON_DAYS):
        yield from _spans_of(first + dt.timedelta(days=offset), clinic)


def _spans_of(day: dt.date, clinic: Clinic) -> list[tuple[dt.datetime, dt.datetime]]:
    spans = clinic.spans_on(day)
    return [(_instant(day, span.opens, clinic), _instant(day, span.closes, clinic)) for span in spans]


def _midnight(day: dt.date, clinic: Clinic) -> dt.datetime:
    return _instant(day, dt.time(0), clinic)


def _instant(day: dt.date, clock: dt.time, clinic: Clinic) -> dt.datetime:
    # In UTC, because Python compares two times of the same zone by wall clock, ignoring DST changes.
    return dt.datetime.combine(day, clock, clinic.zone).astimezone(dt.UTC)
