"""A request that returns to the queue after the person was reached about a linked one has its deadline."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from intake.enums import AttemptResult, Channel, OutboxKind, Outcome, Status
from intake.models import OutboxMessage, Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage import quarantine
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.linking import link
from intake.services.triage.queue_time import recompute_queue_time
from tests.intake.workbench import DAY, HOUR, MONDAY, enter, page_of, request_of

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + days * DAY for days in (1, 2, 3))
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
REACHED = Attempt(AttemptResult.REACHED, Channel.PHONE)
UNREACHABLE = Ending(Status.UNREACHABLE, Outcome.NO_ANSWER)


@pytest.fixture
def pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    """Return two linked requests."""
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    return first, second


def _closed_as_unreachable(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], settings: Settings
) -> Submission:
    """Close the second request after an attempt, and after the person was reached about the first one."""
    settings.CONTACT_ATTEMPTS = 1
    record_attempt(pair[1], NO_ANSWER, actor=nurse, now=MONDAY)
    record_attempt(pair[0], REACHED, actor=nurse, now=TUESDAY)
    return close(pair[1], UNREACHABLE, actor=nurse, now=WEDNESDAY)


def test_reopened_request_has_its_deadline(
    client: Client, nurse: AbstractBaseUser, pair: tuple[Submission, Submission], settings: Settings
) -> None:
    second = _closed_as_unreachable(nurse, pair, settings)

    reopen(second, actor=nurse, now=THURSDAY)

    second.refresh_from_db()
    assert second.queue_at == second.due_at
    assert second.is_overdue(THURSDAY)
    with time_machine.travel(THURSDAY, tick=False):
        assert "You may contact them now" in page_of(enter(client, nurse), second)
    assert claim_next(nurse, THURSDAY) == second


def test_person_who_is_reached_about_the_linked_request_after_that_is_not_late(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], settings: Settings
) -> None:
    second = reopen(_closed_as_unreachable(nurse, pair, settings), actor=nurse, now=THURSDAY)

    record_attempt(pair[0], REACHED, actor=nurse, now=THURSDAY + HOUR)

    second.refresh_from_db()
    assert not second.is_overdue(THURSDAY + DAY)


def test_request_whose_withdrawal_is_undone_has_its_deadline(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    record_attempt(pair[0], REACHED, actor=nurse, now=MONDAY + HOUR)
    withdraw(pair[1], MONDAY + 2 * HOUR)

    assert take_back(pair[1], MONDAY + 2 * HOUR + HOUR / 2)

    pair[1].refresh_from_db()
    assert pair[1].queue_at == pair[1].due_at


@pytest.mark.parametrize("planned", [NO_ANSWER, Attempt(AttemptResult.CALL_BACK, Channel.PHONE)])
def test_plan_that_a_conversation_settled_keeps_no_promise_of_a_request_that_returns(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], planned: Attempt
) -> None:
    first, second = pair
    third = request_of("Sam B.")
    link(third, first, actor=nurse, now=MONDAY)
    record_attempt(first, planned, actor=nurse, now=MONDAY)
    record_attempt(third, REACHED, actor=nurse, now=MONDAY + HOUR)
    second = close(second, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=TUESDAY)

    reopen(second, actor=nurse, now=THURSDAY)

    assert second in Submission.objects.overdue(THURSDAY)
    assert claim_next(nurse, THURSDAY) in pair  # both are due, of one person, and arrived at the same time


def test_next_attempt_that_a_conversation_settled_holds_back_no_request_that_returns(
    client: Client, nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    third = request_of("Sam B.")
    link(third, first, actor=nurse, now=MONDAY)
    second = close(second, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY)
    record_attempt(first, NO_ANSWER, actor=nurse, now=MONDAY)
    record_attempt(third, REACHED, actor=nurse, now=MONDAY + HOUR)
    first.refresh_from_db()
    assert first.next_call_at > TUESDAY

    reopen(second, actor=nurse, now=TUESDAY)

    with time_machine.travel(TUESDAY, tick=False):
        page = page_of(enter(client, nurse), second)
    assert "You may contact them now" in page
    assert "late" in page
    assert claim_next(nurse, TUESDAY) == second


@pytest.mark.parametrize("was_closed", [True, False])
def test_request_that_was_not_spam_has_its_deadline_and_staff_are_notified(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], *, was_closed: bool
) -> None:
    first, second = pair
    if was_closed:
        quarantine.spam(second, actor=nurse, now=MONDAY)
    else:
        Submission.objects.filter(pk=second.pk).update(quarantined=True)
    record_attempt(first, REACHED, actor=nurse, now=TUESDAY)
    OutboxMessage.objects.all().delete()

    second.refresh_from_db()
    quarantine.not_spam(second, actor=nurse, now=THURSDAY)

    second.refresh_from_db()
    assert second.queue_at == second.due_at
    assert second.is_overdue(THURSDAY)
    assert OutboxMessage.objects.filter(kind=OutboxKind.NEW_REQUEST, submission=second).exists()


def test_number_of_queries_does_not_grow_with_the_number_of_linked_requests(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    record_attempt(pair[0], REACHED, actor=nurse, now=MONDAY + HOUR)

    def reads() -> int:
        with CaptureQueriesContext(connection) as made:
            recompute_queue_time(Submission.objects.get(pk=pair[1].pk))
        return sum(query["sql"].startswith("SELECT") for query in made)

    before = reads()
    for name in ("Sam A.", "Sam B."):
        link(pair[1], request_of(name), actor=nurse, now=MONDAY)

    assert reads() == before
