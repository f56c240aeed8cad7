"""A manager who closes a day learns what was promised for it: promised times don’t change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

from intake.enums import Status
from intake.models import Submission
from intake.roles import Role
from tests.intake.workbench import MONDAY, request_of, set_status
from tests.second_factor import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
ADD = "/admin/clinic/holiday/add/"
TODAY = {"date": MONDAY.date().isoformat(), "name": "Water main break"}


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


def _promised_by(hour: int, name: str) -> Submission:
    submission = request_of(name)
    at = MONDAY.replace(hour=hour, minute=0)
    Submission.objects.filter(pk=submission.pk).update(queue_at=at)
    return submission


def _said(manager: Client, **typed: str) -> str:
    return manager.post(ADD, TODAY | typed, follow=True).content.decode()


def test_promised_calls_of_a_day_that_is_closed_are_counted(manager: Client) -> None:
    _promised_by(MONDAY.hour + 2, "Sam")
    _promised_by(MONDAY.hour + 3, "Alex")

    page = _said(manager, closed="on")

    assert "2 calls were promised for times when you’ll be closed on " in page
    assert "Promised times stay" in page


def test_a_call_within_the_hours_of_a_half_day_is_not_counted(manager: Client) -> None:
    _promised_by(MONDAY.hour + 1, "Sam")
    _promised_by(MONDAY.hour + 6, "Alex")
    local = timezone.localtime(MONDAY).hour

    page = _said(manager, hours=f"{local:02}:00-{local + 3:02}:00")

    assert "1 call was promised for a time when you’ll be closed on " in page


def test_appointments_are_counted(manager: Client) -> None:
    submission = set_status(request_of("Sam"), Status.SCHEDULED)
    at = MONDAY + dt.timedelta(hours=4)
    Submission.objects.filter(pk=submission.pk).update(appointment_at=at)

    assert "1 appointment is at a time when you’ll be closed on " in _said(manager, closed="on")


def test_a_day_without_plans_is_saved_without_a_warning(manager: Client) -> None:
    set_status(_promised_by(MONDAY.hour + 2, "Sam"), Status.WITHDRAWN)

    page = _said(manager, closed="on", date=(MONDAY.date() + dt.timedelta(days=30)).isoformat())

    assert "when you’ll be closed" not in page
