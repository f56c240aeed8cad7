"""A person who was reached about one of their linked requests isn't late on the others."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.calls.saving_calls import save_call, save_ending
from intake.services.calls.undoing import undo
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.requests.amending import amend
from intake.services.requests.status import contact_by
from intake.services.triage.closing import Ending
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_waits
from tests.intake.workbench import DAY, HOUR, MONDAY, OTHER_PHONE, enter, page_of, request_of

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + days * DAY for days in (1, 2, 4))
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
REACHED = Attempt(AttemptResult.REACHED, Channel.PHONE)
SETTLED = Ending(Status.SCHEDULED, Outcome.APPOINTMENT)


def _agreed(at: object) -> Attempt:
    return Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)


@pytest.fixture
def pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    """Return two linked requests, the older one first."""
    older, newer = request_of("Sam", at=MONDAY - HOUR), request_of("Samuel")
    link(older, newer, actor=nurse, now=MONDAY)
    return older, newer


def _is_late(submission: Submission) -> bool:
    return Submission.objects.overdue(FRIDAY).filter(pk=submission.pk).exists()


@pytest.mark.parametrize("agreed_before", [True, False])
def test_older_request_is_not_late_after_the_person_was_reached_about_the_newer_one(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], *, agreed_before: bool
) -> None:
    older, newer = pair
    if agreed_before:
        record_attempt(newer, _agreed(TUESDAY), actor=nurse, now=MONDAY)
    end_waits(TUESDAY)
    reached_at = TUESDAY if agreed_before else MONDAY

    record_attempt(newer, REACHED, actor=nurse, now=reached_at)
    assert not _is_late(older)
    save_ending(newer, SETTLED, actor=nurse, now=reached_at)

    assert not _is_late(older)
    older.refresh_from_db()
    assert contact_by(older, reached_at) is None


def test_promised_call_that_a_later_agreement_replaced_is_not_late_after_that_call(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    older, newer = pair
    record_attempt(older, _agreed(TUESDAY), actor=nurse, now=MONDAY)
    record_attempt(newer, _agreed(WEDNESDAY), actor=nurse, now=MONDAY + HOUR)
    end_waits(WEDNESDAY)

    save_ending(newer, SETTLED, attempt=REACHED, actor=nurse, now=WEDNESDAY)

    assert not _is_late(older)
    assert not Submission.objects.due_now(FRIDAY).exists()
    assert remind_of_call_backs(FRIDAY) == 0


def test_next_attempt_that_was_planned_before_is_not_late(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    older, newer = pair
    record_attempt(older, NO_ANSWER, actor=nurse, now=MONDAY)

    save_ending(newer, SETTLED, attempt=REACHED, actor=nurse, now=MONDAY + HOUR)

    assert not _is_late(older)


def test_older_request_comes_last_and_its_card_says_that_the_person_was_reached(
    client: Client, nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    older, newer = pair
    save_ending(newer, SETTLED, attempt=REACHED, actor=nurse, now=MONDAY + HOUR)
    stranger = request_of("Kim", at=MONDAY + 2 * HOUR, phone=OTHER_PHONE)

    assert claim_next(nurse, MONDAY + 3 * HOUR) == stranger
    assert claim_next(nurse, MONDAY + 3 * HOUR, after=stranger) == older
    with time_machine.travel(MONDAY + 3 * HOUR, tick=False):
        page = page_of(enter(client, nurse), older)
    assert "They were reached about a linked request today, 11:00 a.m. EST" in page
    assert "You may contact them now" not in page


def test_person_who_changes_the_older_request_after_that_is_due(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    older, newer = pair
    save_ending(newer, SETTLED, attempt=REACHED, actor=nurse, now=MONDAY + HOUR)

    amend(older, {"phone": OTHER_PHONE, "wording": "change-2"}, TUESDAY)

    older.refresh_from_db()
    assert TUESDAY < older.queue_at < WEDNESDAY
    assert _is_late(older)


def test_request_that_is_sent_after_that_has_its_own_deadline(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    save_ending(pair[1], SETTLED, attempt=REACHED, actor=nurse, now=MONDAY + HOUR)
    third = request_of("Sam B.", at=TUESDAY)

    link(pair[0], third, actor=nurse, now=TUESDAY)

    assert Submission.objects.get(pk=third.pk).queue_at == third.due_at


@pytest.mark.parametrize(
    "attempt", [NO_ANSWER, _agreed(WEDNESDAY)], ids=["a next attempt", "a promised call"]
)
def test_what_is_planned_on_the_older_request_after_that_is_due(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], attempt: Attempt
) -> None:
    older, newer = pair
    save_ending(newer, SETTLED, attempt=REACHED, actor=nurse, now=MONDAY)

    record_attempt(older, attempt, actor=nurse, now=MONDAY + HOUR)

    assert _is_late(older) or older in Submission.objects.due_now(FRIDAY)


def test_promised_call_still_to_come_stays(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    older, newer = pair
    record_attempt(older, _agreed(WEDNESDAY), actor=nurse, now=MONDAY)

    save_ending(newer, SETTLED, attempt=REACHED, actor=nurse, now=MONDAY + HOUR)

    end_waits(WEDNESDAY)
    assert claim_next(nurse, WEDNESDAY) == older


def test_undoing_that_result_brings_back_the_deadline(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    older, newer = pair
    save_call(newer, REACHED, "", actor=nurse, now=MONDAY)

    undo(newer, actor=nurse, now=MONDAY)

    assert Submission.objects.get(pk=older.pk).queue_at == older.due_at
