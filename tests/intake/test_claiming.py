from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import connection, connections

from intake.enums import AttemptResult, Cause, Channel, Status
from intake.models import StatusChange, Submission
from intake.services.attempts import Attempt, record_attempt
from intake.services.claiming import AlreadyClaimed, claim, claim_next, hand_back_stale, release
from intake.services.triage import Refused, set_status
from intake.staff.timeline import timeline
from tests.intake.workbench import DAY, HOUR, MONDAY, desk, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db: None) -> AbstractBaseUser:
    return desk("colleague")


def test_one_click_claims(nurse: AbstractBaseUser) -> None:
    row = claim(request_of(), actor=nurse, now=MONDAY)

    assert (row.status, row.claimed_by, row.claimed_at) == (Status.CLAIMED, nurse, MONDAY)


def test_what_a_colleague_has_is_refused_by_name(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    submission = request_of()
    claim(submission, actor=colleague, now=MONDAY)

    with pytest.raises(AlreadyClaimed, match="colleague has it already"):
        claim(submission, actor=nurse, now=MONDAY)


def test_taking_over_is_possible_and_on_record(nurse: AbstractBaseUser, colleague: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=colleague, now=MONDAY)

    assert claim(submission, actor=nurse, now=MONDAY, take_over=True).claimed_by == nurse
    assert StatusChange.objects.filter(actor=nurse, cause=Cause.CLAIMED).count() == 1


def test_no_change_of_hands_moves_the_deadline(nurse: AbstractBaseUser, colleague: AbstractBaseUser) -> None:
    submission = request_of()
    promised = (submission.due_at, submission.act_by, submission.queue_at)
    claim(submission, actor=colleague, now=MONDAY)
    claim(submission, actor=nurse, now=MONDAY + HOUR, take_over=True)
    release(submission, actor=nurse, now=MONDAY + HOUR)
    claim(submission, actor=colleague, now=MONDAY + 2 * HOUR)

    submission.refresh_from_db()
    assert (submission.due_at, submission.act_by, submission.queue_at) == promised


@pytest.mark.parametrize("status", [Status.REFERRED, Status.WITHDRAWN, Status.SPAM])
def test_what_is_closed_is_not_claimed(nurse: AbstractBaseUser, status: Status) -> None:
    submission = set_status(request_of(), status)

    with pytest.raises(Refused):
        claim(submission, actor=nurse, now=MONDAY)


def test_the_next_one_is_the_most_urgent_that_is_free(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    late, taken, first = request_of("A"), request_of("B", at=MONDAY - DAY), request_of("C", at=MONDAY - HOUR)
    claim(taken, actor=colleague, now=MONDAY)

    assert claim_next(nurse, MONDAY) == first
    assert claim_next(nurse, MONDAY) == late
    assert claim_next(nurse, MONDAY) is None


def test_the_next_one_is_nobody_who_may_not_be_called_yet(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)
    release(submission, actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY + HOUR) is None
    assert claim_next(nurse, MONDAY + 3 * DAY) == submission


def test_what_is_to_be_read_first_comes_before_the_overdue(nurse: AbstractBaseUser) -> None:
    request_of("A", at=MONDAY - 4 * DAY)
    pinned = request_of("B")
    Submission.objects.filter(pk=pinned.pk).update(read_first=True)

    assert claim_next(nurse, MONDAY) == pinned


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_claim_at_once_one_has_it(nurse: AbstractBaseUser) -> None:
    people = [nurse, *(desk(f"desk-{number}") for number in range(9))]
    submission = request_of()
    won, lost = [], []
    start = threading.Barrier(len(people))

    def try_it(person: AbstractBaseUser) -> None:
        start.wait()
        try:
            won.append(claim(submission, actor=person, now=MONDAY).claimed_by)
        except AlreadyClaimed:
            lost.append(person)
        finally:
            connections[connection.alias].close()

    threads = [threading.Thread(target=try_it, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    submission.refresh_from_db()
    assert won == [submission.claimed_by]
    assert len(lost) == 9


def _stale_after(now: dt.datetime) -> Status:
    hand_back_stale(now)
    return Status(Submission.objects.get().status)


def test_a_claim_without_an_attempt_goes_back_after_two_opening_hours(nurse: AbstractBaseUser) -> None:
    claim(request_of(), actor=nurse, now=MONDAY)

    assert _stale_after(MONDAY + 2 * HOUR - dt.timedelta(seconds=1)) == Status.CLAIMED
    assert _stale_after(MONDAY + 2 * HOUR) == Status.NEW
    assert StatusChange.objects.filter(cause=Cause.STALE, actor=None).count() == 1
    assert timeline(Submission.objects.get())[0].what.startswith(
        "Back in the queue: two opening hours passed"
    )


def test_the_night_does_not_make_a_claim_stale(nurse: AbstractBaseUser) -> None:
    claim(request_of(), actor=nurse, now=MONDAY + 6 * HOUR)  # four in the afternoon

    assert _stale_after(MONDAY + 22 * HOUR) == Status.CLAIMED  # eight the next morning
    assert _stale_after(MONDAY + 24 * HOUR) == Status.NEW  # ten


def test_a_claim_with_an_attempt_is_not_stale_before_the_next_is_due(nurse: AbstractBaseUser) -> None:
    attempt = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
    record_attempt(request_of(), attempt, actor=nurse, now=MONDAY)

    hand_back_stale(MONDAY + DAY)
    assert Submission.objects.get().claimed_by == nurse
    hand_back_stale(MONDAY + 4 * DAY)
    assert Submission.objects.get().claimed_by is None
    assert Submission.objects.get().status == Status.ATTEMPTING


def test_the_worker_minds_stale_claims(nurse: AbstractBaseUser) -> None:
    claim(request_of(at=MONDAY - 60 * DAY), actor=nurse, now=MONDAY - 60 * DAY)

    call_command("worker", once=True)

    assert Submission.objects.get().status == Status.NEW
