from __future__ import annotations

import datetime as dt
import random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clinic_site.clinic import WEEKDAYS, Clinic
from intake.enums import CallTime
from intake.rules.deadlines import (
    due_at,
    end_of_day,
    is_open,
    next_reading,
    next_within,
    opening_day_after,
    start_of_day,
)
from intake.rules.safety_card import WINDOWS

NEW_YORK = ZoneInfo("America/New_York")
MORNING, MIDDAY, AFTERNOON, ANY_TIME = (WINDOWS[CallTime(time)] for time in CallTime.values)
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
        ("2026-11-27 12:30", "2026-11-30 11:00"),  # a Friday after the morning
        ("2026-11-27 03:00", "2026-11-27 11:00"),
        ("2026-11-27 10:30", "2026-11-27 11:00"),
        ("2026-11-27 10:45", "2026-11-30 11:00"),  # too late to call before 11
    ],
)
def test_promise_to_someone_free_only_in_the_morning_ends_in_the_morning(received: str, due: str) -> None:
    assert due_at(_local(received), _clinic(), [MORNING]) == _local(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23 10:45", "2026-11-23 14:00"),  # at 11 the next safe time begins
        ("2026-11-23 03:00", "2026-11-23 13:00"),
        ("2026-11-25 09:00", "2026-11-25 14:00"),  # an hour for lunch
    ],
)
def test_safe_times_that_follow_each_other_are_one(received: str, due: str) -> None:
    clinic = _clinic(opening_hours=WEEK | {"wednesday": ["09:00-12:00", "13:00-17:00"]})

    assert due_at(_local(received), clinic, [MIDDAY, MORNING]) == _local(due)


def _random_clinic(chance: random.Random) -> Clinic:
    """Return a clinic with odd hours, in a zone with clock changes, closed on many days."""
    week = {}
    for day in chance.sample(WEEKDAYS, chance.randint(1, 7)):
        times = sorted(chance.sample(range(4 * 23), chance.choice((2, 2, 4))))
        clock = [f"{time // 4:02}:{time % 4 * 15:02}" for time in times]
        week[day] = [f"{opens}-{closes}" for opens, closes in zip(clock[::2], clock[1::2], strict=True)]
    closed = chance.sample(range(1, 30), chance.randint(0, 12))
    return _clinic(
        hours=chance.choice((1, 2, 4, 8, 24)),
        opening_hours=week,
        holidays={f"{chance.choice(('2026-11', '2027-03'))}-{day:02}": "Closed" for day in closed},
    )


@pytest.mark.parametrize("seed", range(60))
def test_promise_is_never_before_the_first_safe_opening_time_and_ends_at_a_safe_one(seed: int) -> None:
    chance = random.Random(seed)
    clinic = _random_clinic(chance)
    month = chance.choice(((2026, 10, 28), (2026, 11, 20), (2027, 3, 10)))  # clocks change twice
    for _ in range(10):
        windows = chance.sample([MORNING, MIDDAY, AFTERNOON], chance.randint(0, 3))
        received = dt.datetime(*month, tzinfo=dt.UTC) + dt.timedelta(minutes=chance.randrange(9 * 1440))
        due = due_at(received, clinic, windows)
        first = next_within(received, windows or [ANY_TIME], clinic)
        if first is None:  # the clinic is never open then, and the form doesn't offer it
            continue
        moment = (due - dt.timedelta(minutes=1)).astimezone(clinic.zone)
        assert due > first
        assert is_open(moment, clinic)
        assert any(begins <= moment.time() <= ends for begins, ends in windows or [ANY_TIME])


def test_without_hours_a_safe_time_alone_says_when_to_call() -> None:
    clinic = _clinic(opening_hours={})

    assert next_within(_local("2026-11-28 14:30"), [MIDDAY], clinic) == _local("2026-11-29 11:00")
    assert next_within(_local("2026-11-29 12:00"), [MIDDAY], clinic) == _local("2026-11-29 12:00")


@pytest.mark.parametrize(
    ("hours", "next_day"),
    [(WEEK, "2026-12-01 00:00"), ({}, "2026-11-29 00:00")],  # without hours, weekends count too
)
def test_two_opening_days_after_a_friday_evening(hours: dict[str, list[str]], next_day: str) -> None:
    friday = _local("2026-11-27 21:00")  # in UTC it is Saturday

    assert opening_day_after(friday, 2, _clinic(opening_hours=hours)) == _local(next_day)


def test_the_day_in_the_evening_is_that_of_the_clinic() -> None:
    evening = _local("2026-11-27 21:00").astimezone(dt.UTC)  # there it is Saturday

    assert start_of_day(evening, _clinic()) == _local("2026-11-27 00:00")
    assert end_of_day(evening, _clinic()) == _local("2026-11-28 00:00")
