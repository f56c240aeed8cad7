from __future__ import annotations

import datetime as dt

import pytest
from django.core import signing

from intake.spam.form_timestamp import new_timestamp, read_timestamp

NOW = dt.datetime(2026, 11, 23, 15, 42, 7, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(seconds=8)


def test_timestamp_has_an_age_to_the_second() -> None:
    assert read_timestamp(new_timestamp(NOW), LATER).age == dt.timedelta(seconds=8)


def test_two_forms_of_one_second_have_different_timestamps() -> None:
    assert read_timestamp(new_timestamp(NOW), NOW).text != read_timestamp(new_timestamp(NOW), NOW).text


def test_timestamp_of_a_cached_page_is_the_same_throughout_the_hour() -> None:
    first = NOW - dt.timedelta(minutes=42)

    assert new_timestamp(NOW, to_the_hour=True) == new_timestamp(first, to_the_hour=True)


def test_cached_page_may_be_sent_more_often_than_one_form() -> None:
    shared = read_timestamp(new_timestamp(NOW, to_the_hour=True), NOW)
    own = read_timestamp(new_timestamp(NOW), NOW)

    assert shared.most > own.most


def test_timestamp_of_last_week_is_still_valid() -> None:
    assert read_timestamp(new_timestamp(NOW - dt.timedelta(days=7)), NOW).age == dt.timedelta(days=7)


def test_timestamp_of_an_earlier_release_is_still_valid() -> None:
    signed = signing.Signer(salt="intake.stamp").sign(f"{int(NOW.timestamp()):x}")

    assert read_timestamp(signed, LATER).age == dt.timedelta(seconds=8)


@pytest.mark.parametrize("signed", ["", "6925c1af", "6925c1af:forged", "6925c1af-00:forged", ":", "x" * 5000])
def test_timestamp_that_we_did_not_sign_is_rejected(signed: str) -> None:
    assert read_timestamp(signed, NOW) is None


@pytest.mark.parametrize("change", [(60, ""), (0, "0")], ids=["another time", "another form"])
def test_altered_timestamp_is_rejected(change: tuple[int, str]) -> None:
    text, _, signature = new_timestamp(NOW).partition(":")
    made, _, own = text.partition("-")

    assert read_timestamp(f"{int(made, 16) - change[0]:x}-{own}{change[1]}:{signature}", NOW) is None
