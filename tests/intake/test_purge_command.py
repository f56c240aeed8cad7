"""`manage.py purge`, and requests that were closed before there was a clock."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.models import StatusChange, Submission
from intake.services.attempts import Attempt, record_attempt
from intake.services.closing import Ending, close
from intake.services.retention import due_by_ending
from intake.services.triage import set_status
from intake.services.withdrawing import withdraw
from tests.intake.workbench import DAY, MONDAY, request_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + 31 * DAY


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def _referred(nurse: AbstractBaseUser, name: str) -> Submission:
    submission = request_of(name)
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    return close(submission, Ending(Status.REFERRED, Outcome.OTHER_CLINIC), actor=nurse, now=MONDAY)


def _told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def some_over(nurse: AbstractBaseUser) -> None:
    _referred(nurse, "A")
    _referred(nurse, "B")
    withdraw(request_of(), MONDAY)
    Submission.objects.update(purge_after=MONDAY)


def test_a_dry_run_counts_by_outcome_and_changes_nothing(some_over: None) -> None:
    told = _told("--dry-run")

    assert "2 requests, referred: Sent to another clinic or doctor" in told
    assert "1 requests, withdrawn by the patient" in told
    assert "3 requests to be purged." in told
    assert due_by_ending(LATER).total() == 3


def test_a_purge_counts_what_it_did_and_says_what_is_kept(some_over: None) -> None:
    told = _told()

    assert "3 requests purged." in told
    assert "0 drafts deleted." in told
    assert "The audit trail is kept." in told
    assert due_by_ending(LATER).total() == 0


# --- closed before there was a clock


@pytest.fixture
def old(nurse: AbstractBaseUser) -> Submission:
    """A request that was closed a day after it came, and has neither a clock nor the time of its end."""
    row = set_status(request_of(), Status.SPAM)
    StatusChange.objects.create(
        submission=row, changed_at=MONDAY + DAY, actor=nurse, cause="closed", before="new", after="spam"
    )
    return row


def _of_one(row: Submission) -> dt.datetime | None:
    return Submission.objects.get(pk=row.pk).purge_after


def test_its_clock_begins_when_it_was_last_moved(old: Submission) -> None:
    call_command("worker", once=True)

    assert _of_one(old) == MONDAY + 31 * DAY  # spam is kept for 30


def test_its_clock_begins_when_it_was_closed_where_that_is_known(old: Submission) -> None:
    Submission.objects.update(closed_at=MONDAY - DAY)
    call_command("worker", once=True)

    assert _of_one(old) == MONDAY + 29 * DAY


def test_without_any_history_its_clock_begins_at_receipt() -> None:
    row = set_status(request_of(), Status.UNREACHABLE)
    call_command("worker", once=True)

    assert _of_one(row) == MONDAY + 90 * DAY


def test_a_dry_run_counts_it_and_the_command_purges_it(old: Submission) -> None:
    assert "1 requests to be purged." in _told("--dry-run")
    assert _of_one(old) is None

    assert "1 requests purged." in _told()
    assert Submission.objects.get().sealed == ""


def test_a_legal_hold_keeps_it(old: Submission) -> None:
    Submission.objects.update(legal_hold=True)

    assert "0 requests to be purged." in _told("--dry-run")
    assert "0 requests purged." in _told()
    assert Submission.objects.get().sealed


def test_an_open_one_and_one_with_a_clock_are_left_alone(nurse: AbstractBaseUser) -> None:
    waits, closed = request_of("A"), _referred(nurse, "B")
    call_command("worker", once=True)

    assert (_of_one(waits), _of_one(closed)) == (None, closed.purge_after)
