from __future__ import annotations

import datetime as dt
import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.test import TransactionTestCase

from intake import outbox
from intake.enums import Kind, OutboxKind, Status
from intake.models import OutboxMessage, Submission
from intake.opening import unseal
from intake.services import receive as receiving
from intake.services.receive import receive
from intake.services.triage import SameRequestIsOpen, set_status

ANSWERS: dict[str, Any] = {"name": "Sam of Nowhere", "message": "Grüße und Küsse"}
MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)  # 10 in the morning in New Jersey


@pytest.mark.django_db
def test_a_request_is_stored_with_its_message_to_staff() -> None:
    submission = receive(Kind.CALLBACK, ANSWERS)

    assert OutboxMessage.objects.get().submission == submission


@pytest.mark.django_db
def test_the_answers_open_as_they_were_given() -> None:
    assert unseal(receive(Kind.CALLBACK, ANSWERS)) == ANSWERS


@pytest.mark.django_db
def test_the_deadline_is_stored_with_the_request() -> None:
    submission = receive(Kind.CALLBACK, ANSWERS, now=MONDAY)

    assert submission.due_at == dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_the_same_words_are_the_same_request() -> None:
    first, second = receive(Kind.CALLBACK, ANSWERS), receive(Kind.CALLBACK, dict(reversed(ANSWERS.items())))

    assert first == second
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_other_words_are_another_request() -> None:
    assert receive(Kind.CALLBACK, ANSWERS) != receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"})


@pytest.mark.django_db
def test_the_same_words_for_another_kind_are_another_request() -> None:
    assert receive(Kind.CALLBACK, ANSWERS) != receive(Kind.CONSULTATION, ANSWERS)


@pytest.mark.django_db
def test_the_same_words_after_closing_are_a_new_request() -> None:
    first = receive(Kind.CALLBACK, ANSWERS)
    set_status(first, Status.SCHEDULED)

    assert receive(Kind.CALLBACK, ANSWERS) != first


@pytest.mark.django_db
def test_after_closing_only_the_open_twin_is_found() -> None:
    set_status(receive(Kind.CALLBACK, ANSWERS), Status.SCHEDULED)
    second = receive(Kind.CALLBACK, ANSWERS)

    assert receive(Kind.CALLBACK, ANSWERS) == second


@pytest.mark.django_db
def test_asking_again_within_the_hour_tells_nobody_twice() -> None:
    receive(Kind.CALLBACK, ANSWERS, now=MONDAY)
    receive(Kind.CALLBACK, ANSWERS, now=MONDAY + dt.timedelta(minutes=59))

    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_asking_again_later_tells_staff_once_an_hour() -> None:
    first = receive(Kind.CALLBACK, ANSWERS, now=MONDAY)
    for hours in (1, 1.5, 26):
        again = receive(Kind.CALLBACK, ANSWERS, now=MONDAY + dt.timedelta(hours=hours))

    assert (again, Submission.objects.count()) == (first, 1)
    message = OutboxMessage.objects.get(kind=OutboxKind.ASKED_AGAIN)
    assert message.created_at == MONDAY + dt.timedelta(hours=26)


@pytest.mark.django_db
def test_a_closed_request_is_not_reopened_beside_its_twin() -> None:
    first = receive(Kind.CALLBACK, ANSWERS)
    set_status(first, Status.SCHEDULED)
    receive(Kind.CALLBACK, ANSWERS)

    with pytest.raises(SameRequestIsOpen):
        set_status(first, Status.NEW)


@pytest.mark.django_db
def test_a_reference_that_is_taken_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    references = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr(receiving, "new_reference", lambda: next(references))
    receive(Kind.CALLBACK, ANSWERS)

    assert receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"}).reference == "BBBB-BBBB"


@pytest.mark.django_db(transaction=True)
def test_without_its_message_to_staff_nothing_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(outbox, "enqueue", broken)

    with pytest.raises(IntegrityError):
        receive(Kind.CALLBACK, ANSWERS)
    assert Submission.objects.count() == 0


@pytest.mark.django_db
def test_the_row_holds_nothing_readable() -> None:
    submission = receive(Kind.CALLBACK, ANSWERS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_submission")
        row = json.dumps(cursor.fetchall(), default=str, ensure_ascii=False)
    assert submission.reference in row
    assert not any(word in row for word in ("Sam of", "Grüße"))


class TestParallelReceiving(TransactionTestCase):
    def test_twenty_at_once_store_one_request(self) -> None:
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
