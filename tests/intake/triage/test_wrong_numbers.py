"""What can be done with a request whose number or address was wrong."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.amending import amend
from intake.services.triage.closing import Ending, close
from intake.services.triage.sealed_text import open_fields
from tests.intake.workbench import DAY, HOUR, MONDAY, compared, do, page_of, request_of

pytestmark = pytest.mark.django_db
MINUTE = HOUR / 60
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


def test_number_that_was_corrected_during_the_call_is_not_the_wrong_one(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    card = dict(re.findall(r'name="(version|changes_seen)" value="(\d+)"', page_of(staff, submission)))
    phone = {"typed": "732 555 0199", "e164": "+17325550199", "extension": ""}
    amend(submission, {"phone": phone, "wording": "change-2"}, MONDAY + MINUTE)

    monday.shift(3 * MINUTE)
    html = compared(staff, submission, "attempt", result="wrong_number", channel="phone", **card)
    form = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', html))
    do(staff, submission, "attempt", **form)

    attempt = submission.attempts.get()
    assert open_fields(attempt.sealed, attempt.sealed_context) == {"used": "+17325550142"}
    submission.refresh_from_db()
    assert submission.queue_at <= MONDAY + DAY
    assert "You may contact them now" in page_of(staff, submission)
    assert claim_next(nurse, MONDAY + 3 * MINUTE) == submission
