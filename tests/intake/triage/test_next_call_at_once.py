"""Two people press "Take the next call" at the same moment: one person is given to only one of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.rules.safety_card import SafetyCard
from intake.services.calls import next_call
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.calls.saving_calls import save_release
from intake.services.calls.undoing import undo
from intake.services.triage.claiming import claim, release
from intake.services.triage.linking import link
from tests.intake.workbench import DAY, MONDAY, OTHER_PHONE, desk, request_of

pytestmark = pytest.mark.django_db
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)


@pytest.fixture
def colleague(db: None) -> AbstractBaseUser:
    return desk("colleague")


def _pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    return first, second


def test_colleague_who_claims_a_linked_request_during_the_search_keeps_the_person(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _pair(nurse)
    someone_else = request_of("Kim", at=MONDAY + dt.timedelta(minutes=1), phone=OTHER_PHONE)
    read_rules = next_call.effective_contact_rules

    def claimed_meanwhile(submission: Submission, own: SafetyCard) -> SafetyCard:
        monkeypatch.setattr(next_call, "effective_contact_rules", read_rules)
        claim(second, actor=colleague, now=MONDAY)
        return read_rules(submission, own)

    monkeypatch.setattr(next_call, "effective_contact_rules", claimed_meanwhile)

    assert claim_next(nurse, MONDAY) == someone_else
    first.refresh_from_db()
    assert first.claimed_by is None


@pytest.mark.parametrize(
    "own",
    [NO_ANSWER, Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + 2 * DAY)],
    ids=["next attempt", "promised"],
)
def test_own_request_that_was_just_taken_keeps_the_person_from_colleagues(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser, own: Attempt
) -> None:
    first, second = _pair(nurse)
    record_attempt(first, own, actor=nurse, now=MONDAY)
    now = MONDAY + 2 * DAY

    assert claim_next(nurse, now, after=second) == first
    assert claim_next(colleague, now) is None
    second.refresh_from_db()
    assert second.claimed_by is None


def test_next_attempt_moved_by_a_colleague_during_the_search_is_not_made_now(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = request_of()
    someone_else = request_of("Kim", at=MONDAY + dt.timedelta(minutes=1), phone=OTHER_PHONE)
    read_rules = next_call.effective_contact_rules

    def called_meanwhile(row: Submission, own: SafetyCard) -> SafetyCard:
        monkeypatch.setattr(next_call, "effective_contact_rules", read_rules)
        record_attempt(submission, NO_ANSWER, actor=colleague, now=MONDAY)
        release(submission, actor=colleague, now=MONDAY)
        return read_rules(row, own)

    monkeypatch.setattr(next_call, "effective_contact_rules", called_meanwhile)

    assert claim_next(nurse, MONDAY) == someone_else


def test_request_whose_release_was_undone_is_called_next_again(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, NO_ANSWER, actor=nurse, now=MONDAY)
    submission.refresh_from_db()
    later = max(MONDAY, submission.next_call_at)
    save_release(submission, NO_ANSWER, "", actor=nurse, now=later, owner=nurse.pk)

    undo(submission, actor=nurse, now=later + dt.timedelta(seconds=5))

    assert claim_next(nurse, later + dt.timedelta(seconds=6)) == submission
