"""The header says when the clinic is open today, by the clinic's own clock."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.facts import Clinic
from clinic_site.clinic.hours import hours_by_day, hours_today, moment_in_words, zone_in_words
from clinic_site.clinic.models import ClinicFacts
from clinic_site.clinic.spans import parse_spans
from intake.rules.open_times import hours_in_words
from tests.stack import ROOT

FRIDAY = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)


@pytest.fixture
def example() -> Clinic:
    return clinic.load(ROOT / "clinic_site" / "clinic" / "example.toml")


def test_a_weekday_has_its_hours(example: Clinic) -> None:
    words = hours_today(example, FRIDAY).replace("\N{NO-BREAK SPACE}", " ")

    assert words == "Today: 9 a.m. –\N{WORD JOINER} 3 p.m."


def test_the_day_is_that_of_the_clinic_and_not_of_utc(example: Clinic) -> None:
    late_on_friday = dt.datetime(2026, 11, 21, 2, tzinfo=dt.UTC)

    assert hours_today(example, late_on_friday) == hours_today(example, FRIDAY)


def test_a_holiday_is_closed(example: Clinic) -> None:
    on_holiday = example.model_copy(update={"holidays": {FRIDAY.date(): "Staff retreat"}})

    assert hours_today(on_holiday, FRIDAY) == "Closed today"
    with override("es"):
        assert hours_today(on_holiday, FRIDAY) == "Cerrado hoy"


def test_nothing_is_said_when_no_hours_are_known(example: Clinic) -> None:
    assert hours_today(example.model_copy(update={"opening_hours": {}}), FRIDAY) == ""


def test_hours_through_the_night_meet_at_midnight(example: Clinic) -> None:
    nights = {"friday": parse_spans("18:00-23:59"), "saturday": parse_spans("00:00-02:00")}
    open_at_night = example.model_copy(update={"opening_hours": nights})

    *_, friday, saturday, _sunday = [day["times"] for day in hours_by_day(open_at_night)]

    assert friday.replace("\N{NO-BREAK SPACE}", " ") == "6 p.m. – midnight"
    assert saturday.replace("\N{NO-BREAK SPACE}", " ") == "midnight – 2 a.m."
    assert hours_in_words(open_at_night) == "Friday, 6 p.m. to midnight; Saturday, midnight to 2 a.m."


@pytest.mark.django_db
def test_phone_number_is_in_the_header_of_every_page() -> None:
    ClinicFacts(name="Cedar Hollow", town="Freehold", state="New Jersey", phone="732 555 0100").save()
    clinic.clear_cache()

    header = Client().get("/ptsd/").content.decode().partition("<main")[0]

    assert 'href="tel:+17325550100"' in header


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["4:30 p.m. (Eastern Time)", "Friday, November 27, 4:30 p.m. (Eastern Time)"]),
        ("es", ["4:30 p. m. (hora del este)", "viernes 27 de noviembre, 4:30 p. m. (hora del este)"]),
    ],
)
def test_a_time_is_written_with_the_name_of_its_zone(language: str, words: list[str]) -> None:
    at = dt.datetime(2026, 11, 27, 21, 30, tzinfo=dt.UTC)

    with override(language):
        shown = [
            moment_in_words(at, style, clinic.current()) for style in ("CLOCK_FORMAT", "DAY_TIME_FORMAT")
        ]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in shown] == words
    assert all(re.search(r"4:30\N{NO-BREAK SPACE}p\.[\N{NO-BREAK SPACE}]?m\.", text) for text in shown)


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        *(
            (zone, "Eastern Time")
            for zone in ("America/Detroit", "America/Indiana/Indianapolis", "US/Eastern")
        ),
        ("America/Boise", "Mountain Time"),
    ],
)
def test_a_zone_has_the_name_that_people_there_use(zone: str, name: str) -> None:
    known = clinic.current()
    there = known.model_copy(update={"clinic": known.clinic.model_copy(update={"time_zone": zone})})

    assert zone_in_words(there) == name


def test_no_public_page_or_mail_has_a_format_of_its_own_for_times() -> None:
    folders = ("components", "content", "clinic", "intake", "layouts", "mail")
    templates = [path for folder in folders for path in (ROOT / "templates" / folder).rglob("*.*")]
    pattern = re.compile(r'date:"[^"]*(TIME|CLOCK|:i|P\b)')
    own = [path.name for path in templates if pattern.search(path.read_text())]

    assert (own, len(templates) > 50) == ([], True)
