from __future__ import annotations

import datetime as dt
import json
import threading
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, models
from django.test import TransactionTestCase

from intake.enums import Kind, OutboxKind, Status, SuspectReason
from intake.mail import outbox
from intake.models import OutboxMessage, Submission
from intake.models.answers import unseal
from intake.services.requests import receive as receiving
from intake.services.requests.receive import receive
from intake.services.triage.transitions import SameRequestIsOpen, locked_for_update
from intake.spam.limits import RateCounter
from tests.intake.workbench import set_status

ANSWERS: dict[str, Any] = {"name": "Sam of Nowhere", "message": "Grüße und Küsse"}
MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)  # 10 in the morning in New Jersey


@pytest.mark.django_db
def test_a_request_is_stored_with_a_notification_to_staff() -> None:
    submission = receive(Kind.CALLBACK, ANSWERS)

    assert OutboxMessage.objects.get().submission == submission


@pytest.mark.django_db
def test_sealed_answers_open_unchanged() -> None:
    assert unseal(receive(Kind.CALLBACK, ANSWERS)) == ANSWERS


@pytest.mark.django_db
def test_the_deadline_is_stored_with_the_request() -> None:
    submission = receive(Kind.CALLBACK, ANSWERS, now=MONDAY)

    assert submission.due_at == dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_every_value_of_a_request_and_its_notification_is_stored() -> None:
    flags = receiving.Flags((SuspectReason.LINKS,), read_first=True)
    submission = receive(Kind.CALLBACK, ANSWERS, flags, secret_hash="a" * 64, now=MONDAY)
    message = outbox.enqueue(OutboxKind.CHANGED, submission, MONDAY)

    for row in (submission, message):
        stored = type(row).objects.get(pk=row.pk)
        assert _values(stored) == _values(row)


def _values(row: models.Model) -> dict[str, object]:
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}


@pytest.mark.django_db
def test_identical_answers_are_one_request() -> None:
    first, second = receive(Kind.CALLBACK, ANSWERS), receive(Kind.CALLBACK, dict(reversed(ANSWERS.items())))

    assert first == second
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_different_answers_are_another_request() -> None:
    assert receive(Kind.CALLBACK, ANSWERS) != receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"})


@pytest.mark.django_db
def test_identical_answers_of_another_kind_are_another_request() -> None:
    assert receive(Kind.CALLBACK, ANSWERS) != receive(Kind.CONSULTATION, ANSWERS)


@pytest.mark.django_db
def test_identical_answers_after_closing_are_a_new_request() -> None:
    first = receive(Kind.CALLBACK, ANSWERS)
    set_status(first, Status.SCHEDULED)

    assert receive(Kind.CALLBACK, ANSWERS) != first


@pytest.mark.django_db
def test_identical_answers_match_only_the_open_request() -> None:
    set_status(receive(Kind.CALLBACK, ANSWERS), Status.SCHEDULED)
    second = receive(Kind.CALLBACK, ANSWERS)

    assert receive(Kind.CALLBACK, ANSWERS) == second


@pytest.mark.django_db
def test_sending_again_within_an_hour_notifies_staff_once() -> None:
    receive(Kind.CALLBACK, ANSWERS, now=MONDAY)
    receive(Kind.CALLBACK, ANSWERS, now=MONDAY + dt.timedelta(minutes=59))

    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_sending_again_later_notifies_staff_once_an_hour() -> None:
    first = receive(Kind.CALLBACK, ANSWERS, now=MONDAY)
    for hours in (1, 1.5, 26):
        again = receive(Kind.CALLBACK, ANSWERS, now=MONDAY + dt.timedelta(hours=hours))

    assert (again, Submission.objects.count()) == (first, 1)
    message = OutboxMessage.objects.get(kind=OutboxKind.ASKED_AGAIN)
    assert message.created_at == MONDAY + dt.timedelta(hours=26)


@pytest.mark.django_db
def test_a_closed_request_is_not_reopened_while_an_identical_one_is_open() -> None:
    first = receive(Kind.CALLBACK, ANSWERS)
    set_status(first, Status.SCHEDULED)
    receive(Kind.CALLBACK, ANSWERS)

    with pytest.raises(SameRequestIsOpen), locked_for_update(first) as row:
        row.status = Status.NEW


@pytest.mark.django_db
def test_a_reference_that_exists_already_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    references = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr(receiving, "new_reference", lambda: next(references))
    receive(Kind.CALLBACK, ANSWERS)

    assert receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"}).reference == "BBBB-BBBB"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_without_the_notification_to_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(outbox, "enqueue", broken)

    with pytest.raises(IntegrityError):
        receive(Kind.CALLBACK, ANSWERS)
    assert Submission.objects.count() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL undoes only the savepoint")
@pytest.mark.django_db(transaction=True)
def test_a_request_that_sqlite_undoes_while_counting_is_not_acknowledged() -> None:
    undo = "BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER full_disk BEFORE INSERT ON intake_ratecount {undo}")
    try:
        with pytest.raises(DatabaseError):
            receive(Kind.CALLBACK, ANSWERS, counters=[RateCounter("request", "a", dt.timedelta(hours=1))])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER full_disk")

    assert Submission.objects.count() == 0


@pytest.mark.django_db
def test_a_stored_row_contains_no_plaintext() -> None:
    submission = receive(Kind.CALLBACK, ANSWERS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_submission")
        row = json.dumps(cursor.fetchall(), default=str, ensure_ascii=False)
    assert submission.reference in row
    assert not any(word in row for word in ("Sam of", "Grüße"))


class TestParallelReceiving(TransactionTestCase):
    def test_twenty_simultaneous_submissions_store_one_request(self) -> None:
        barrier = threading.Barrier(20)
        references: list[str] = []

        def send() -> None:
            barrier.wait()
            try:
                references.append(receive(Kind.CALLBACK, ANSWERS).reference)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert (len(references), len(set(references))) == (20, 1)
        assert (Submission.objects.count(), OutboxMessage.objects.count()) == (1, 1)
