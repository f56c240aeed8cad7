"""What can't be opened keeps one person from being called, and no one else."""

from __future__ import annotations

from typing import NoReturn

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.crypto.sealing import SealingError
from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls import promised_calls, wrong_numbers
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.calls.promised_calls import is_promised_now
from intake.services.calls.wrong_numbers import was_wrong_number
from intake.services.requests.amending import amend
from tests.intake.workbench import HOUR, MONDAY, OTHER_PHONE, request_of

pytestmark = pytest.mark.django_db
WRONG_NUMBER = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)


def _unreadable(*_: object) -> NoReturn:
    raise SealingError("broken")


def test_next_call_goes_on_to_the_next_person(nurse: AbstractBaseUser) -> None:
    broken = request_of("Ana", at=MONDAY - HOUR)
    other = request_of("Bo", phone=OTHER_PHONE)
    Submission.objects.filter(pk=broken.pk).update(sealed="v1.broken")

    assert claim_next(nurse, MONDAY) == other


@pytest.mark.parametrize("unreadable", ["unseal", "open_fields"])
def test_number_may_be_the_wrong_one_if_what_was_called_or_sent_cannot_be_opened(
    nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch, unreadable: str
) -> None:
    submission = request_of()
    record_attempt(submission, WRONG_NUMBER, actor=nurse, now=MONDAY)
    monkeypatch.setattr(wrong_numbers, unreadable, _unreadable)

    assert was_wrong_number(submission, ())


def test_promised_call_waits_for_the_times_on_the_card_if_a_later_change_cannot_be_opened(
    nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission, promised = request_of(), MONDAY + HOUR
    asked = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=promised)
    record_attempt(submission, asked, actor=nurse, now=MONDAY)
    amend(submission, {"times": ["any"], "wording": "change-2"}, MONDAY + HOUR / 2)
    submission = Submission.objects.get()
    assert is_promised_now(submission, promised)

    monkeypatch.setattr(promised_calls, "unseal", _unreadable)

    assert not is_promised_now(submission, promised)
