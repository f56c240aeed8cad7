"""What the audit trail records, and that it can't be changed afterward."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from intake.audit import trail
from intake.audit.verification import verify
from intake.crypto.sealing import SealingError
from intake.enums import AuditKind, Kind, Status
from intake.models import AuditEvent, Submission
from intake.services.requests.receive import receive
from intake.services.requests.status import readers_of
from intake.triggers import audit_triggers
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
LIST = "/admin/intake/auditevent/"


@pytest.fixture
def submission(db: None) -> Submission:
    return receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)


def _record(nurse: AbstractBaseUser, submission: Submission | None = None, **detail: object) -> AuditEvent:
    return trail.record(AuditKind.STATUS, actor=nurse, submission=submission, now=NOW, **detail)


def test_an_event_records_who_did_what_to_which_request(
    nurse: AbstractBaseUser, submission: Submission
) -> None:
    _record(nurse, submission, before=Status.NEW, after=Status.CLAIMED)

    event = AuditEvent.objects.get()
    assert (event.actor, event.kind, event.submission, event.at) == (nurse, "status", submission, NOW)
    assert event.detail == {"before": "new", "after": "claimed"}


def test_events_are_numbered_and_link_to_the_previous_one(nurse: AbstractBaseUser) -> None:
    first, second = _record(nurse), _record(nurse)

    assert (first.pk, second.pk) == (1, 2)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)


def test_an_event_of_the_system_has_no_actor(submission: Submission) -> None:
    assert trail.record(AuditKind.PURGED, actor=None, submission=submission, now=NOW).actor is None


@pytest.mark.parametrize(
    "typed", ["she cannot sleep", "Zoë", "a\nb", "x" * 81, {"a": 1}, 1.5, ["ok", "not ok"]]
)
def test_typed_text_is_rejected(nurse: AbstractBaseUser, typed: object) -> None:
    with pytest.raises(ValueError, match="why"):
        _record(nurse, why=typed)
    assert not AuditEvent.objects.exists()


def test_codes_numbers_and_lists_are_stored(nurse: AbstractBaseUser) -> None:
    detail = {
        "reason": "handed_over",
        "count": 3,
        "done": True,
        "until": None,
        "columns": ["status", "due_at"],
    }
    _record(nurse, **detail)

    assert AuditEvent.objects.get().detail == detail


def test_an_event_is_rolled_back_with_its_transaction(nurse: AbstractBaseUser) -> None:
    with transaction.atomic():
        _record(nurse)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_a_process_without_the_key_records_nothing(nurse: AbstractBaseUser) -> None:
    with override_settings(INDEX_KEY_FILE=None, AUDIT_KEY_FILE=None), pytest.raises(SealingError):
        _record(nurse)


def test_events_recorded_together_form_one_chain(nurse: AbstractBaseUser, submission: Submission) -> None:
    _record(nurse)
    trail.record_each(AuditKind.EXPORTED, [submission] * 3, actor=nurse, now=NOW, format="csv")

    assert (verify().count, verify().error) == (4, "")


def test_each_reader_is_counted_once_and_writers_are_not(
    nurse: AbstractBaseUser, submission: Submission
) -> None:
    trail.record_read(submission, nurse, NOW)
    trail.record(AuditKind.REVEALED, actor=nurse, submission=submission, now=NOW)
    assert readers_of(submission) == 1

    other = type(nurse).objects.create_user("other")
    trail.record(AuditKind.CLAIMED, actor=other, submission=submission, now=NOW)
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
def test_the_database_rejects_updates_and_deletes(nurse: AbstractBaseUser, statement: str) -> None:
    _record(nurse)

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEvent.objects.get().kind == "status"


def test_a_trail_restored_from_json_is_still_valid(nurse: AbstractBaseUser, submission: Submission) -> None:
    moment = NOW.replace(microsecond=123_456)
    trail.record(
        AuditKind.STATUS, actor=nurse, submission=submission, now=moment, after="claimed", list=["a"]
    )
    lines = serializers.serialize("jsonl", AuditEvent.objects.all(), use_natural_foreign_keys=True)
    audit_triggers.remove(connection)
    AuditEvent.objects.all()._raw_delete("default")

    for row in serializers.deserialize("jsonl", lines):
        row.save(force_insert=True)
    audit_triggers.install(connection)

    assert (verify().count, verify().error) == (1, "")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("number", [1, 99])
def test_the_database_rejects_insert_or_replace(nurse: AbstractBaseUser, number: int) -> None:
    _record(nurse)

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(
            "INSERT OR REPLACE INTO intake_auditevent (id, at, kind, detail, previous_hash, hash) "
            f"SELECT {number}, at, 'listed', detail, previous_hash, hash FROM intake_auditevent"
        )
    assert AuditEvent.objects.get().kind == "status"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_the_database_rejects_truncate(nurse: AbstractBaseUser) -> None:
    _record(nurse)

    connection.check_constraints()  # PostgreSQL doesn't truncate tables with pending constraint checks
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute("TRUNCATE intake_auditevent")


def test_a_queryset_cannot_update_or_delete(nurse: AbstractBaseUser) -> None:
    _record(nurse)

    for change in (AuditEvent.objects.all().delete, lambda: AuditEvent.objects.update(kind="listed")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_missing_triggers_are_named() -> None:
    assert audit_triggers.missing(connection) == set()

    audit_triggers.remove(connection)
    assert {"intake_auditevent_no_change", "intake_auditevent_no_update"} & audit_triggers.missing(connection)


@pytest.mark.django_db(transaction=True)
def test_concurrent_threads_write_one_unbroken_chain(nurse: AbstractBaseUser) -> None:
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

    assert (verify().count, verify().error) == (200, "")


def test_the_trail_can_be_searched_by_reference(
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
def test_the_trail_can_be_filtered_by_kind_actor_and_day(
    client: Client, nurse: AbstractBaseUser, submission: Submission, kind: str, shown: bool
) -> None:
    _record(nurse, submission)
    sign_in(client, nurse)

    day = {"at__gte": "2026-11-23 00:00+00:00", "at__lt": "2026-11-24 00:00+00:00"}
    page = client.get(LIST, {"kind__exact": kind, "actor__id__exact": nurse.pk} | day).content.decode()
    assert (submission.reference in page) == shown


def test_the_trail_names_the_accounts_in_its_details(client: Client, nurse: AbstractBaseUser) -> None:
    other = type(nurse).objects.create_user("olga")
    _record(nurse, to=other.pk)
    _record(nurse, people=[str(other.pk), "none"], count=other.pk)
    _record(nurse, account=999)
    sign_in(client, nurse)

    page = client.get(LIST).content.decode()
    assert f"to: {other.pk} (olga)" in page
    assert f"count: {other.pk}; people: {other.pk} (olga), none" in page
    assert "account: 999<" in page
