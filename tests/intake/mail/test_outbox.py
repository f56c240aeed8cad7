from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.core import mail
from django.db import connections
from django.test import TransactionTestCase, override_settings

from intake.enums import Kind, OutboxKind, OutboxState, SuspectReason
from intake.mail import outbox
from intake.models import OutboxMessage
from intake.services.requests.receive import Flags, receive
from intake.services.requests.withdrawing import take_back, withdraw

NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
ME, OTHER = uuid.uuid4(), uuid.uuid4()
BROKEN = override_settings(EMAIL_BACKEND="no.such.backend")


@pytest.fixture
def message(db: None) -> OutboxMessage:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    return OutboxMessage.objects.get()


def test_a_claimed_message_cannot_be_claimed_again(message: OutboxMessage) -> None:
    assert outbox.claim(ME, NOW) == message
    assert outbox.claim(OTHER, NOW) is None


def test_an_expired_lease_frees_the_message(message: OutboxMessage) -> None:
    outbox.claim(ME, NOW)

    assert outbox.claim(OTHER, NOW + outbox.LEASE) == message


def test_a_delivered_message_is_done(message: OutboxMessage) -> None:
    assert outbox.deliver(outbox.claim(ME, NOW), NOW)

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (OutboxState.SENT, NOW)
    assert outbox.claim(ME, NOW + dt.timedelta(days=1)) is None


def test_a_failed_message_waits_and_stores_only_the_error_class(
    message: OutboxMessage,
) -> None:
    with BROKEN:
        assert not outbox.deliver(outbox.claim(ME, NOW), NOW)

    message.refresh_from_db()
    assert (message.state, message.last_error) == (OutboxState.WAITING, "ModuleNotFoundError")
    assert NOW < message.next_at <= NOW + outbox.FIRST_WAIT


def test_a_waiting_message_is_retried_when_it_is_due(message: OutboxMessage) -> None:
    with BROKEN:
        outbox.deliver(outbox.claim(ME, NOW), NOW)

    assert outbox.claim(ME, NOW) is None
    assert outbox.claim(ME, NOW + outbox.FIRST_WAIT) == message


def test_flood_of_possible_spam_does_not_delay_the_mail_about_a_person(db: None) -> None:
    flags = Flags(suspicions=(SuspectReason.EVERYWHERE,))
    for number in range(5):
        receive(Kind.CALLBACK, {"name": f"Bot {number}"}, flags, now=NOW)
    person = receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    outbox.enqueue_digest(NOW.date(), NOW)

    claimed = [outbox.claim(ME, NOW) for _ in range(7)]
    assert {each.submission for each in claimed[:2]} == {person, None}
    assert all(each.submission.quarantined for each in claimed[2:])


def _subjects() -> list[str]:
    """Deliver everything an hour later; return the subjects, each without its reference."""
    later = NOW + dt.timedelta(hours=1)
    while claimed := outbox.claim(ME, later):
        outbox.deliver(claimed, later)
    return [each.subject.partition(":")[0] for each in mail.outbox]


def test_a_canceled_request_is_not_announced_after_its_cancellation(message: OutboxMessage) -> None:
    with BROKEN:
        outbox.deliver(outbox.claim(ME, NOW), NOW)
    for kind in (OutboxKind.ASKED_AGAIN, OutboxKind.CALL_BACK_DUE, OutboxKind.CALL_BACK_LATE):
        outbox.enqueue(kind, message.submission, NOW)
    outbox.enqueue(OutboxKind.WEBHOOK, message.submission, NOW)

    withdraw(message.submission, NOW)

    assert _subjects() == ["Please stop"]
    assert [each.kind for each in OutboxMessage.objects.all()] == [OutboxKind.WITHDRAWN]


def test_a_canceled_request_that_is_put_back_is_announced_after_all(message: OutboxMessage) -> None:
    withdraw(message.submission, NOW)
    take_back(message.submission, NOW)

    assert "A new request is waiting" in _subjects()


def test_a_request_is_announced_once_if_it_was_before_its_cancellation(message: OutboxMessage) -> None:
    outbox.deliver(outbox.claim(ME, NOW), NOW)
    withdraw(message.submission, NOW)
    take_back(message.submission, NOW)

    assert _subjects().count("A new request is waiting") == 1


def _failed_for_seven_days() -> dt.datetime:
    with BROKEN:
        outbox.deliver(outbox.claim(ME, NOW), NOW)
        late = NOW + outbox.GIVE_UP_AFTER
        outbox.deliver(outbox.claim(ME, late), late)
    return late


