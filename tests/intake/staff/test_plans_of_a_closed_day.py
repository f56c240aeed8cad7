"""A manager who closes a day, or shortens the hours, learns what was promised: those times stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

from clinic_site.clinic import WEEKDAYS
from intake.enums import Status
from intake.models import Submission
from intake.roles import Role
from intake.staff.admin_forms.merging_form import AS_OPENED
from tests.intake.workbench import MONDAY, request_of, set_status
from tests.second_factor import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
ADD = "/admin/clinic/holiday/add/"
HOURS = "/admin/clinic/openinghours/"
TODAY = {"date": MONDAY.date().isoformat(), "name": "Water main break"}


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


def _promised_at(time: dt.datetime, name: str) -> Submission:
    submission = request_of(name)
    Submission.objects.filter(pk=submission.pk).update(queue_at=time)
    return submission


def _promised_by(hour: int, name: str) -> Submission:
    return _promised_at(MONDAY.replace(hour=hour, minute=0), name)


def _said(manager: Client, **typed: str) -> str:
    return manager.post(ADD, TODAY | typed, follow=True).content.decode()


def test_promised_calls_of_a_day_that_is_closed_are_counted(manager: Client) -> None:
    _promised_by(MONDAY.hour + 2, "Sam")
    _promised_by(MONDAY.hour + 3, "Alex")

    page = _said(manager, closed="on")

    assert "2 calls were promised for times when you’ll be closed" in page
    assert "Promised times stay" in page


def test_a_call_within_the_hours_of_a_half_day_is_not_counted(manager: Client) -> None:
    _promised_by(MONDAY.hour + 1, "Sam")
    _promised_by(MONDAY.hour + 6, "Alex")
    local = timezone.localtime(MONDAY).hour

    page = _said(manager, hours=f"{local:02}:00-{local + 3:02}:00")

    assert "1 call was promised for a time when you’ll be closed" in page


def test_appointments_are_counted(manager: Client) -> None:
    submission = set_status(request_of("Sam"), Status.SCHEDULED)
    at = MONDAY + dt.timedelta(hours=4)
    Submission.objects.filter(pk=submission.pk).update(appointment_at=at)

    assert "1 appointment is at a time when you’ll be closed" in _said(manager, closed="on")


def test_a_day_without_plans_is_saved_without_a_warning(manager: Client) -> None:
    set_status(_promised_by(MONDAY.hour + 2, "Sam"), Status.WITHDRAWN)

    page = _said(manager, closed="on", date=(MONDAY.date() + dt.timedelta(days=30)).isoformat())

    assert "when you’ll be closed" not in page


def _opened(manager: Client, *, kept_holidays: tuple[str, ...] = (), **hours: str) -> str:
    """Save the hours of the week, 9 to 5 on weekdays where `hours` says nothing else; return the page."""
    week = dict.fromkeys(WEEKDAYS[:5], "9am-5pm") | hours
    page = manager.get(HOURS, follow=True).context["adminform"].form
    typed = week | {"kept_holidays": kept_holidays, AS_OPENED: page[AS_OPENED].value()}
    return manager.post(manager.get(HOURS).url, typed, follow=True).content.decode()


def test_promised_calls_and_appointments_after_a_new_closing_time_are_counted(manager: Client) -> None:
    _opened(manager)
    for days in (0, 7):
        _promised_at(MONDAY + dt.timedelta(days=days, hours=5), f"Sam {days}")
    seen = set_status(request_of("Alex"), Status.SCHEDULED)
    Submission.objects.filter(pk=seen.pk).update(appointment_at=MONDAY + dt.timedelta(hours=5))

    page = _opened(manager, monday="9am-2pm")

    assert "2 calls were promised for times when you’ll be closed" in page
    assert "1 appointment is at a time when you’ll be closed" in page


def test_calls_on_a_holiday_that_is_newly_kept_are_counted(manager: Client) -> None:
    _opened(manager)
    _promised_at(dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC), "Sam")

    page = _opened(manager, kept_holidays=("New Year's Eve",))

    assert "1 call was promised for a time when you’ll be closed" in page


def test_calls_that_new_hours_leave_alone_are_not_counted(manager: Client) -> None:
    _opened(manager, tuesday="")
    manager.post(ADD, TODAY | {"hours": "9am-8pm"})
    _promised_by(MONDAY.hour + 6, "On a day with other hours")
    tomorrow = MONDAY + dt.timedelta(days=1)
    _promised_at(tomorrow, "On a day that was closed before")
    _promised_at(tomorrow + dt.timedelta(days=1), "Within the new hours")
    _promised_at(MONDAY - dt.timedelta(days=6), "Overdue")

    page = _opened(manager, monday="9am-2pm", tuesday="", wednesday="9am-2pm")

    assert "when you’ll be closed" not in page
