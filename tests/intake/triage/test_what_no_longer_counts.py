"""Overrides, releases and promises that no longer count, or that count for someone else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel, Rule
from intake.models import Submission
from intake.services.calls.attempts import Attempt, overridden, override, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.amending import amend
from intake.services.triage.claiming import assign, release
from tests.intake.workbench import HOUR, MONDAY, desk, request_of

pytestmark = pytest.mark.django_db


def test_override_from_before_the_patient_changed_the_request_does_not_count(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    override(submission, [Rule.VOICEMAIL], "They said so.", actor=nurse, now=MONDAY)
    assert overridden(submission, nurse, MONDAY + HOUR / 2) == {Rule.VOICEMAIL}

    amend(submission, {"times": ["midday"], "wording": "change-2"}, MONDAY + HOUR / 4)

    assert overridden(Submission.objects.get(), nurse, MONDAY + HOUR / 2) == set()


def test_request_that_was_released_for_a_colleague_may_be_the_next_call(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    assign(submission, desk("ana"), actor=nurse, now=MONDAY - HOUR / 4)
    release(submission, actor=nurse, now=MONDAY - HOUR / 4)

    assert claim_next(nurse, MONDAY) == submission


def test_attempt_keeps_the_time_that_was_promised(nurse: AbstractBaseUser) -> None:
    asked = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + HOUR)
    made = record_attempt(request_of(), asked, actor=nurse, now=MONDAY)

    assert made.call_back_at == MONDAY + HOUR
