"""The machine's clock is set back by an hour or a day, or jumps ahead by a day and back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from intake.enums import Kind, OutboxState
from intake.mail import outbox
from intake.models import OutboxMessage, Submission
from intake.services.requests.receive import receive
from intake.spam.form_timestamp import new_timestamp

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 42, 7, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WORKER = uuid.uuid4()


@pytest.mark.parametrize("jump", [-DAY, -HOUR, DAY])
def test_form_opened_before_the_jump_is_accepted_without_suspicion(
    client: Client, typed: Callable[..., dict[str, Any]], jump: dt.timedelta
) -> None:
    with time_machine.travel(NOW + jump, tick=False):
        answer = client.post(
            "/callback/",
            typed(stamp=new_timestamp(NOW - dt.timedelta(minutes=2))),
            HTTP_SEC_FETCH_SITE="same-origin",
        )
        receipt = client.get(answer.headers["Location"])

    assert (answer.status_code, receipt.status_code) == (303, 200)
    assert Submission.objects.get().quarantined is False


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_message_written_while_the_clock_was_ahead_is_sent_at_once(
    jump: dt.timedelta,
) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW + jump)

    with time_machine.travel(NOW, tick=False):
        call_command("worker", once=True)

    assert len(mail.outbox) == 1


def test_lease_from_a_clock_that_was_ahead_is_ignored() -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    assert outbox.claim(uuid.uuid4(), NOW + DAY)

    assert outbox.claim(WORKER, NOW + dt.timedelta(minutes=1)) is not None


def test_lease_is_respected_if_clocks_differ_slightly() -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    assert outbox.claim(uuid.uuid4(), NOW)

    assert outbox.claim(WORKER, NOW + dt.timedelta(minutes=1)) is None


@pytest.mark.parametrize("jump", [-DAY, -HOUR, DAY])
def test_postponed_message_is_retried_soon_after_the_jump(jump: dt.timedelta, settings: Any) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    settings.EMAIL_BACKEND = "tests.faults.no_such.Backend"
    outbox.deliver(outbox.claim(WORKER, NOW), NOW)

    later = NOW + jump + outbox.LONGEST_WAIT
    again = outbox.claim(WORKER, later)
    outbox.deliver(again, later)

    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (OutboxState.WAITING, 2)
    assert later < message.next_at <= later + outbox.LONGEST_WAIT
