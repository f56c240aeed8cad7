"""Who is called, and when, if one person has several requests."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.triage.linking import link
from tests.intake.workbench import DAY, HOUR, MONDAY, enter, page_of, request_of

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + DAY
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
MAY_CALL = "You may contact them now"


def _pair(nurse: AbstractBaseUser, **answers: object) -> tuple[Submission, Submission]:
    """Return two linked requests of one person; `answers` are those of the second."""
    first, second = request_of("Sam"), request_of("Samuel", **answers)
    link(first, second, actor=nurse, now=MONDAY)
    return first, second


@pytest.mark.parametrize("promised_at", [MONDAY, MONDAY + 2 * HOUR], ids=["before", "after"])
def test_promised_call_is_due_whatever_was_planned_on_a_linked_request_before_or_after(
    client: Client, nurse: AbstractBaseUser, promised_at: object
) -> None:
    first, second = _pair(nurse)
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=TUESDAY)
    attempts = [(promised_at, first, promise), (MONDAY + HOUR, second, NO_ANSWER)]
    for now, submission, attempt in sorted(attempts, key=lambda each: each[0]):
        record_attempt(submission, attempt, actor=nurse, now=now)

    assert claim_next(nurse, TUESDAY - HOUR / 60) is None
    assert claim_next(nurse, TUESDAY) == first
    with time_machine.travel(TUESDAY, tick=False):
        assert MAY_CALL in page_of(enter(client, nurse), first)
