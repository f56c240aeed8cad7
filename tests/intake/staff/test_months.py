"""The statistics of each month, on a page and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Status
from intake.roles import Role
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.months import MONTHS, months
from tests.intake.workbench import DAY, HOUR, MONDAY, enter, number_of_queries, request_of, set_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE = "/admin/intake/dashboard/months/"


def _table(client: Client) -> list[list[str]]:
    text = client.get(PAGE, {"format": "csv"}).content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def test_request_counts_in_the_month_of_the_clinics_time() -> None:
    first = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)  # still October in New Jersey
    request_of("A", at=first)
    request_of("B", at=first + 12 * HOUR)

    november, october, *_earlier = months(MONDAY)
    assert (november.first, november.total) == (dt.date(2026, 11, 1), 1)
    assert (october.first, october.total) == (dt.date(2026, 10, 1), 1)


def test_there_are_twelve_months_with_and_without_requests() -> None:
    found = months(MONDAY)

    assert len(found) == MONTHS
    assert found[-1].first == dt.date(2025, 12, 1)


def test_csv_has_counts_and_medians(client: Client, nurse: AbstractBaseUser) -> None:
    for number in range(5):
        submission = request_of(f"{number}", at=MONDAY - DAY * 3)
        attempt = Attempt(AttemptResult.REACHED, Channel.PHONE)
        record_attempt(submission, attempt, actor=nurse, now=MONDAY - DAY * 3 + HOUR)

    head, november, *_earlier = _table(enter(client, nurse))
    row = dict(zip(head, november, strict=True))
    assert (row["Month"], row["Received"]) == ("November 2026", "5")
    assert row["Median to the first conversation"] == "1 h 0 min"


def test_small_counts_are_hidden(client: Client, nurse: AbstractBaseUser) -> None:
    request_of()

    november = _table(enter(client, nurse))[1]
    assert november[1] == "fewer than 5"
    assert "1" not in november


def test_small_count_of_an_ending_cannot_be_derived(client: Client, nurse: AbstractBaseUser) -> None:
    endings = [Status.SCHEDULED] * 8 + [Status.REFERRED] * 6 + [Status.UNREACHABLE] * 3
    for number, status in enumerate(endings):
        set_status(request_of(f"{number}"), status)

    head, november, *_earlier = _table(enter(client, nurse))
    row = dict(zip(head, november, strict=True))
    assert (row["Received"], row["Scheduled"], row["Unreachable"]) == ("17", "8", "fewer than 5")
    assert row["Referred"] == "not shown"


def test_number_of_queries_is_constant() -> None:
    request_of("A")
    one = number_of_queries(lambda: months(MONDAY))
    for number in range(5):
        request_of(f"{number}", at=MONDAY - 40 * DAY)
    assert number_of_queries(lambda: months(MONDAY)) == one


def test_only_those_who_may_see_the_dashboard_see_the_months(
    client: Client, person: Callable[..., AbstractBaseUser]
) -> None:
    assert enter(client, person("clinician", Role.CLINICIAN)).get(PAGE).status_code == 403
    assert enter(Client(), person("boss", Role.MANAGER)).get(PAGE).status_code == 200
