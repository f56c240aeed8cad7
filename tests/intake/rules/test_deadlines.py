from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clinic_site.clinic import Clinic
from intake.rules.deadlines import due_at, next_reading

NEW_YORK = ZoneInfo("America/New_York")
WEEK = {day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def _clinic(hours: int = 4, **changes: Any) -> Clinic:
    values = {
        "clinic": {"name": "Example", "time_zone": "America/New_York"},
        "callback": {"promise_hours": hours},
        "opening_hours": WEEK,
    }
    return Clinic.model_validate(values | changes)


def _local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23 10:00", "2026-11-23 14:00"),  # a Monday
        ("2026-11-23 03:00", "2026-11-23 13:00"),
        ("2026-11-23 13:00", "2026-11-23 17:00"),
        ("2026-11-23 15:00", "2026-11-24 11:00"),
        ("2026-11-23 17:00", "2026-11-24 13:00"),
        ("2026-11-27 16:30", "2026-11-30 12:30"),  # a Friday, across the weekend
        ("2026-11-28 12:00", "2026-11-30 13:00"),  # a Saturday
    ],
)
def test_only_opening_hours_count(received: str, due: str) -> None:
    assert due_at(_local(received), _clinic()) == _local(due)


def test_a_holiday_does_not_count() -> None:
    clinic = _clinic(holidays={"2026-12-25": "Christmas Day"})

    assert due_at(_local("2026-12-24 15:00"), clinic) == _local("2026-12-28 11:00")


def test_a_lunch_break_does_not_count() -> None:
    clinic = _clinic(opening_hours={"monday": ["09:00-12:00", "13:00-17:00"]})

    assert due_at(_local("2026-11-23 10:00"), clinic) == _local("2026-11-23 15:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-07 12:00", "2026-03-08 05:00"),  # clocks go forward at 2: hours 1, 3 and 4 pass
        ("2026-10-31 12:00", "2026-11-01 04:00"),  # clocks go back at 2: hour 1 passes twice
    ],
)
def test_hours_are_counted_correctly_when_clocks_change(received: str, due: str) -> None:
    clinic = _clinic(hours=3 if "03" in received[:7] else 4, opening_hours={"sunday": ["01:00-06:00"]})

    assert due_at(_local(received), clinic) == _local(due)


@pytest.mark.parametrize("changes", [{"opening_hours": {}}, {"callback": {"promise_hours": 0}}])
def test_without_hours_or_promise_there_is_no_deadline(changes: dict[str, Any]) -> None:
    assert due_at(_local("2026-11-23 10:00"), _clinic(**changes)) is None


def test_a_deadline_is_in_utc() -> None:
    assert due_at(_local("2026-11-23 10:00"), _clinic()).tzinfo is dt.UTC


def test_requests_are_read_now_while_open() -> None:
    now = _local("2026-11-23 10:00")

    assert next_reading(now, _clinic()) == now


def test_while_closed_requests_are_read_at_the_next_opening() -> None:
    assert next_reading(_local("2026-11-27 18:00"), _clinic()) == _local("2026-11-30 09:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-27 12:30", "2026-11-30 13:00"),  # a Friday after the morning
        ("2026-11-27 10:00", "2026-11-27 14:00"),
    ],
)
def test_the_promise_counts_from_the_first_safe_opening_time(received: str, due: str) -> None:
    mornings = [(dt.time(0), dt.time(11))]

    assert due_at(_local(received), _clinic(), mornings) == _local(due)
