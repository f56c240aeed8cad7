"""A request can be changed and reopened only so often in an hour: each time is on record, and mailed."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts
from intake.enums import Status
from intake.models import Amendment, AuditEvent, RateCount, StatusChange, Submission
from tests.intake.coming_back import MONDAY, apply_actions, page_of, post_to, stored
from tests.intake.workbench import HOUR, request_of

pytestmark = pytest.mark.django_db
MOST = 20


def _change(client: Client, submission: Submission, number: int, **more: Any) -> Any:
    return post_to(client, submission, "change", {"ask_for": f"Name {number}"}, **more)


def test_a_request_that_was_changed_many_times_stays_as_it_is_and_the_text_comes_back(
    client: Client, submission: Submission
) -> None:
    answers = [_change(client, submission, number) for number in range(MOST + 5)]

    assert [answer.status_code for answer in answers] == [303] * MOST + [429] * 5
    page = unescape(answers[-1].content.decode())
    assert "Please wait a while" in page
    assert f'value="Name {MOST + 4}"' in page
    assert Amendment.objects.count() == MOST


def test_a_refused_change_shows_the_number_to_call(
    client: Client, submission: Submission, settings: Settings
) -> None:
    ClinicFacts(name="Cedar Hollow", town="Freehold", state="New Jersey", phone="732 555 0100").save()
    clinic.clear_cache()
    settings.FLOOD_PER_NETWORK = 0
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"

    alert = _change(client, submission, 0).content.decode().partition('role="alert"')[2].partition("<h1>")[0]

    assert 'href="tel:+17325550100"' in alert


def test_a_refused_change_writes_nothing(client: Client, submission: Submission) -> None:
    for number in range(MOST):
        _change(client, submission, number)
    before = [AuditEvent.objects.count(), list(RateCount.objects.order_by("pk").values())]

    _change(client, submission, MOST)

    assert [AuditEvent.objects.count(), list(RateCount.objects.order_by("pk").values())] == before


def test_a_request_that_was_reopened_many_times_can_still_be_canceled(
    client: Client, submission: Submission
) -> None:
    for _ in range(MOST + 5):
        assert post_to(client, submission, "withdraw").status_code == 303
        last = post_to(client, submission, "undo")

    assert last.status_code == 429
    page = unescape(last.content.decode())
    assert "Please wait a while" in page
    assert "You canceled this request" in page
    assert stored(submission).status == Status.WITHDRAWN
    assert StatusChange.objects.filter(submission=submission).count() == 2 * MOST + 1


def test_the_limit_of_one_request_is_no_limit_of_another(client: Client, submission: Submission) -> None:
    other = request_of("Ines")
    for number in range(MOST + 1):
        _change(client, submission, number)

    assert _change(client, other, 0).status_code == 303


def test_the_limit_ends_with_the_hour(client: Client, submission: Submission) -> None:
    for number in range(MOST + 1):
        _change(client, submission, number)

    with time_machine.travel(MONDAY + HOUR, tick=False):
        assert _change(client, submission, 0).status_code == 303


def test_one_address_can_change_as_many_requests_as_it_can_send(
    client: Client, submission: Submission, settings: Settings
) -> None:
    settings.FLOOD_PER_NETWORK = 18  # three in ten minutes
    rows = [submission, *(request_of(f"P{number}") for number in range(4))]
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"

    answers = [_change(client, row, 0).status_code for row in rows]

    assert answers == [303] * 3 + [429] * 2
    client.defaults["REMOTE_ADDR"] = "203.0.113.10"
    assert _change(client, rows[-1], 0).status_code == 303


def test_changes_without_effect_count_in_a_process_without_keys(
    client: Client, submission: Submission, settings: Settings
) -> None:
    keys, settings.SEALING_PRIVATE_KEYS_FILE = settings.SEALING_PRIVATE_KEYS_FILE, None
    for number in range(MOST + 1):
        _change(client, submission, number)
    settings.SEALING_PRIVATE_KEYS_FILE = keys

    assert apply_actions() == MOST
    assert "You changed it" in page_of(client, submission)
