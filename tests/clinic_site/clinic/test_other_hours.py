"""A day with other hours, such as a half day before a holiday: pages, promises and search engines follow."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clinic_site import clinic
from clinic_site.clinic import first_values
from clinic_site.clinic.hours import hours_today
from clinic_site.clinic.models import ClinicFacts, Holiday, OpeningHours
from content.structured_data import medical_clinic
from intake.roles import Role
from intake.rules.deadlines import due_at, is_open
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
EVE = dt.date(2026, 12, 24)  # a Thursday
MORNING = {"date": EVE, "name": "Christmas Eve", "closed": False, "hours": "09:00-12:00"}


@pytest.fixture(autouse=True)
def hours() -> OpeningHours:
    ClinicFacts(name="Example Clinic", town="Freehold", state="New Jersey", promise_hours=4).save()
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
    hours = OpeningHours(**days, kept_holidays="Christmas Day\nChristmas Eve")
    with time_machine.travel(dt.date(2026, 12, 1)):
        hours.save()
    clinic.clear_cache()
    return hours


def _at(hour: int) -> dt.datetime:
    return dt.datetime(2026, 12, 24, hour, tzinfo=clinic.current().zone)


def test_half_day_counts_instead_of_the_holiday_that_the_clinic_keeps() -> None:
    assert clinic.current().spans_on(EVE) == ()

    Holiday.objects.create(**MORNING)
    clinic.clear_cache()

    known = clinic.current()
    assert [is_open(_at(hour), known) for hour in (8, 10, 12)] == [False, True, False]
    today = hours_today(known, _at(8)).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
    assert today == "Today: 9 a.m. – noon"
    # One hour is left on that day, and the next three are on the Monday after the weekend.
    assert due_at(_at(11), known) == dt.datetime(2026, 12, 28, 12, tzinfo=known.zone)


def test_other_hours_apply_on_a_weekday_that_is_usually_closed() -> None:
    saturday = dt.date(2026, 12, 19)
    Holiday.objects.create(date=saturday, name="Open Saturday", closed=False, hours="10:00-13:00")
    clinic.clear_cache()

    assert [str(span.opens) for span in clinic.current().spans_on(saturday)] == ["10:00:00"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/visit/", ("Other hours on", "Christmas Eve")), ("/es/visita/", ("Otro horario", "Nochebuena"))],
)
def test_page_lists_the_day_with_its_hours(client: Client, path: str, words: tuple[str, str]) -> None:
    Holiday.objects.create(**MORNING)
    clinic.clear_cache()

    with time_machine.travel(dt.date(2026, 12, 1)):
        page = html.unescape(client.get(path).content.decode())

    assert all(each in page for each in words)
    closed = page.split("<h3>")[1]
    assert words[1] not in closed


def test_search_engines_learn_the_hours() -> None:
    Holiday.objects.create(**MORNING | {"hours": "09:00-10:00, 11:00-12:00"})
    clinic.clear_cache()

    with time_machine.travel(dt.date(2026, 12, 1)):
        found = medical_clinic(clinic.current())["specialOpeningHoursSpecification"]

    day = {"@type": "OpeningHoursSpecification", "name": "Christmas Eve"}
    day |= {"validFrom": "2026-12-24", "validThrough": "2026-12-24"}
    expected = [{"opens": "09:00", "closes": "10:00"}, {"opens": "11:00", "closes": "12:00"}]
    assert [each for each in found if each["validFrom"] == "2026-12-24"] == [day | each for each in expected]


def test_manager_enters_a_half_day(client: Client, person: Callable[..., AbstractBaseUser]) -> None:
    manager = sign_in(client, person("boss", Role.MANAGER))
    typed = {"date": "2026-12-24", "name": "Christmas Eve", "hours": "9:00-12:00"}
    add = "/admin/clinic/holiday/add/"

    page = manager.post(add, typed | {"closed": "on"}).content.decode()
    assert "Uncheck this to be open at these hours." in page
    assert "Enter times like" in manager.post(add, typed | {"hours": "nine"}).content.decode()

    assert manager.post(add, typed).status_code == 302
    assert Holiday.objects.get().hours == "09:00-12:00"


def test_day_that_is_over_is_pointed_out(client: Client, person: Callable[..., AbstractBaseUser]) -> None:
    manager = sign_in(client, person("boss", Role.MANAGER))
    typed, said = {"name": "Christmas Eve", "hours": "9am-12pm"}, "Is the year right?"
    add = "/admin/clinic/holiday/add/"

    past = manager.post(add, typed | {"date": "2020-12-24"}, follow=True).content.decode()
    assert f"Thursday, December 24, 2020 is over. {said}" in past

    next_year = f"{timezone.localdate().year + 1}-12-24"
    assert said not in manager.post(add, typed | {"date": next_year}, follow=True).content.decode()


def test_open_day_needs_hours_on_a_weekday_without_regular_ones(
    client: Client, person: Callable[..., AbstractBaseUser]
) -> None:
    manager = sign_in(client, person("boss", Role.MANAGER))
    typed = {"date": "2026-12-19", "name": "Open Saturday", "hours": ""}
    add = "/admin/clinic/holiday/add/"

    said = "You have no regular hours on Saturdays. Enter hours to be open."
    assert said in manager.post(add, typed).content.decode()
    assert not Holiday.objects.exists()

    assert manager.post(add, typed | {"hours": "10:00-13:00"}).status_code == 302
    assert manager.post(add, typed | {"date": "2026-12-25"}).status_code == 302, "a Friday"
    assert manager.post(add, typed | {"date": "2026-12-26", "closed": "on"}).status_code == 302


def test_open_day_that_loses_its_regular_hours_is_pointed_out(
    client: Client, person: Callable[..., AbstractBaseUser], hours: OpeningHours
) -> None:
    days = {"2099-12-24": "", "2099-12-23": "10:00-12:00", "2025-12-25": "", "2099-12-25": ""}
    for date, at in days.items():
        Holiday.objects.create(date=date, name=f"Open on {date}", closed=False, hours=at)
    manager = sign_in(client, person("boss", Role.MANAGER))
    typed = {"monday": "9:00-17:00", "thursday": "", "friday": "9:00-17:00"}

    page = manager.post("/admin/clinic/openinghours/1/change/", typed, follow=True).content.decode()

    assert page.count('<li class="warning">You’re closed on') == 1
    assert "You’re closed on Thursday, December 24, 2099 (Open on 2099-12-24)." in page


def test_file_can_have_days_with_other_hours(settings: Settings, tmp_path: Path) -> None:
    settings.CLINIC_FILE = tmp_path / "clinic.toml"
    settings.CLINIC_FILE.write_text(
        '[clinic]\nname = "Example"\ntown = "Freehold"\ntime_zone = "America/New_York"\n'
        '[other_hours]\n"2026-12-24" = {name = "Christmas Eve", hours = ["09:00-12:00"]}\n'
        '[opening_hours]\nthursday = ["09:00-17:00"]\n',
        encoding="utf-8",
    )
    ClinicFacts.objects.all().delete()
    OpeningHours.objects.all().delete()

    first_values.load_once()

    assert Holiday.objects.get(date=EVE).hours == "09:00-12:00"
    said = StringIO()
    call_command("clinic_differences", stdout=said)
    assert "holidays" not in said.getvalue()

    Holiday.objects.update(hours="09:00-11:00")
    call_command("clinic_differences", stdout=said)
    assert "holidays.2026-12-24" in said.getvalue()


def test_holidays_follow_when_the_clinic_moves_to_another_state(hours: OpeningHours) -> None:
    hours.kept_holidays = "Good Friday"
    with time_machine.travel(dt.date(2026, 12, 1)):
        hours.save()
        clinic.clear_cache()
        assert "Good Friday" in clinic.current().holidays.values()

        facts = ClinicFacts.objects.get()
        facts.state = "New York"
        facts.save()
        clinic.clear_cache()

    assert "Good Friday" not in clinic.current().holidays.values()
