"""Managers are alerted if someone opens many requests within minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.core.management import call_command
from django.test import Client

from clinic_site.core.setting_parsers import Rate
from intake.enums import AuditKind, OutboxKind
from intake.models import AuditEvent, OutboxMessage, Submission
from intake.roles import Role
from intake.services.access.reading import open_submission
from tests.intake.workbench import LIST, desk, enter, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _more_than_two_in_ten_minutes(settings: object) -> None:
    settings.OPENINGS_ALERT = Rate(2, dt.timedelta(minutes=10))


@pytest.fixture
def requests(monday: object) -> list[Submission]:
    return [
        request_of(f"Canary-{number}", phone={"typed": "1", "e164": f"+1732555010{number}"})
        for number in range(4)
    ]


def _alerts() -> int:
    return OutboxMessage.objects.filter(kind=OutboxKind.OPENINGS).count()


def test_openings_up_to_the_limit_raise_no_alert(requests: list[Submission]) -> None:
    reader = desk()
    for each in requests[:2] * 3:
        open_submission(each, reader)

    assert _alerts() == 0


def test_one_opening_more_raises_one_alert_per_period(requests: list[Submission], monday: object) -> None:
    reader = desk()
    for each in requests:
        open_submission(each, reader)
    assert _alerts() == 1

    monday.shift(601)
    for each in requests[:3]:
        open_submission(each, reader)
    assert _alerts() == 2
    assert AuditEvent.objects.filter(kind=AuditKind.ALERTED, detail__account=reader.pk).count() == 2


def test_openings_that_are_spread_out_raise_no_alert(requests: list[Submission], monday: object) -> None:
    reader = desk()
    for each in requests:
        open_submission(each, reader)
        monday.shift(301)

    assert _alerts() == 0


def test_openings_are_counted_per_person(requests: list[Submission]) -> None:
    one, other = desk("one"), desk("other")
    for reader, opened in ((one, requests[:2]), (other, requests[2:])):
        for each in opened:
            open_submission(each, reader)

    assert _alerts() == 0


def test_pages_that_compare_versions_count(client: Client, requests: list[Submission]) -> None:
    enter(client, desk())
    for each in requests[:3]:  # each page has the notes of a request
        assert client.get(f"{LIST}{each.pk}/compare/note/").status_code == 200

    assert _alerts() == 1


def test_the_alert_names_the_account_and_the_count_and_no_patient(
    requests: list[Submission], person: Callable[..., AbstractBaseUser]
) -> None:
    person("max", Role.MANAGER, email="max@clinic.test")
    person("gone", Role.MANAGER, email="gone@clinic.test", is_active=False)
    reader = desk("curious")
    OutboxMessage.objects.all().delete()
    for each in requests[:3]:
        open_submission(each, reader)
    call_command("worker", once=True)

    (letter,) = mail.outbox
    assert letter.to == ["max@clinic.test"]
    assert letter.subject == "curious opened many requests"
    times = "within 10 minutes, up to Monday, November 23, 10\N{NO-BREAK SPACE}a.m. (Eastern Time)"
    assert f"opened 3 requests {times}" in letter.body
    assert "Canary" not in letter.message().as_string()


def test_without_a_manager_who_has_an_address_the_staff_address_is_used(requests: list[Submission]) -> None:
    reader = desk("curious")
    OutboxMessage.objects.all().delete()
    for each in requests[:3]:
        open_submission(each, reader)
    call_command("worker", once=True)

    assert mail.outbox[0].to == ["staff@clinic.test"]