def test_a_message_fails_permanently_seven_days_after_the_first_failure(message: OutboxMessage) -> None:
    _failed_for_seven_days()

    message.refresh_from_db()
    assert message.state == OutboxState.DEAD


def test_a_message_not_tried_for_a_week_is_still_retried_for_seven_days(message: OutboxMessage) -> None:
    late = NOW + outbox.GIVE_UP_AFTER * 2
    with BROKEN:
        outbox.deliver(outbox.claim(ME, late), late)

    message.refresh_from_db()
    assert message.state == OutboxState.WAITING


def test_a_failed_message_can_be_retried_for_seven_more_days(message: OutboxMessage) -> None:
    late = _failed_for_seven_days()

    assert outbox.revive(OutboxMessage.objects.all(), late) == 1
    with BROKEN:
        outbox.deliver(outbox.claim(ME, late), late)
    message.refresh_from_db()
    assert message.state == OutboxState.WAITING


def test_the_wait_starts_when_a_slow_server_has_failed(message: OutboxMessage) -> None:
    failed = NOW + dt.timedelta(seconds=20)
    with BROKEN:
        outbox.deliver(outbox.claim(ME, NOW), NOW, clock=lambda: failed)

    message.refresh_from_db()
    assert message.next_at > failed


def test_a_worker_that_lost_its_lease_does_not_change_the_result(message: OutboxMessage) -> None:
    slow = outbox.claim(ME, NOW)
    later = NOW + outbox.LEASE
    outbox.deliver(outbox.claim(OTHER, later), later)

    with BROKEN:
        outbox.deliver(slow, later)

    message.refresh_from_db()
    assert message.state == OutboxState.SENT


def test_a_slow_attempt_does_not_undo_a_later_attempt_of_the_same_worker(message: OutboxMessage) -> None:
    slow = outbox.claim(ME, NOW)
    later = NOW + outbox.LEASE
    outbox.deliver(outbox.claim(ME, later), later)

    with BROKEN:
        outbox.deliver(slow, later)

    message.refresh_from_db()
    assert message.state == OutboxState.SENT


def test_a_lease_from_a_clock_that_was_ahead_frees_the_message(message: OutboxMessage) -> None:
    outbox.claim(ME, NOW)
    OutboxMessage.objects.update(lease_until=NOW + outbox.LEASE + dt.timedelta(days=30))

    assert outbox.claim(OTHER, NOW) == message


@pytest.mark.parametrize(
    ("ahead", "is_sent"),
    [
        (outbox.LONGEST_WAIT, False),  # as long as a message may wait for its next attempt
        (outbox.LONGEST_WAIT + dt.timedelta(seconds=1), True),
        (dt.timedelta(days=30), True),
    ],
)
def test_a_message_stored_by_a_clock_that_was_ahead_is_sent_at_once(
    message: OutboxMessage, ahead: dt.timedelta, is_sent: bool
) -> None:
    OutboxMessage.objects.update(next_at=NOW + ahead)

    assert (outbox.claim(ME, NOW) == message) is is_sent


def test_an_email_sent_twice_has_the_same_message_id(message: OutboxMessage) -> None:
    for moment in (NOW, NOW + outbox.LEASE):
        claimed = outbox.claim(ME, moment)
        outbox.notifications.compose(claimed).send()

    first, second = mail.outbox
    assert (
        first.message()["Message-ID"]
        == second.message()["Message-ID"]
        == (f"<{message.pk}.20261123150000@testserver>")
    )


@pytest.mark.parametrize(("attempt", "longest"), [(1, 10), (2, 20), (5, 160), (8, 600), (400, 600)])
def test_waits_double_up_to_ten_minutes(attempt: int, longest: int) -> None:
    assert outbox.wait_before(attempt, 1.0) == dt.timedelta(seconds=longest)
    assert outbox.wait_before(attempt, 0.0) == dt.timedelta(seconds=longest) / 5


class TestParallelClaims(TransactionTestCase):
    def test_eight_workers_send_each_of_thirty_messages_once(self) -> None:
        for number in range(30):
            receive(Kind.CALLBACK, {"name": f"Sam {number}"}, now=NOW)

        def work() -> None:
            me = uuid.uuid4()
            try:
                while message := outbox.claim(me, NOW):
                    outbox.deliver(message, NOW)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        subjects = [message.subject for message in mail.outbox]
        assert (len(subjects), len(set(subjects))) == (30, 30)
