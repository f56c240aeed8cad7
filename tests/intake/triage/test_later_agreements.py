"""Promised calls of one person with two linked requests, and what is agreed on later."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_waits, resume_now
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
THURSDAY = MONDAY + 3 * DAY
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)


@pytest.fixture
def pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    """Return two linked requests; a call on Thursday was agreed on for the first."""
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=THURSDAY)
    record_attempt(first, promise, actor=nurse, now=MONDAY)
    return first, second


@pytest.mark.parametrize("result", [AttemptResult.NO_ANSWER, AttemptResult.REACHED])
def test_promise_still_to_come_counts_again_once_the_earlier_call_was_made(
    pair: tuple[Submission, Submission], nurse: AbstractBaseUser, result: AttemptResult
) -> None:
    first, second = pair
    sooner = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + 5 * HOUR)
    record_attempt(second, sooner, actor=nurse, now=MONDAY + HOUR)
    record_attempt(second, Attempt(result, Channel.PHONE), actor=nurse, now=MONDAY + 5 * HOUR)
    record_attempt(second, NO_ANSWER, actor=nurse, now=MONDAY + 2 * DAY)

    assert [*Submission.objects.due_now(THURSDAY)] == [first]
    assert claim_next(nurse, THURSDAY) == first
    assert remind_of_call_backs(THURSDAY) == 1


def test_person_who_gets_in_touch_is_due_whatever_promise_that_replaced(
    pair: tuple[Submission, Submission], nurse: AbstractBaseUser
) -> None:
    _, second = pair
    they_call = Attempt(AttemptResult.CALL_BACK, Channel.PHONE)
    record_attempt(second, they_call, actor=nurse, now=MONDAY + HOUR)
    assert claim_next(nurse, MONDAY + DAY) is None

    resume_now(second, actor=nurse, now=MONDAY + DAY)

    assert claim_next(nurse, MONDAY + DAY) == second


def test_they_call_is_over_once_something_was_agreed_on_a_linked_request(nurse: AbstractBaseUser) -> None:
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    wednesday, next_week = MONDAY + 2 * DAY, MONDAY + 8 * DAY
    record_attempt(first, Attempt(AttemptResult.CALL_BACK, Channel.PHONE), actor=nurse, now=MONDAY)
    agreed = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=wednesday)
    record_attempt(second, agreed, actor=nurse, now=MONDAY + DAY)
    record_attempt(second, NO_ANSWER, actor=nurse, now=wednesday)

    end_waits(next_week)

    assert claim_next(nurse, next_week) == second


@pytest.mark.parametrize("at", [MONDAY + 4 * DAY, None], ids=["Friday", "they call"])
def test_next_attempt_is_not_overdue_while_an_agreement_on_a_linked_request_holds_it_back(
    nurse: AbstractBaseUser, at: dt.datetime | None
) -> None:
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    record_attempt(second, NO_ANSWER, actor=nurse, now=MONDAY)  # the next attempt is planned for Wednesday
    agreed = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
    record_attempt(first, agreed, actor=nurse, now=MONDAY + HOUR)

    end_waits(THURSDAY)

    assert claim_next(nurse, THURSDAY) is None
    assert not Submission.objects.overdue(THURSDAY).exists()


def test_replaced_promise_is_not_due_because_of_an_attempt_on_a_third_request(
    pair: tuple[Submission, Submission], nurse: AbstractBaseUser
) -> None:
    first, second = pair
    third = request_of("S.")
    link(first, third, actor=nurse, now=MONDAY)
    record_attempt(third, NO_ANSWER, actor=nurse, now=MONDAY)
    friday = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=THURSDAY + DAY)
    record_attempt(second, friday, actor=nurse, now=MONDAY + 2 * HOUR)

    assert not Submission.objects.due_now(THURSDAY).exists()
    assert remind_of_call_backs(THURSDAY) == 0
