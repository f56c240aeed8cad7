"""The command `purge`, and requests that were closed before purge dates existed."""

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
from intake.rules.retention import DEFAULT_DAYS
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.retention import due_by_ending
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.closing import Ending, close
from tests.intake.workbench import DAY, MONDAY, request_of, set_status

pytestmark = pytest.mark.django_db
LATER = MONDAY + 31 * DAY


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def _referred(nurse: AbstractBaseUser, name: str, at: dt.datetime = MONDAY) -> Submission:
    submission = request_of(name, at=at)
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=at)
    return close(submission, Ending(Status.REFERRED, Outcome.OTHER_CLINIC), actor=nurse, now=at)


def _output_of(*arguments: str) -> str:
    out = io.StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def some_due(nurse: AbstractBaseUser) -> None:
    _referred(nurse, "A", MONDAY - 180 * DAY)
    _referred(nurse, "B", MONDAY - 180 * DAY)
    withdraw(request_of(), MONDAY)


def test_dry_run_counts_by_outcome_and_changes_nothing(some_due: None) -> None:
    output = _output_of("--dry-run")

    assert "2 requests, referred: Sent to another clinic or doctor" in output
    assert "1 requests, withdrawn by the patient" in output
    assert "3 requests to be purged." in output
    assert due_by_ending(LATER).total() == 3


def test_purge_reports_what_it_destroyed_and_what_it_kept(some_due: None) -> None:
    output = _output_of()

    assert "3 requests purged." in output
    assert "0 drafts deleted." in output
    assert "The audit trail is kept." in output
    assert due_by_ending(LATER).total() == 0


# --- closed without a purge date


@pytest.fixture
def old(nurse: AbstractBaseUser) -> Submission:
    """Return a request that was closed after a day, without `purge_after` and `closed_at`."""
    row = set_status(request_of(), Status.SPAM)
    StatusChange.objects.create(
        submission=row, changed_at=MONDAY + DAY, actor=nurse, cause="closed", before="new", after="spam"
    )
    return row


def _purge_after(row: Submission) -> dt.datetime | None:
    return Submission.objects.get(pk=row.pk).purge_after


def test_missing_purge_date_counts_from_the_last_status_change(old: Submission) -> None:
    call_command("worker", once=True)

    assert _purge_after(old) == MONDAY + DAY + DEFAULT_DAYS[Status.SPAM] * DAY


def test_missing_purge_date_counts_from_closing_if_known(old: Submission) -> None:
    Submission.objects.update(closed_at=MONDAY - DAY)
    call_command("worker", once=True)

    assert _purge_after(old) == MONDAY - DAY + DEFAULT_DAYS[Status.SPAM] * DAY


def test_missing_purge_date_counts_from_receipt_without_a_history() -> None:
    row = set_status(request_of(), Status.UNREACHABLE)
    call_command("worker", once=True)

    assert _purge_after(row) == MONDAY + DEFAULT_DAYS[Status.UNREACHABLE] * DAY


def test_request_without_a_purge_date_is_counted_and_purged(old: Submission) -> None:
    assert "1 requests to be purged." in _output_of("--dry-run")
    assert _purge_after(old) is None

    assert "1 requests purged." in _output_of()
    assert Submission.objects.get().sealed == ""


def test_request_on_legal_hold_is_not_purged(old: Submission) -> None:
    Submission.objects.update(legal_hold=True)

    assert "0 requests to be purged." in _output_of("--dry-run")
    assert "0 requests purged." in _output_of()
    assert Submission.objects.get().sealed


def test_worker_keeps_open_requests_and_existing_purge_dates(nurse: AbstractBaseUser) -> None:
    waits, closed = request_of("A"), _referred(nurse, "B")
    call_command("worker", once=True)

    assert (_purge_after(waits), _purge_after(closed)) == (None, closed.purge_after)
