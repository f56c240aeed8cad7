"""Staff who send a mail again are in the audit trail, with the mail and nothing that anyone wrote."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

from intake.enums import AuditKind, OutboxState
from intake.mail import outbox, resending
from intake.models import AuditEvent, OutboxMessage, Submission
from tests.intake.workbench import request_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
OUTBOX = "/admin/intake/outboxmessage/"
HOUR = dt.timedelta(hours=1)


def _failed() -> Submission:
    submission = request_of("Sam")
    OutboxMessage.objects.update(state=OutboxState.DEAD, next_at=timezone.now() + HOUR)
    return submission


def _events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind=AuditKind.RESENT).order_by("pk"))


@pytest.mark.parametrize("action", ["send_now", "try_again"])
def test_who_sends_which_mail_again_is_in_the_audit_trail(
    client: Client, nurse: AbstractBaseUser, action: str
) -> None:
    submission = _failed()
    message = submission.outbox_messages.get()

    sign_in(client, nurse).post(OUTBOX, {"action": action, "_selected_action": [message.pk]})

    [event] = _events()
    assert (event.actor, event.submission) == (nurse, submission)
    assert event.detail == {"mail": "new_request"}


@pytest.mark.parametrize("action", ["send_now", "try_again"])
def test_nothing_is_recorded_for_a_mail_that_was_sent_already(
    client: Client, nurse: AbstractBaseUser, action: str
) -> None:
    message = _failed().outbox_messages.get()
    OutboxMessage.objects.update(state=OutboxState.SENT, sent_at=timezone.now())

    sign_in(client, nurse).post(OUTBOX, {"action": action, "_selected_action": [message.pk]})

    assert _events() == []


def test_mails_about_a_day_or_an_account_are_named_by_it(nurse: AbstractBaseUser) -> None:
    now = timezone.now()
    outbox.enqueue_digest(dt.date(2026, 12, 1), now)
    outbox.enqueue_openings(nurse, now)
    OutboxMessage.objects.update(state=OutboxState.DEAD)

    assert resending.retry(OutboxMessage.objects.all(), actor=nurse, now=now) == 2
    found = [(event.submission, event.detail) for event in _events()]
    assert sorted(found, key=str) == sorted(
        [
            (None, {"mail": "digest", "day": "2026-12-01"}),
            (None, {"mail": "openings", "account": nurse.pk}),
        ],
        key=str,
    )


def test_a_mail_that_a_worker_is_sending_is_left_alone(nurse: AbstractBaseUser) -> None:
    request_of("Sam")
    now = timezone.now()
    assert outbox.claim(uuid.uuid4(), now)

    assert resending.send_now(OutboxMessage.objects.all(), actor=nurse, now=now) == 0
    assert _events() == []


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.DEAD])
def test_send_now_makes_a_message_ready_at_once(nurse: AbstractBaseUser, state: OutboxState) -> None:
    now = timezone.now()
    request_of("Sam")
    OutboxMessage.objects.update(state=state, next_at=now + HOUR, attempts=3)

    assert resending.send_now(OutboxMessage.objects.all(), actor=nurse, now=now) == 1
    message = OutboxMessage.objects.get()
    assert (message.state, message.next_at) == (OutboxState.WAITING, now)
    assert message.attempts == (0 if state == OutboxState.DEAD else 3)
