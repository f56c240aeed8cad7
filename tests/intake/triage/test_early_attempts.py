"""An attempt that reaches no one before a promised time leaves the promise as it is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_waits
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
THURSDAY = MONDAY + 3 * DAY
EARLY = pytest.mark.parametrize(
    "early",
    [
        Attempt(AttemptResult.VOICEMAIL, Channel.EMAIL, reason="The directions that they asked for."),
        Attempt(AttemptResult.NO_ANSWER, Channel.PHONE),
    ],
    ids=["email", "call"],
)


@EARLY
def test_promised_call_stays(nurse: AbstractBaseUser, early: Attempt) -> None:
    submission, at = request_of(), THURSDAY + 4 * HOUR
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
    record_attempt(submission, promise, actor=nurse, now=MONDAY)

    record_attempt(submission, early, actor=nurse, now=MONDAY + HOUR)

    end_waits(THURSDAY)
    assert claim_next(nurse, THURSDAY) is None
    end_waits(at)
    assert claim_next(nurse, at) == submission
    assert remind_of_call_backs(at) == 1


@EARLY
def test_time_that_the_person_moved_away_from_does_not_come_back(
    nurse: AbstractBaseUser, early: Attempt
) -> None:
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    promises = [(first, THURSDAY, MONDAY), (second, THURSDAY + DAY, MONDAY + HOUR)]  # "not Thursday, Friday"
    for submission, at, now in promises:
        promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
        record_attempt(submission, promise, actor=nurse, now=now)

    record_attempt(second, early, actor=nurse, now=MONDAY + DAY)

    end_waits(THURSDAY)
    assert not Submission.objects.due_now(THURSDAY).exists()
    assert claim_next(nurse, THURSDAY) is None
    assert claim_next(nurse, THURSDAY + DAY) == second


def test_call_at_the_promised_time_keeps_the_promise(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=THURSDAY)
    record_attempt(submission, promise, actor=nurse, now=MONDAY)

    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=THURSDAY)

    submission.refresh_from_db()
    assert submission.promised_call_at is None
    assert submission.next_call_at > THURSDAY


BOUNCED = Attempt(AttemptResult.WRONG_NUMBER, Channel.EMAIL, reason="The directions that they asked for.")


def test_promised_call_stays_if_an_email_before_it_came_back(nurse: AbstractBaseUser) -> None:
    submission, at = request_of(), THURSDAY + 4 * HOUR
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
    record_attempt(submission, promise, actor=nurse, now=MONDAY)

    record_attempt(submission, BOUNCED, actor=nurse, now=MONDAY + 2 * DAY)

    end_waits(at)
    assert claim_next(nurse, at) == submission
    assert remind_of_call_backs(at) == 1


def test_linked_request_waits_for_the_promise_after_an_email_that_came_back(nurse: AbstractBaseUser) -> None:
    submission, other = request_of(), request_of("Samuel")
    link(submission, other, actor=nurse, now=MONDAY)
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=THURSDAY)
    record_attempt(submission, promise, actor=nurse, now=MONDAY)
    record_attempt(submission, BOUNCED, actor=nurse, now=MONDAY + HOUR)

    assert claim_next(nurse, MONDAY + 2 * DAY) is None
