"""Public holidays that a clinic keeps: hours, promised times and search engines follow."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from clinic_site import clinic
from clinic_site.clinic import first_values
from clinic_site.clinic.models import ClinicFacts, Holiday, OpeningHours
from clinic_site.clinic.public_holidays import holiday_choices, kept_days
from content.structured_data import medical_clinic
from intake.roles import Role
from intake.rules.deadlines import due_at
from tests.second_factor import sign_in

TODAY = dt.date(2026, 11, 23)
THANKSGIVING = dt.date(2026, 11, 26)


@pytest.fixture
def hours(db: None) -> OpeningHours:
    ClinicFacts(name="Example Clinic", state="New Jersey", promise_hours=1).save()
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
    hours = OpeningHours(**days, kept_holidays="Thanksgiving Day\nIndependence Day")
    with time_machine.travel(TODAY):
        hours.save()
    clinic.clear_cache()
    return hours


def test_choices_are_those_of_the_country_and_the_state_with_their_next_date() -> None:
    names = dict(holiday_choices("New Jersey", TODAY))

    assert names["Thanksgiving Day"] == THANKSGIVING
    assert {"Good Friday", "Christmas Eve"} <= set(names)
    assert "Good Friday" not in dict(holiday_choices("", TODAY))
    assert not any(name.endswith("(observed)") for name in names)


@pytest.mark.parametrize("state", ["NJ", "new jersey", " New Jersey "])
def test_state_can_be_written_in_other_ways(state: str) -> None:
    assert holiday_choices(state, TODAY) == holiday_choices("New Jersey", TODAY)


def test_holiday_on_a_weekend_is_kept_on_the_day_it_is_observed() -> None:
    days = kept_days(["Independence Day"], "New Jersey", TODAY)

    assert days[dt.date(2027, 7, 4)] == "Independence Day"
    assert days[dt.date(2027, 7, 5)] == "Independence Day (observed)"


def test_every_holiday_of_the_example_is_a_choice() -> None:
    file = Path(settings.BASE_DIR, "clinic_site", "clinic", "example.toml")
    kept = tomllib.loads(file.read_text(encoding="utf-8"))["kept_holidays"]

    assert set(kept) <= set(dict(holiday_choices("New Jersey", TODAY)))


def test_clinic_is_closed_on_a_kept_holiday_and_promises_no_call(hours: OpeningHours) -> None:
    known = clinic.current()
    evening_before = dt.datetime(2026, 11, 25, 20, tzinfo=known.zone)

    assert known.spans_on(THANKSGIVING) == ()
    assert due_at(evening_before, known).astimezone(known.zone).date() == dt.date(2026, 11, 27)


def test_structured_data_contains_observed_holidays(hours: OpeningHours) -> None:
    with time_machine.travel(TODAY):
        found = medical_clinic(clinic.current())["specialOpeningHoursSpecification"]

    assert ("Thanksgiving Day", "2026-11-26") in {(each["name"], each["validFrom"]) for each in found}
    assert len(json.dumps(found)) < 2000


def test_clinic_can_be_open_on_a_day_that_it_usually_keeps(hours: OpeningHours) -> None:
    Holiday.objects.create(date=THANKSGIVING, name="Open for calls", closed=False)
    clinic.clear_cache()

    assert clinic.current().spans_on(THANKSGIVING)


def test_coming_years_are_added_with_each_migration(hours: OpeningHours) -> None:
    with time_machine.travel(dt.date(2035, 1, 2)):
        first_values.extend_holidays()
    clinic.clear_cache()

    assert dt.date(2040, 11, 22) in clinic.current().holidays


def test_manager_picks_the_holidays_on_the_page_of_hours(
    client: Client, person: object, hours: OpeningHours
) -> None:
    manager = sign_in(client, person("boss", Role.MANAGER))
    page = manager.get("/admin/clinic/openinghours/1/change/").content.decode()
    days = {day: getattr(hours, day) for day in clinic.WEEKDAYS}

    answer = manager.post(
        "/admin/clinic/openinghours/1/change/", days | {"kept_holidays": ["Christmas Day", "Labor Day"]}
    )

    assert page.count(" checked") == 2
    assert answer.status_code == 302
    assert OpeningHours.objects.get().kept_holidays == "Christmas Day\nLabor Day"
    clinic.clear_cache()  # the test's transaction is never committed
    assert clinic.current().spans_on(THANKSGIVING)
