from __future__ import annotations

import datetime as dt

import pytest

from intake.stamps import age_of, new_stamp

NOW = dt.datetime(2026, 11, 23, 15, 42, 7, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(seconds=8)


def test_a_stamp_tells_its_age_to_the_second() -> None:
    assert age_of(new_stamp(NOW), LATER) == dt.timedelta(seconds=8)


def test_a_stamp_of_a_page_in_memory_is_the_same_throughout_the_hour() -> None:
    assert new_stamp(NOW, to_the_hour=True) == new_stamp(NOW - dt.timedelta(minutes=42), to_the_hour=True)


def test_a_stamp_of_last_week_is_still_ours() -> None:
    assert age_of(new_stamp(NOW - dt.timedelta(days=7)), NOW) == dt.timedelta(days=7)


@pytest.mark.parametrize("stamp", ["", "6925c1af", "6925c1af:forged", ":", "x" * 5000])
def test_a_stamp_that_we_did_not_make_has_no_age(stamp: str) -> None:
    assert age_of(stamp, NOW) is None


def test_a_stamp_with_another_time_has_no_age() -> None:
    made, _, signature = new_stamp(NOW).partition(":")

    assert age_of(f"{int(made, 16) - 60:x}:{signature}", NOW) is None
