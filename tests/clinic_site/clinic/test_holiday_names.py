"""Public holidays are named in the reader's language."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from clinic_site.clinic.holiday_names import holiday_name
from clinic_site.clinic.public_holidays import holiday_choices


@pytest.mark.parametrize(
    ("name", "spanish"),
    [
        ("Christmas Day", "Navidad"),
        ("Christmas Day (observed)", "Navidad (día feriado trasladado)"),
        ("Staff retreat", "Staff retreat"),
    ],
)
def test_a_public_holiday_is_named_in_the_readers_language(name: str, spanish: str) -> None:
    with override("es"):
        assert holiday_name(name) == spanish
    assert holiday_name(name) == name


@pytest.mark.parametrize("state", ["", "New Jersey"])
def test_every_holiday_that_a_clinic_can_keep_has_a_spanish_name(state: str) -> None:
    names = [name for name, _day in holiday_choices(state, dt.date(2026, 1, 1))]

    with override("es"):
        assert [name for name in names if holiday_name(name) == name] == []
