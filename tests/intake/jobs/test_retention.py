"""Purging requests: what is destroyed, what remains, and when."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
import uuid
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import override_settings

from intake.audit import trail
from intake.enums import AttemptResult, Channel, Kind, Outcome, Status
from intake.models import Amendment, AuditEvent, Submission, SubmissionLink
from intake.rules import retention
from intake.services.calls.appointments import set_appointment
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.retention import checkpoint_wal, destroy, purge, purge_each
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.legal_hold import set_hold
from intake.services.triage.linking import link, linked
from intake.services.triage.notes import write_note
from intake.services.triage.quarantine import spam
from intake.triggers import purge_triggers
from tests.intake.workbench import request_of

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=31)
# What docs/privacy.md and the privacy pages call reference, kind, way in, language, status and dates;
# then what they list separately, and what is only about the system.
KEPT = {"reference", "kind", "entered_as", "page_language", "status", "status_before", "received_at"}
KEPT |= {"act_by", "queue_at", "claimed_at", "waiting_since", "waiting_until", "paused_seconds", "closed_at"}
KEPT |= {"due_at", "asked_again_at", "amended_at", "withdrawn_at", "purge_after"}
KEPT |= {"claimed_by", "quarantined", "secret_hash", "seal_mac"}
KEPT |= {"version", "canary", "legal_hold", "index_key"}


@pytest.fixture
def withdrawn() -> Submission:
    submission = receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    amend(submission, {"voicemail": True}, NOW)
    Submission.objects.update(phone_index="abc", email_index="def", indexed_at=NOW)
    withdraw(submission, NOW)
    return submission


def test_purge_leaves_a_tombstone_with_reference_and_dates(withdrawn: Submission) -> None:
    assert purge(LATER) == 1

    tombstone = Submission.objects.get()
    assert (tombstone.reference, tombstone.status) == (withdrawn.reference, Status.WITHDRAWN)
    assert (tombstone.received_at, tombstone.withdrawn_at, tombstone.purged_at) == (NOW, NOW, LATER)


def test_purge_destroys_everything_the_patient_wrote(withdrawn: Submission) -> None:
    purge(LATER)

    tombstone = Submission.objects.get()
    assert (tombstone.sealed, tombstone.phone_index, tombstone.email_index) == ("", "", "")
    assert Amendment.objects.count() == 0


def test_purge_removes_the_hash_of_the_answers(withdrawn: Submission) -> None:
    before = withdrawn.idempotency_key
    purge(LATER)

    assert before not in Submission.objects.values_list("idempotency_key", flat=True)


def test_a_purge_keeps_exactly_what_the_privacy_pages_list(withdrawn: Submission) -> None:
    """A column that is added here belongs in docs/privacy.md and on both privacy pages, too."""
    columns = [each for each in Submission._meta.concrete_fields if not (each.primary_key or each.generated)]
    before = object()
    for column in columns:
        setattr(withdrawn, column.attname, before)

    destroy(withdrawn, LATER)

    kept = {column.name for column in columns if getattr(withdrawn, column.attname) is before}
    assert kept - KEPT == set(), (
        "empty it in `destroy` of intake/services/jobs/retention.py, or say in docs/privacy.md "
        "that it is kept, and in KEPT"
    )
    assert kept == KEPT


def test_a_withdrawal_cannot_be_undone_after_the_purge(withdrawn: Submission) -> None:
    """Not even if the patient asked in time and the worker was late."""
    purge(LATER)

    assert not take_back(Submission.objects.get(), LATER, asked_at=NOW)
    assert Submission.objects.get().status == Status.WITHDRAWN


def test_nothing_is_purged_early(withdrawn: Submission) -> None:
    assert purge(NOW + dt.timedelta(days=29)) == 0
    assert Submission.objects.get().sealed


def test_second_purge_finds_nothing(withdrawn: Submission) -> None:
    purge(LATER)

    assert purge(LATER + dt.timedelta(days=1)) == 0


def test_open_request_is_never_purged() -> None:
    receive(Kind.CALLBACK, {"name": str(uuid.uuid4())}, now=NOW)

    assert purge(NOW + dt.timedelta(days=4000)) == 0


def test_purge_is_recorded_and_keeps_earlier_events(withdrawn: Submission, nurse: AbstractBaseUser) -> None:
    trail.record_read(withdrawn, nurse, NOW)

    purge(LATER)

    events = AuditEvent.objects.order_by("pk").values_list("kind", "actor", "submission", "at")
    assert list(events) == [
        ("changed", None, withdrawn.pk, NOW),
        ("status", None, withdrawn.pk, NOW),
        ("opened", nurse.pk, withdrawn.pk, NOW),
        ("purged", None, withdrawn.pk, LATER),
    ]


# --- when: days by outcome


def _reached(nurse: AbstractBaseUser, **answers: object) -> Submission:
    submission = request_of(at=NOW, **answers)
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=NOW)
    return submission


def _referred(
    nurse: AbstractBaseUser, outcome: Outcome = Outcome.OTHER_CLINIC, **answers: object
) -> Submission:
    return close(_reached(nurse, **answers), Ending(Status.REFERRED, outcome), actor=nurse, now=NOW)


@override_settings(KEEP_DAYS={"referred": 50, "emergency": 70})
@pytest.mark.parametrize(("outcome", "days"), [(Outcome.OTHER_CLINIC, 50), (Outcome.EMERGENCY, 70)])
def test_closing_sets_the_purge_date_of_the_outcome(
    nurse: AbstractBaseUser, outcome: Outcome, days: int
) -> None:
    assert _referred(nurse, outcome).purge_after == NOW + dt.timedelta(days=days)


@override_settings(KEEP_DAYS={"withdrawn": 3, "spam": 4})
def test_withdrawal_and_spam_have_separate_retention(nurse: AbstractBaseUser) -> None:
    withdrawn, advert = request_of("Kim", at=NOW), request_of(at=NOW)
    withdraw(withdrawn, NOW)
    spam(advert, actor=nurse, now=NOW)

    found = Submission.objects.order_by("purge_after").values_list("purge_after", flat=True)
    assert list(found) == [NOW + dt.timedelta(days=3), NOW + dt.timedelta(days=4)]


def test_an_appointment_entered_after_closing_does_not_delay_the_purge(nurse: AbstractBaseUser) -> None:
    ending = Ending(Status.SCHEDULED, Outcome.APPOINTMENT)
    closed = close(_reached(nurse), ending, actor=nurse, now=NOW)
    later = closed.purge_after - dt.timedelta(days=10)
    set_appointment(closed, closed.purge_after, actor=nurse, now=later)

    assert purge(closed.purge_after) == 1


def test_reopening_clears_the_purge_date(nurse: AbstractBaseUser) -> None:
    assert reopen(_referred(nurse), actor=nurse, now=NOW).purge_after is None


def test_undoing_a_withdrawal_clears_the_purge_date(withdrawn: Submission) -> None:
    take_back(withdrawn, NOW)

    assert Submission.objects.get().purge_after is None


def test_every_closing_status_has_a_retention() -> None:
    assert {retention.days_for(status, "") > 0 for status in retention.CLOSED} == {True}


@pytest.mark.parametrize(
    ("days", "error"),
    [({"spma": 30}, "'spma' is not a status or outcome"), ({"spam": 0}, "between 1 and 36500 days, not 0")],
)
def test_invalid_retention_settings_are_refused(days: dict[str, int], error: str) -> None:
    with override_settings(KEEP_DAYS=days), pytest.raises(retention.KeepDaysError, match=error):
        retention.check()


def test_open_request_with_a_purge_date_is_not_purged() -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    purge_triggers.remove(connection)
    Submission.objects.update(purge_after=NOW)
    purge_triggers.install(connection)

    assert purge(LATER) == 0


# --- what: everything but the tombstone


def test_purge_deletes_notes_attempts_messages_and_outcome(nurse: AbstractBaseUser) -> None:
    submission = _reached(nurse)
    write_note(submission, "words of staff", author=nurse, now=NOW)
    close(submission, Ending(Status.REFERRED, Outcome.OTHER, "to a friend"), actor=nurse, now=NOW)

    purge(NOW + dt.timedelta(days=400))

    row = Submission.objects.get()
    left = (row.notes, row.attempts, row.amendments, row.outbox_messages)
    assert [rows.count() for rows in left] == [0, 0, 0, 0]
    assert (row.outcome, row.outcome_text, row.closed_at) == ("", "", NOW)


def test_requests_linked_through_a_purged_one_stay_linked(nurse: AbstractBaseUser) -> None:
    one, other, between = request_of("A", at=NOW), request_of("B", at=NOW), _referred(nurse)
    for each in (one, other):
        link(between, each, actor=nurse, now=NOW)

    purge(NOW + dt.timedelta(days=400))

    assert list(linked(one)) == [other]
    assert SubmissionLink.objects.count() == 1


def test_request_on_legal_hold_is_purged_after_the_hold_is_lifted(
    withdrawn: Submission, nurse: AbstractBaseUser
) -> None:
    set_hold(withdrawn, "a court asks", held=True, actor=nurse, now=NOW)
    assert purge(LATER) == 0

    set_hold(withdrawn, "it is over", held=False, actor=nurse, now=LATER)
    assert purge(LATER) == 1


def test_interrupted_purge_is_resumed() -> None:
    for name in ("A", "B", "C"):
        withdraw(receive(Kind.CALLBACK, {"name": name}, now=NOW), NOW)

    next(purge_each(LATER))  # and killed

    assert Submission.objects.filter(purged_at=None).count() == 2
    assert purge(LATER) == 2


def _database_files() -> bytes:
    """Return the contents of the database files, including the write-ahead log."""
    file = Path(connection.settings_dict["NAME"])
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's files")
@pytest.mark.django_db(transaction=True)
def test_purged_content_is_gone_from_the_database_files(nurse: AbstractBaseUser) -> None:
    submission = _reached(nurse, message="canary " * 800)
    note = write_note(submission, "canary", author=nurse, now=NOW)
    made = submission.attempts.get()
    close(submission, Ending(Status.REFERRED, Outcome.OTHER, "canary"), actor=nurse, now=NOW)
    Submission.objects.update(phone_index="cafe0123cafe0123")
    row = Submission.objects.get()
    written = (row.sealed[-60:], row.sealed[:90], row.outcome_text, row.idempotency_key, row.phone_index)
    canaries = [text.encode() for text in (*written, note.sealed, made.sealed)]
    assert [canary for canary in canaries if canary not in _database_files()] == []

    purge(NOW + dt.timedelta(days=400))

    assert [canary for canary in canaries if canary in _database_files()] == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's write-ahead log")
@pytest.mark.django_db(transaction=True)
def test_checkpoint_does_not_wait_for_readers(withdrawn: Submission) -> None:
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM intake_submission").fetchone()
    began = time.monotonic()

    assert purge(LATER) == 1
    assert not checkpoint_wal()
    assert time.monotonic() - began < 5  # not the 20 seconds that a writer waits
    reader.close()
    assert checkpoint_wal()


def test_purge_date_that_was_moved_ahead_purges_nothing_early(withdrawn: Submission) -> None:
    purge_triggers.remove(connection)
    Submission.objects.update(purge_after=NOW + dt.timedelta(days=1))
    purge_triggers.install(connection)

    assert purge(NOW + dt.timedelta(days=2)) == 0
    assert purge(LATER) == 1
