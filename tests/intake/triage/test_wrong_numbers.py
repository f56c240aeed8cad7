"""What can be done with a request whose number or address was wrong."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.triage.closing import Ending, close
from tests.intake.workbench import HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
WRONG_NUMBER = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
EMAIL = Attempt(AttemptResult.VOICEMAIL, Channel.EMAIL, reason="No other way.")


@pytest.mark.parametrize("attempts", [[WRONG_NUMBER], [WRONG_NUMBER, EMAIL]], ids=["call", "then email"])
def test_request_can_be_closed_at_once_after_a_wrong_number(
    nurse: AbstractBaseUser, attempts: list[Attempt]
) -> None:
    submission = request_of()
    for hours, attempt in enumerate(attempts):
        record_attempt(submission, attempt, actor=nurse, now=MONDAY + hours * HOUR)

    close(submission, Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER), actor=nurse, now=MONDAY + HOUR)


def test_request_can_be_closed_at_once_after_a_wrong_address(nurse: AbstractBaseUser) -> None:
    submission = request_of(channel="email", email="sam@example.org")
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.EMAIL)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)

    close(submission, Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER), actor=nurse, now=MONDAY)
