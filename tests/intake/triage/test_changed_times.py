"""A change of times after an attempt moves the next one to a time that the person now gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import override_settings

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.requests.amending import amend
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_promise_of_two_hours")]
WEDNESDAY = MONDAY + 2 * DAY  # the next attempt is planned from Wednesday at nine


@pytest.fixture
def _promise_of_two_hours(tmp_path: Path) -> Iterator[None]:
    path = tmp_path / "clinic.toml"
    text = Path("tests/clinic.toml").read_text()
    path.write_text(text.replace("promise_hours = 4", "promise_hours = 2"))
    with override_settings(CLINIC_FILE=path):
        yield


def _tried(nurse: AbstractBaseUser, result: AttemptResult, *times: str) -> Submission:
    submission = request_of(times=list(times), voicemail=True)
    attempt = Attempt(result, Channel.PHONE, reason="They asked us to.")
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    submission.refresh_from_db()
    return submission


def _change(submission: Submission, time: str, now: dt.datetime) -> None:
    amend(submission, {"times": [time], "wording": "change-2"}, now)
    submission.refresh_from_db()


def test_change_moves_the_next_attempt_and_its_deadline(nurse: AbstractBaseUser) -> None:
    submission = _tried(nurse, AttemptResult.NO_ANSWER, "any")
    assert submission.queue_at == WEDNESDAY + HOUR

    _change(submission, "afternoon", MONDAY + HOUR)

    assert submission.next_call_at == WEDNESDAY + 4 * HOUR
    assert submission.queue_at == WEDNESDAY + 6 * HOUR
    assert not submission.is_overdue(WEDNESDAY + 1.5 * HOUR)


def test_change_moves_the_end_of_the_wait_after_a_voicemail(nurse: AbstractBaseUser) -> None:
    submission = _tried(nurse, AttemptResult.VOICEMAIL, "any")

    _change(submission, "afternoon", MONDAY + HOUR)

    assert submission.waiting_until == submission.next_call_at == WEDNESDAY + 4 * HOUR
    assert submission.waiting_since == MONDAY
    assert submission.act_by == MONDAY + 2 * HOUR  # moves once, by the time spent waiting, when that ends


def test_change_to_an_earlier_time_keeps_the_day(nurse: AbstractBaseUser) -> None:
    submission = _tried(nurse, AttemptResult.NO_ANSWER, "afternoon")

    _change(submission, "morning", MONDAY + HOUR)

    assert submission.next_call_at == WEDNESDAY - HOUR


def test_change_on_the_day_of_the_next_attempt_plans_none_in_the_past(nurse: AbstractBaseUser) -> None:
    submission = _tried(nurse, AttemptResult.NO_ANSWER, "afternoon")

    _change(submission, "morning", WEDNESDAY + 1.5 * HOUR)

    assert submission.next_call_at == WEDNESDAY + DAY - HOUR


def test_change_makes_no_late_attempt_timely(nurse: AbstractBaseUser) -> None:
    submission = _tried(nurse, AttemptResult.NO_ANSWER, "any")

    _change(submission, "afternoon", WEDNESDAY + 2 * HOUR)

    assert submission.next_call_at == WEDNESDAY - HOUR
    assert submission.is_overdue(WEDNESDAY + 2 * HOUR)


def test_change_ends_the_wait_for_their_call_and_is_not_late(nurse: AbstractBaseUser) -> None:
    submission = _tried(nurse, AttemptResult.CALL_BACK, "any")

    _change(submission, "morning", WEDNESDAY + 5 * HOUR)

    assert submission.waiting_since is None
    assert submission.next_call_at == WEDNESDAY + DAY - HOUR
    assert not submission.is_overdue(WEDNESDAY + 5 * HOUR)
