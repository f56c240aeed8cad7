"""What was handed over is called next: a promised call before all, and what a colleague had, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.roles import Role
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.triage.claiming import assign, claim, release
from tests.intake.workbench import HOUR, MONDAY, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def ill(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("carla", Role.FRONT_DESK)


def _promised(actor: AbstractBaseUser, name: str) -> Submission:
    submission = request_of(name, at=MONDAY - 2 * HOUR)
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY - HOUR / 12)
    record_attempt(submission, attempt, actor=actor, now=MONDAY - HOUR / 2)
    return submission


def test_a_promised_call_that_no_one_has_comes_before_overdue_requests(
    nurse: AbstractBaseUser, ill: AbstractBaseUser
) -> None:
    overdue = request_of("Alex", at=MONDAY - 200 * HOUR)
    promised = _promised(ill, "Sam")
    release(promised, actor=ill, now=MONDAY)
    assert Submission.objects.get(pk=overdue.pk).queue_at < Submission.objects.get(pk=promised.pk).queue_at

    assert claim_next(nurse, MONDAY) == promised


def test_ones_own_promised_call_comes_first(nurse: AbstractBaseUser, ill: AbstractBaseUser) -> None:
    released = _promised(ill, "Sam")
    release(released, actor=ill, now=MONDAY)
    own = _promised(nurse, "Alex")

    assert claim_next(nurse, MONDAY) == own


def test_who_hands_over_what_a_colleague_had_may_be_given_it(
    nurse: AbstractBaseUser, ill: AbstractBaseUser
) -> None:
    submission = claim(request_of("Sam"), actor=ill, now=MONDAY)
    release(submission, actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY) == submission


def test_what_one_released_oneself_is_skipped_for_half_an_hour(
    nurse: AbstractBaseUser, ill: AbstractBaseUser
) -> None:
    claimed = claim(request_of("Sam"), actor=nurse, now=MONDAY)
    given = request_of("Alex")
    assign(given, nurse, actor=ill, now=MONDAY)
    promised = _promised(nurse, "Kim")
    for each in (claimed, given, promised):
        release(each, actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY) is None
    assert claim_next(ill, MONDAY) == promised


def test_a_promised_call_that_a_clinician_must_read_first_is_not_given_to_the_front_desk(
    ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    other = request_of("Alex")
    promised = _promised(ill, "Sam")
    Submission.objects.filter(pk=promised.pk).update(read_first=True)
    desk = person("front", Role.FRONT_DESK)
    claim(promised, actor=desk, now=MONDAY, take_over_from=ill.pk)

    assert claim_next(desk, MONDAY) == other
