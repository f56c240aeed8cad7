"""What is written into the audit trail, and that nobody changes it afterwards."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from intake import audit, audit_triggers
from intake.audit_proof import prove
from intake.enums import AuditKind, Kind, Status
from intake.models import AuditEvent, Submission
from intake.sealing import SealingError
from intake.services.receive import receive
from intake.services.status import readers_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
LIST = "/admin/intake/auditevent/"


@pytest.fixture
def submission(db: None) -> Submission:
    return receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)


def _record(nurse: AbstractBaseUser, submission: Submission | None = None, **detail: object) -> AuditEvent:
    return audit.record(AuditKind.STATUS, actor=nurse, submission=submission, now=NOW, **detail)


def test_an_event_tells_who_did_what_to_which_request(
    nurse: AbstractBaseUser, submission: Submission
) -> None:
    _record(nurse, submission, before=Status.NEW, after=Status.CLAIMED)

    event = AuditEvent.objects.get()
    assert (event.actor, event.kind, event.submission, event.at) == (nurse, "status", submission, NOW)
    assert event.detail == {"before": "new", "after": "claimed"}


def test_events_count_up_and_link_to_the_one_before(nurse: AbstractBaseUser) -> None:
    first, second = _record(nurse), _record(nurse)

    assert (first.pk, second.pk) == (1, 2)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)


def test_the_machinery_has_no_name(submission: Submission) -> None:
    assert audit.record(AuditKind.PURGED, actor=None, submission=submission, now=NOW).actor is None


@pytest.mark.parametrize(
    "typed", ["she cannot sleep", "Zoë", "a\nb", "x" * 81, {"a": 1}, 1.5, ["ok", "not ok"]]
)
def test_typed_text_is_refused(nurse: AbstractBaseUser, typed: object) -> None:
    with pytest.raises(ValueError, match="why"):
        _record(nurse, why=typed)
    assert not AuditEvent.objects.exists()


def test_codes_counts_and_lists_are_kept(nurse: AbstractBaseUser) -> None:
    detail = {
        "reason": "handed_over",
        "count": 3,
        "done": True,
        "until": None,
        "columns": ["status", "due_at"],
    }
    _record(nurse, **detail)

    assert AuditEvent.objects.get().detail == detail


def test_an_event_goes_when_what_it_tells_of_is_undone(nurse: AbstractBaseUser) -> None:
    with transaction.atomic():
        _record(nurse)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_a_process_without_the_key_writes_nothing(nurse: AbstractBaseUser) -> None:
    with override_settings(INDEX_KEY_FILE=None), pytest.raises(SealingError):
        _record(nurse)


def test_many_at_once_are_one_chain(nurse: AbstractBaseUser, submission: Submission) -> None:
    _record(nurse)
    audit.record_each(AuditKind.EXPORTED, [submission] * 3, actor=nurse, now=NOW, format="csv")

    assert (prove().count, prove().fault) == (4, "")


def test_readers_are_counted_once_each_and_writers_not(
    nurse: AbstractBaseUser, submission: Submission
) -> None:
    audit.record_read(submission, nurse, NOW)
    audit.record(AuditKind.REVEALED, actor=nurse, submission=submission, now=NOW)
    assert readers_of(submission) == 1

    other = type(nurse).objects.create_user("other")
    audit.record(AuditKind.CLAIMED, actor=other, submission=submission, now=NOW)
    assert readers_of(submission) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE intake_auditevent SET kind = 'listed'",
        "UPDATE intake_auditevent SET actor_id = NULL WHERE id = 1",
        "DELETE FROM intake_auditevent",
        "DELETE FROM intake_auditevent WHERE id = 1",
    ],
)
def test_the_database_refuses_to_change_or_remove(nurse: AbstractBaseUser, statement: str) -> None:
    _record(nurse)

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEvent.objects.get().kind == "status"


def test_a_trail_that_went_through_json_is_still_whole(
    nurse: AbstractBaseUser, submission: Submission
) -> None:
    moment = NOW.replace(microsecond=123_456)
    audit.record(
        AuditKind.STATUS, actor=nurse, submission=submission, now=moment, after="claimed", list=["a"]
    )
    lines = serializers.serialize("jsonl", AuditEvent.objects.all(), use_natural_foreign_keys=True)
    audit_triggers.remove(connection)
    AuditEvent.objects.all()._raw_delete("default")

    for row in serializers.deserialize("jsonl", lines):
        row.save(force_insert=True)
    audit_triggers.install(connection)

    assert (prove().count, prove().fault) == (1, "")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("number", [1, 99])
def test_the_database_refuses_to_replace(nurse: AbstractBaseUser, number: int) -> None:
    _record(nurse)

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(
            "INSERT OR REPLACE INTO intake_auditevent (id, at, kind, detail, previous_hash, hash) "
            f"SELECT {number}, at, 'listed', detail, previous_hash, hash FROM intake_auditevent"
        )
    assert AuditEvent.objects.get().kind == "status"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_truncate(nurse: AbstractBaseUser) -> None:
    _record(nurse)

    connection.check_constraints()  # PostgreSQL truncates nothing that waits for a check
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute("TRUNCATE intake_auditevent")


def test_a_queryset_cannot_change_or_remove_either(nurse: AbstractBaseUser) -> None:
    _record(nurse)

    for change in (AuditEvent.objects.all().delete, lambda: AuditEvent.objects.update(kind="listed")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_missing_triggers_are_named() -> None:
    assert audit_triggers.missing(connection) == set()

    audit_triggers.remove(connection)
    assert {"intake_auditevent_no_change", "intake_auditevent_no_update"} & audit_triggers.missing(connection)


@pytest.mark.django_db(transaction=True)
def test_threads_that_write_at_once_make_one_unbroken_chain(nurse: AbstractBaseUser) -> None:
    start = threading.Barrier(8)

    def write() -> None:
        start.wait()
        for _ in range(25):
            _record(nurse)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (prove().count, prove().fault) == (200, "")


def test_the_auditor_finds_the_events_of_a_request(
    client: Client, nurse: AbstractBaseUser, submission: Submission
) -> None:
    other = receive(Kind.CALLBACK, {"name": "Kim"}, now=NOW)
    _record(nurse, submission, after="claimed")
    _record(nurse, other)
    sign_in(client, nurse)

    page = client.get(LIST, {"q": submission.reference.lower().replace("-", " ")}).content.decode()
    assert submission.reference in page
    assert other.reference not in page
    assert "after: claimed" in page


@pytest.mark.parametrize(("kind", "shown"), [("status", True), ("purged", False)])
def test_the_auditor_filters_by_kind_person_and_day(
    client: Client, nurse: AbstractBaseUser, submission: Submission, kind: str, shown: bool
) -> None:
    _record(nurse, submission)
    sign_in(client, nurse)

    day = {"at__gte": "2026-11-23 00:00+00:00", "at__lt": "2026-11-24 00:00+00:00"}
    page = client.get(LIST, {"kind__exact": kind, "actor__id__exact": nurse.pk} | day).content.decode()
    assert (submission.reference in page) == shown
