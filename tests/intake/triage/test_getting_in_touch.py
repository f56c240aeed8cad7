"""A person who gets in touch again is due for a call, whatever came of the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from pytest_django.fixtures import Settings

from intake.enums import AttemptResult, Channel, Kind
from intake.models import Submission
from intake.models.submission import NEVER
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.amending import amend
from intake.services.requests.patient_actions import with_pending
from intake.services.requests.receive import receive
from intake.services.requests.status import PublicStatus, contact_by, public_status
from intake.services.triage.waiting import resume_now
from tests.intake.workbench import ANSWERS, DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + 2 * DAY


def _reached(nurse: AbstractBaseUser) -> Submission:
    submission = request_of("Sam")
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    return submission


def test_person_who_asks_again_after_they_were_reached_is_due_for_a_call(nurse: AbstractBaseUser) -> None:
    submission = _reached(nurse)

    assert request_of("Sam", at=WEDNESDAY) == submission

    submission.refresh_from_db()
    assert WEDNESDAY < submission.queue_at < NEVER
    assert claim_next(nurse, WEDNESDAY) == submission
    assert public_status(submission, WEDNESDAY) == PublicStatus.TRYING


def test_status_page_of_someone_who_asked_again_after_they_were_reached_calls_nothing_arranged(
    nurse: AbstractBaseUser, settings: Settings
) -> None:
    _reached(nurse)
    settings.SEALING_PRIVATE_KEYS_FILE = None  # a public process stores the action for the staff side
    request_of("Sam", at=WEDNESDAY)

    pending = with_pending(Submission.objects.get())
    assert public_status(pending, WEDNESDAY) == PublicStatus.TRYING
    assert contact_by(pending, WEDNESDAY) is None


def _change_voicemail(submission: Submission, nurse: AbstractBaseUser, now: dt.datetime) -> None:
    amend(submission, {"voicemail": True, "wording": "change-2"}, now)


def _change_times(submission: Submission, nurse: AbstractBaseUser, now: dt.datetime) -> None:
    amend(submission, {"times": ["midday"], "wording": "change-2"}, now)


def _stop_waiting(submission: Submission, nurse: AbstractBaseUser, now: dt.datetime) -> None:
    resume_now(submission, actor=nurse, now=now)


@pytest.mark.parametrize("get_in_touch", [_change_voicemail, _change_times, _stop_waiting])
def test_person_who_gets_in_touch_after_they_said_that_they_will_call_is_due_at_once(
    nurse: AbstractBaseUser, get_in_touch: Callable[[Submission, AbstractBaseUser, dt.datetime], None]
) -> None:
    submission = request_of("Sam")
    record_attempt(submission, Attempt(AttemptResult.CALL_BACK, Channel.PHONE), actor=nurse, now=MONDAY)

    get_in_touch(submission, nurse, MONDAY + HOUR)

    submission.refresh_from_db()
    assert MONDAY + HOUR < submission.queue_at < MONDAY + DAY
    assert claim_next(nurse, MONDAY + HOUR) == submission


@pytest.mark.parametrize("result", [AttemptResult.CALL_BACK, AttemptResult.REACHED])
def test_asking_again_after_a_call_counts_within_an_hour_of_asking_before_it(
    nurse: AbstractBaseUser, result: AttemptResult
) -> None:
    submission, answers = request_of(), ANSWERS | {"name": "Sam"}
    receive(Kind.CALLBACK, answers, secret_hash="another form", now=MONDAY + HOUR / 6)
    record_attempt(submission, Attempt(result, Channel.PHONE), actor=nurse, now=MONDAY + HOUR / 3)

    later = MONDAY + HOUR / 2
    receive(Kind.CALLBACK, answers, secret_hash="a third form", now=later)

    submission.refresh_from_db()
    assert submission.asked_again_at == later
    assert claim_next(nurse, later) == submission
