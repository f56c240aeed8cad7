from __future__ import annotations

import datetime as dt

import pytest
from django.core import signing

from intake.spam.form_timestamp import new_stamp, read_stamp

NOW = dt.datetime(2026, 11, 23, 15, 42, 7, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(seconds=8)


def test_a_stamp_has_its_age_to_the_second() -> None:
    assert read_stamp(new_stamp(NOW), LATER).age == dt.timedelta(seconds=8)


def test_two_forms_of_one_second_have_two_stamps() -> None:
    assert read_stamp(new_stamp(NOW), NOW).text != read_stamp(new_stamp(NOW), NOW).text


def test_a_stamp_of_a_page_in_memory_is_the_same_throughout_the_hour() -> None:
    assert new_stamp(NOW, to_the_hour=True) == new_stamp(NOW - dt.timedelta(minutes=42), to_the_hour=True)


def test_a_page_of_the_cache_may_be_sent_more_often_than_one_form() -> None:
    shared, own = read_stamp(new_stamp(NOW, to_the_hour=True), NOW), read_stamp(new_stamp(NOW), NOW)

    assert shared.most > own.most


def test_a_stamp_of_last_week_is_still_ours() -> None:
    assert read_stamp(new_stamp(NOW - dt.timedelta(days=7)), NOW).age == dt.timedelta(days=7)


def test_a_stamp_of_the_form_before_this_release_is_still_ours() -> None:
    stamp = signing.Signer(salt="intake.stamp").sign(f"{int(NOW.timestamp()):x}")

    assert read_stamp(stamp, LATER).age == dt.timedelta(seconds=8)


@pytest.mark.parametrize("stamp", ["", "6925c1af", "6925c1af:forged", "6925c1af-00:forged", ":", "x" * 5000])
def test_a_stamp_that_we_did_not_make_is_not_read(stamp: str) -> None:
    assert read_stamp(stamp, NOW) is None


@pytest.mark.parametrize("change", [(60, ""), (0, "0")], ids=["another time", "another form"])
def test_a_changed_stamp_is_not_read(change: tuple[int, str]) -> None:
    text, _, signature = new_stamp(NOW).partition(":")
    made, _, own = text.partition("-")

    assert read_stamp(f"{int(made, 16) - change[0]:x}-{own}{change[1]}:{signature}", NOW) is None
