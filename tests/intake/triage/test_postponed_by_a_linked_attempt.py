"""A later attempt on a linked request postpones the next call of the others: it is one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.calls.saving_calls import save_call
from intake.services.calls.undoing import undo
from intake.services.requests.amending import amend
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_waits
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, OTHER_PHONE, enter, page_of, request_of

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + days * DAY for days in (1, 2, 3, 4))
LATE = WEDNESDAY + 6 * HOUR  # past the promised four hours of the first request's next attempt
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)


@pytest.fixture
def pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    """Return two linked requests."""
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    return first, second


@pytest.fixture
def tried(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> tuple[Submission, Submission]:
    """Return them after an attempt on the first one on Monday, and on the second one on Tuesday."""
    for submission, now in zip(pair, (MONDAY, TUESDAY), strict=True):
        record_attempt(submission, NO_ANSWER, actor=nurse, now=now)
        submission.refresh_from_db()
    return pair


def test_neither_request_is_late_before_the_person_may_be_called(
    client: Client, nurse: AbstractBaseUser, tried: tuple[Submission, Submission]
) -> None:
    first, second = tried
    first.refresh_from_db()
    assert first.next_call_at < LATE < second.next_call_at

    assert claim_next(nurse, LATE) is None
    assert not Submission.objects.overdue(LATE).exists()
    with time_machine.travel(LATE, tick=False):
        staff = enter(client, nurse)
        pages = [page_of(staff, each) for each in tried]
        rows = staff.get(LIST, {"place": "in_hand"}).content.decode()
    assert all("Call from Thu" in page for page in pages)
    assert not any('class="late"' in page for page in [*pages, rows])


def test_page_of_the_request_that_was_tried_last_names_its_own_time(
    client: Client, nurse: AbstractBaseUser, tried: tuple[Submission, Submission]
) -> None:
    with time_machine.travel(TUESDAY + HOUR, tick=False):
        page = page_of(enter(client, nurse), tried[1])

    assert "Call from Thu" in page
    assert "Call from tomorrow" not in page


def test_both_requests_are_due_once_the_person_may_be_called(
    nurse: AbstractBaseUser, tried: tuple[Submission, Submission]
) -> None:
    assert {*Submission.objects.overdue(FRIDAY)} == {*tried}
    assert claim_next(nurse, FRIDAY) in tried


@pytest.mark.parametrize("result", [AttemptResult.WRONG_NUMBER, AttemptResult.NO_ANSWER])
def test_attempt_on_another_request_that_counts_for_no_other_postpones_none(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission], result: AttemptResult
) -> None:
    first, second = pair
    record_attempt(first, NO_ANSWER, actor=nurse, now=MONDAY)
    record_attempt(second, Attempt(result, Channel.PHONE), actor=nurse, now=TUESDAY)
    if result == AttemptResult.NO_ANSWER:
        amend(first, {"phone": OTHER_PHONE, "wording": "change-2"}, TUESDAY + HOUR)

    assert {*Submission.objects.overdue(LATE)} >= {first}


def test_undoing_that_attempt_brings_back_the_deadline(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    record_attempt(first, NO_ANSWER, actor=nurse, now=MONDAY)
    save_call(second, NO_ANSWER, "", actor=nurse, now=TUESDAY)
    undo(second, actor=nurse, now=TUESDAY)

    assert first in Submission.objects.overdue(LATE)


def test_withdrawing_the_request_that_was_tried_last_brings_back_the_deadline(
    nurse: AbstractBaseUser, tried: tuple[Submission, Submission]
) -> None:
    withdraw(tried[1], TUESDAY + HOUR)

    assert [*Submission.objects.overdue(LATE)] == [tried[0]]
    assert claim_next(nurse, LATE) == tried[0]


def _ask_again(first: Submission, now: dt.datetime) -> None:
    assert request_of("Sam", at=now) == first


def _change_number(first: Submission, now: dt.datetime) -> None:
    amend(first, {"phone": OTHER_PHONE, "wording": "change-2"}, now)


@pytest.mark.parametrize("get_in_touch", [_ask_again, _change_number])
def test_person_who_gets_in_touch_about_the_postponed_one_is_due_but_not_late_at_once(
    nurse: AbstractBaseUser,
    tried: tuple[Submission, Submission],
    get_in_touch: Callable[[Submission, dt.datetime], None],
) -> None:
    get_in_touch(tried[0], LATE)

    tried[0].refresh_from_db()
    assert LATE < tried[0].queue_at <= THURSDAY + 4 * HOUR
    assert claim_next(nurse, LATE) == tried[0]


def test_plan_holds_back_no_request_of_a_person_who_is_due_since_they_changed_a_third_one(
    client: Client, nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    third = request_of("Sam B.")
    link(second, third, actor=nurse, now=MONDAY)
    record_attempt(first, NO_ANSWER, actor=nurse, now=MONDAY)
    _change_number(third, TUESDAY)

    assert {*Submission.objects.overdue(WEDNESDAY - 12 * HOUR)} == {first, second, third}
    with time_machine.travel(TUESDAY + 5 * HOUR, tick=False):
        page = page_of(enter(client, nurse), second)
    assert "You may contact them now" in page
    assert "Call from Wed" not in page


def test_promise_that_a_later_agreement_replaced_stays_so_after_an_attempt_on_a_third_request(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    third = request_of("Sam B.")
    link(second, third, actor=nurse, now=MONDAY)
    for submission, agreed_for, now in (first, TUESDAY, MONDAY), (second, WEDNESDAY, MONDAY + HOUR):
        promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=agreed_for)
        record_attempt(submission, promise, actor=nurse, now=now)
    record_attempt(second, NO_ANSWER, actor=nurse, now=WEDNESDAY)
    end_waits(WEDNESDAY)
    record_attempt(third, NO_ANSWER, actor=nurse, now=WEDNESDAY + HOUR)

    assert claim_next(nurse, LATE) is None
    assert not Submission.objects.overdue(LATE).exists()
