"""A message that is no longer right when its turn comes is not sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.test import override_settings
from pytest_django import Settings

from intake.enums import AttemptResult, Channel, OutboxKind, Outcome, Status
from intake.mail import outbox, webhook
from intake.models import OutboxMessage, Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.requests.amending import amend
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.claiming import assign, claim
from intake.services.triage.closing import Ending, close
from tests.intake.workbench import HOUR, MONDAY, desk, request_of

pytestmark = pytest.mark.django_db
ME = uuid.uuid4()
LATER = MONDAY + 2 * HOUR


def _fail(at: dt.datetime) -> None:
    """Try to deliver everything while the mail server is down."""
    with override_settings(EMAIL_BACKEND="no.such.backend"):
        while message := outbox.claim(ME, at):
            outbox.deliver(message, at)


def _subjects(at: dt.datetime = LATER) -> list[str]:
    """Deliver everything; return the subjects, each without its reference."""
    while message := outbox.claim(ME, at):
        outbox.deliver(message, at)
    subjects = [each.subject.partition(":")[0] for each in mail.outbox]
    mail.outbox.clear()
    return subjects


@pytest.fixture
def announced() -> Submission:
    """Return a request that staff have heard of, whose patient asked for no confirmation."""
    submission = request_of()
    assert _subjects(MONDAY) == ["A new request is waiting"]
    return submission


def test_please_stop_is_not_sent_about_a_request_that_is_open_again(announced: Submission) -> None:
    withdraw(announced, MONDAY)
    _fail(MONDAY)
    take_back(announced, MONDAY)

    assert _subjects() == ["A request is open again"]
    assert not OutboxMessage.objects.exclude(sent_at__isnull=False).exists()


def test_open_again_is_not_sent_about_a_request_that_is_withdrawn_again(announced: Submission) -> None:
    withdraw(announced, MONDAY)
    take_back(announced, MONDAY)
    withdraw(announced, MONDAY)

    assert _subjects() == ["Please stop"]


def _promised(submission: Submission, actor: AbstractBaseUser, at: dt.datetime) -> None:
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
    record_attempt(submission, attempt, actor=actor, now=MONDAY)


@pytest.mark.parametrize("result", [AttemptResult.REACHED, AttemptResult.NO_ANSWER])
def test_reminders_are_not_sent_after_the_call_was_made(
    announced: Submission, nurse: AbstractBaseUser, result: AttemptResult
) -> None:
    _promised(announced, nurse, MONDAY + HOUR / 2)
    remind_of_call_backs(MONDAY + HOUR)
    _fail(MONDAY + HOUR)
    record_attempt(announced, Attempt(result, Channel.PHONE), actor=nurse, now=MONDAY + HOUR)

    assert _subjects() == []


def test_reminder_is_not_sent_after_a_later_call_was_promised(
    announced: Submission, nurse: AbstractBaseUser
) -> None:
    _promised(announced, nurse, MONDAY + HOUR / 2)
    remind_of_call_backs(MONDAY + HOUR)
    _promised(announced, nurse, LATER + HOUR)

    assert _subjects() == []


def test_reminders_are_sent_while_the_call_is_owed(announced: Submission, nurse: AbstractBaseUser) -> None:
    _promised(announced, nurse, MONDAY + HOUR / 2)
    remind_of_call_backs(MONDAY + HOUR)
    _fail(MONDAY + HOUR)

    assert sorted(_subjects()) == ["Call back now", "Late"]


@pytest.mark.parametrize("reached", [True, False])
def test_request_that_was_dealt_with_is_not_announced(nurse: AbstractBaseUser, *, reached: bool) -> None:
    submission = request_of()
    _fail(MONDAY)
    if reached:
        record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    else:
        close(submission, Ending(Status.SPAM, Outcome.ADVERT), actor=nurse, now=MONDAY)

    assert _subjects() == []


def test_withdrawn_request_is_neither_confirmed_nor_announced() -> None:
    submission = request_of(email="sam@example.com", confirm=True)
    amend(submission, {"voicemail": True, "wording": "change-2"}, MONDAY)
    withdraw(submission, MONDAY)

    assert _subjects() == ["Please stop"]


def test_assignment_is_not_announced_after_someone_else_took_over(
    announced: Submission, nurse: AbstractBaseUser
) -> None:
    colleague = desk()
    colleague.email = "desk@example.org"
    colleague.save()
    assign(announced, colleague, actor=nurse, now=MONDAY)
    claim(announced, actor=nurse, now=MONDAY, take_over_from=colleague.pk)

    assert _subjects() == []


def test_pager_is_not_called_about_a_request_that_was_dealt_with(
    announced: Submission, nurse: AbstractBaseUser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[OutboxMessage] = []
    monkeypatch.setattr(webhook, "call", called.append)
    settings.WEBHOOK_URL = "https://pager.example/"
    outbox.enqueue(OutboxKind.WEBHOOK, announced, MONDAY)
    record_attempt(announced, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)

    assert _subjects() == []
    assert called == []


@pytest.mark.parametrize("kind", [OutboxKind.DIGEST, OutboxKind.MENTIONED, OutboxKind.OPENINGS])
def test_what_happened_stays_right(kind: OutboxKind, person: Callable[..., AbstractBaseUser]) -> None:
    message = OutboxMessage(kind=kind, account=person("nia"), created_at=MONDAY, next_at=MONDAY)

    assert not outbox.is_outdated(message)
