"""Someone who said that they will call, and doesn't, is called again."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import override_settings

from intake.enums import AttemptResult, Cause, Channel, Place
from intake.models import Submission
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, step_of
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_long_waits
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
THEY_CALL = Attempt(AttemptResult.CALL_BACK, Channel.PHONE)
# The fifth opening day after Monday begins, and the clinic opens.
FIFTH_DAY = dt.datetime(2026, 11, 30, tzinfo=ZoneInfo("America/New_York"))
OPEN = FIFTH_DAY + 9 * HOUR


def _waiting(nurse: AbstractBaseUser, now: dt.datetime = MONDAY) -> Submission:
    submission = request_of(at=now)
    record_attempt(submission, THEY_CALL, actor=nurse, now=now)
    return submission


def test_next_attempt_is_due_once_the_contact_days_are_over(nurse: AbstractBaseUser) -> None:
    submission = _waiting(nurse)
    assert end_long_waits(FIFTH_DAY - HOUR) == 0

    with time_machine.travel(OPEN, tick=False):
        call_command("worker", once=True)

    submission.refresh_from_db()
    assert (step_of(submission), submission.place) == (NextStep.CALL_FROM, Place.IN_HAND)
    assert OPEN < submission.queue_at < OPEN + DAY
    assert submission.status_changes.last().cause == Cause.RESUMED
    assert claim_next(nurse, OPEN) == submission


@override_settings(CONTACT_DAYS=3)
def test_setting_says_how_long(nurse: AbstractBaseUser) -> None:
    _waiting(nurse)

    assert end_long_waits(FIFTH_DAY - 4 * DAY - HOUR) == 0
    assert end_long_waits(FIFTH_DAY - 4 * DAY) == 1


def test_wait_counts_from_the_last_time_they_said_so(nurse: AbstractBaseUser) -> None:
    submission = _waiting(nurse)
    record_attempt(submission, THEY_CALL, actor=nurse, now=MONDAY + DAY)

    assert end_long_waits(OPEN) == 0
    assert end_long_waits(OPEN + DAY) == 1


def test_old_wait_is_not_late_at_once(nurse: AbstractBaseUser) -> None:
    submission = _waiting(nurse, MONDAY - 90 * DAY)

    assert end_long_waits(MONDAY) == 1

    submission.refresh_from_db()
    assert not submission.is_overdue(MONDAY + HOUR)


def test_time_that_was_promised_is_left_alone(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + 14 * DAY)
    record_attempt(submission, promise, actor=nurse, now=MONDAY)

    assert end_long_waits(OPEN) == 0


def test_linked_request_that_waited_along_is_due_as_well(nurse: AbstractBaseUser) -> None:
    linked = request_of("Samuel", at=MONDAY - DAY)
    submission = _waiting(nurse)
    link(submission, linked, actor=nurse, now=MONDAY)
    linked.refresh_from_db()
    assert linked.queue_at == NEVER

    end_long_waits(OPEN)

    linked.refresh_from_db()
    submission.refresh_from_db()
    assert linked.queue_at == submission.queue_at < NEVER
