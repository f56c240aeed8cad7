"""Who is called, and when, if one person has several requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.models.submission import NEVER
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.jobs.indexing import index_new
from intake.services.requests.amending import amend
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.claiming import claim, release
from intake.services.triage.linking import link
from tests.intake.workbench import DAY, HOUR, MONDAY, OTHER_PHONE, desk, enter, page_of, request_of

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + DAY
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
WRONG_NUMBER = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
MAY_CALL = "You may contact them now"


def _pair(nurse: AbstractBaseUser, **answers: object) -> tuple[Submission, Submission]:
    """Return two linked requests of one person; `answers` are those of the second."""
    first, second = request_of("Sam"), request_of("Samuel", **answers)
    link(first, second, actor=nurse, now=MONDAY)
    return first, second


@pytest.mark.parametrize("promised_at", [MONDAY, MONDAY + 2 * HOUR], ids=["before", "after"])
def test_promised_call_is_due_whatever_was_planned_on_a_linked_request_before_or_after(
    client: Client, nurse: AbstractBaseUser, promised_at: dt.datetime
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


def test_wrong_number_of_one_request_holds_back_no_other_number(
    client: Client, nurse: AbstractBaseUser
) -> None:
    first, second = _pair(nurse, phone=OTHER_PHONE)
    index_new(set())
    record_attempt(first, WRONG_NUMBER, actor=nurse, now=MONDAY)

    second.refresh_from_db()
    assert second.queue_at == second.due_at
    with time_machine.travel(MONDAY + HOUR, tick=False):
        assert MAY_CALL in page_of(enter(client, nurse), second)
    assert claim_next(nurse, MONDAY + HOUR) == second


def test_wrong_number_is_given_out_by_no_linked_request(client: Client, nurse: AbstractBaseUser) -> None:
    first, second = _pair(nurse)
    index_new(set())
    record_attempt(first, WRONG_NUMBER, actor=nurse, now=MONDAY)

    for now in (MONDAY + HOUR, MONDAY + 2 * DAY):
        with time_machine.travel(now, tick=False):
            page = page_of(enter(client, nurse), second)
        assert "The last call reached someone else" in page
        assert MAY_CALL not in page
        assert claim_next(nurse, now) is None


@pytest.mark.parametrize("changed", [0, 1], ids=["its own request", "the linked one"])
@pytest.mark.parametrize("change", [{"times": ["morning"]}, {"voicemail": True}])
def test_wrong_number_is_held_back_after_a_change_that_gives_no_number(
    client: Client, nurse: AbstractBaseUser, changed: int, change: dict[str, object]
) -> None:
    pair = _pair(nurse)
    index_new(set())
    record_attempt(pair[0], WRONG_NUMBER, actor=nurse, now=MONDAY)
    amend(pair[changed], change | {"wording": "change-2"}, MONDAY + HOUR)

    assert claim_next(nurse, MONDAY + 3 * DAY) is None
    with time_machine.travel(MONDAY + 3 * DAY, tick=False):
        staff = enter(client, nurse)
        assert not any(MAY_CALL in page_of(staff, each) for each in pair)


def test_person_who_wants_an_email_after_a_wrong_number_is_due(nurse: AbstractBaseUser) -> None:
    submission = request_of("Sam")
    record_attempt(submission, WRONG_NUMBER, actor=nurse, now=MONDAY)
    amend(submission, {"channel": "email", "email": "sam@example.org"}, MONDAY + HOUR)

    assert claim_next(nurse, MONDAY + HOUR) == submission


def test_number_that_replaced_a_wrong_one_is_held_back_on_no_linked_request(
    client: Client, nurse: AbstractBaseUser
) -> None:
    first, second = _pair(nurse, phone=OTHER_PHONE)
    record_attempt(first, WRONG_NUMBER, actor=nurse, now=MONDAY)
    amend(first, {"phone": OTHER_PHONE, "wording": "change-2"}, MONDAY + HOUR)
    withdraw(first, MONDAY + HOUR)
    index_new(set())

    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        assert MAY_CALL in page_of(enter(client, nurse), second)
    assert claim_next(nurse, MONDAY + 2 * HOUR) == second


def test_number_that_was_corrected_on_one_request_stays_held_back_on_the_linked_one(
    client: Client, nurse: AbstractBaseUser
) -> None:
    first, second = _pair(nurse)
    record_attempt(first, WRONG_NUMBER, actor=nurse, now=MONDAY)
    amend(first, {"phone": OTHER_PHONE, "wording": "change-2"}, MONDAY + HOUR)
    index_new(set())

    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        assert MAY_CALL not in page_of(enter(client, nurse), second)
    assert claim_next(nurse, MONDAY + 2 * HOUR) == first
    assert claim_next(desk(), MONDAY + 2 * HOUR) is None


def test_number_that_a_person_gives_again_after_it_was_wrong_is_called(nurse: AbstractBaseUser) -> None:
    first = request_of("Sam")
    record_attempt(first, WRONG_NUMBER, actor=nurse, now=MONDAY)
    second = request_of("Samuel", at=MONDAY + HOUR)
    link(first, second, actor=nurse, now=MONDAY + HOUR)

    assert claim_next(nurse, MONDAY + 2 * HOUR) == second


@pytest.mark.parametrize("call_back_at", [MONDAY + 2 * DAY, None], ids=["another time", "they will call"])
def test_what_was_agreed_on_last_counts_for_linked_requests(
    nurse: AbstractBaseUser, call_back_at: dt.datetime | None
) -> None:
    first, second = _pair(nurse)
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=TUESDAY)
    record_attempt(first, promise, actor=nurse, now=MONDAY)
    later = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=call_back_at)
    record_attempt(second, later, actor=nurse, now=MONDAY + HOUR)

    assert claim_next(nurse, TUESDAY) is None
    now = TUESDAY + HOUR / 3
    assert remind_of_call_backs(now) == 0
    assert not Submission.objects.due_now(now).exists()
    assert not Submission.objects.overdue(now).exists()
    assert set(Submission.objects.values_list("queue_at", flat=True)) == {call_back_at or NEVER}

    if call_back_at is not None:
        assert [*Submission.objects.due_now(call_back_at)] == [second]
        assert remind_of_call_backs(call_back_at) == 1

        record_attempt(second, NO_ANSWER, actor=nurse, now=call_back_at)
        assert not Submission.objects.due_now(call_back_at + HOUR).exists()
        assert not Submission.objects.overdue(call_back_at + HOUR).exists()
        assert claim_next(nurse, call_back_at + HOUR) is None


def test_person_who_changes_a_request_whose_promise_was_replaced_is_due(nurse: AbstractBaseUser) -> None:
    first, second = _pair(nurse)
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=TUESDAY)
    record_attempt(first, promise, actor=nurse, now=MONDAY)
    they_call = Attempt(AttemptResult.CALL_BACK, Channel.PHONE)
    record_attempt(second, they_call, actor=nurse, now=MONDAY + HOUR)

    _change_number(first, TUESDAY + HOUR)

    assert [*Submission.objects.due_now(TUESDAY + HOUR)] == [first]


def test_email_after_a_wrong_number_does_not_make_it_right(nurse: AbstractBaseUser) -> None:
    submission = request_of("Sam")
    record_attempt(submission, WRONG_NUMBER, actor=nurse, now=MONDAY)
    email = Attempt(AttemptResult.VOICEMAIL, Channel.EMAIL, reason="No other way.")
    record_attempt(submission, email, actor=nurse, now=MONDAY + HOUR)
    assert claim_next(nurse, MONDAY + 3 * DAY) is None

    amend(submission, {"phone": OTHER_PHONE, "wording": "change-2"}, MONDAY + 2 * HOUR)

    assert claim_next(nurse, MONDAY + 2 * HOUR) == submission


def test_wrong_address_is_held_back_until_the_patient_corrects_it(
    client: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of(channel="email", email="sam@example.org")
    index_new(set())
    record_attempt(submission, Attempt(AttemptResult.WRONG_NUMBER, Channel.EMAIL), actor=nurse, now=MONDAY)
    assert claim_next(nurse, MONDAY + 3 * DAY) is None
    with time_machine.travel(MONDAY + 3 * DAY, tick=False):
        assert "Wrong address." in page_of(enter(client, nurse), submission)

    amend(submission, {"email": "samuel@example.org", "wording": "change-2"}, MONDAY + HOUR)

    assert claim_next(nurse, MONDAY + HOUR) == submission


def test_linked_request_is_not_given_out_while_a_colleague_opens_the_other(nurse: AbstractBaseUser) -> None:
    first, second = _pair(nurse)
    claim(first, actor=desk(), now=MONDAY)

    assert claim_next(nurse, MONDAY) is None
    assert claim_next(nurse, MONDAY + HOUR) == second


def _ask_again(second: Submission, now: dt.datetime) -> None:
    """Send the answers of the second request of a pair again."""
    assert request_of("Samuel", at=now) == second


def _change_number(second: Submission, now: dt.datetime) -> None:
    amend(second, {"phone": OTHER_PHONE, "wording": "change-2"}, now)


@pytest.mark.parametrize("get_in_touch", [_ask_again, _change_number])
@pytest.mark.parametrize("result", [AttemptResult.CALL_BACK, AttemptResult.NO_ANSWER])
def test_person_who_gets_in_touch_about_the_linked_request_is_due_again(
    client: Client,
    nurse: AbstractBaseUser,
    result: AttemptResult,
    get_in_touch: Callable[[Submission, dt.datetime], None],
) -> None:
    first, second = _pair(nurse)
    record_attempt(first, Attempt(result, Channel.PHONE), actor=nurse, now=MONDAY)

    get_in_touch(second, TUESDAY)

    second.refresh_from_db()
    assert second.queue_at == second.act_by == TUESDAY + 4 * HOUR
    with time_machine.travel(TUESDAY, tick=False):
        assert MAY_CALL in page_of(enter(client, nurse), second)
    assert claim_next(nurse, TUESDAY) == second

    record_attempt(first, NO_ANSWER, actor=nurse, now=TUESDAY)
    second.refresh_from_db()
    assert not second.is_overdue(TUESDAY + DAY)  # an attempt counts for both again


@pytest.mark.parametrize("get_in_touch", [_ask_again, _change_number])
def test_time_agreed_on_stands_if_the_person_gets_in_touch_about_the_linked_request(
    nurse: AbstractBaseUser, get_in_touch: Callable[[Submission, dt.datetime], None]
) -> None:
    first, second = _pair(nurse)
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + 2 * DAY)
    record_attempt(first, promise, actor=nurse, now=MONDAY)

    get_in_touch(second, TUESDAY)

    second.refresh_from_db()
    assert second.queue_at == MONDAY + 2 * DAY
    assert claim_next(nurse, TUESDAY) is None


def test_person_is_not_called_while_a_colleague_has_a_linked_request_open(
    client: Client, nurse: AbstractBaseUser
) -> None:
    first, second = _pair(nurse)
    colleague, now = desk("ana"), MONDAY + HOUR
    with time_machine.travel(now, tick=False):
        claim(first, actor=colleague, now=now)
        assert MAY_CALL in page_of(enter(Client(), colleague), first)

        assert claim_next(nurse, now) is None
        page = page_of(enter(client, nurse), second)
        assert "ana has a linked request open" in page
        assert MAY_CALL not in page
    assert claim_next(colleague, now, after=first) == second
    release(second, actor=colleague, now=now)
    assert claim_next(nurse, now + HOUR / 30) == second  # the page was closed two minutes ago
