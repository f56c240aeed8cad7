"""Expired rows other than requests."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from intake.enums import Kind, OutboxKind, OutboxState
from intake.mail import outbox
from intake.models import Note, OutboxMessage, Submission
from intake.services.jobs import cleaning
from intake.services.requests import drafting
from intake.services.requests.receive import receive
from intake.services.triage.notes import write_note

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def sent() -> OutboxMessage:
    receive(Kind.CALLBACK, {"name": "Sam"})
    OutboxMessage.objects.update(state=OutboxState.SENT, sent_at=timezone.now())
    return OutboxMessage.objects.get()


@override_settings(KEEP_OUTBOX_DAYS=7)
@pytest.mark.parametrize(("later", "left"), [(6 * DAY, 1), (8 * DAY, 0)])
def test_sent_message_is_deleted_after_a_time(sent: OutboxMessage, later: dt.timedelta, left: int) -> None:
    cleaning.clear_all(timezone.now() + later)

    assert OutboxMessage.objects.count() == left


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.DEAD])
def test_unsent_message_is_kept(sent: OutboxMessage, state: OutboxState) -> None:
    OutboxMessage.objects.update(state=state)
    cleaning.clear_all(timezone.now() + 400 * DAY)

    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(("later", "left"), [(DAY / 2, 1), (2 * DAY, 0)])
def test_confirmation_that_was_refused_is_deleted_after_a_day(
    sent: OutboxMessage, later: dt.timedelta, left: int
) -> None:
    OutboxMessage.objects.update(
        kind=OutboxKind.CONFIRMATION, state=OutboxState.DEAD, next_at=timezone.now(), sent_at=None
    )
    cleaning.clear_all(timezone.now() + later)

    assert OutboxMessage.objects.count() == left


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.DEAD])
def test_message_of_a_request_on_legal_hold_is_kept_until_the_hold_is_lifted(
    sent: OutboxMessage, state: OutboxState
) -> None:
    now = timezone.now()
    OutboxMessage.objects.update(kind=OutboxKind.CONFIRMATION, state=state, next_at=now)
    Submission.objects.update(legal_hold=True)
    cleaning.clear_all(now + 400 * DAY)
    assert OutboxMessage.objects.count() == 1

    Submission.objects.update(legal_hold=False)
    cleaning.clear_all(now + 400 * DAY)
    assert OutboxMessage.objects.count() == 0


@override_settings(KEEP_OUTBOX_DAYS=7)
def test_sent_message_about_no_request_is_deleted_after_a_time() -> None:
    now = timezone.now()
    outbox.enqueue_digest(now.date(), now)
    OutboxMessage.objects.update(state=OutboxState.SENT, sent_at=now)
    cleaning.clear_all(now + 8 * DAY)

    assert OutboxMessage.objects.count() == 0


def test_note_that_was_written_after_the_answers_were_destroyed_is_deleted(nurse: AbstractBaseUser) -> None:
    purged, closed = (receive(Kind.CALLBACK, {"name": name}) for name in ("Sam", "Kim"))
    for submission in (purged, closed):
        write_note(submission, "She moved to Ohio.", author=nurse, now=timezone.now())
    Submission.objects.filter(pk=purged.pk).update(purged_at=timezone.now(), sealed="")

    cleaning.clear_all(timezone.now())

    assert [note.submission for note in Note.objects.all()] == [closed]


def test_counting_deletes_nothing() -> None:
    now = timezone.now()
    drafting.start(now)
    counted = {str(each.name): each.count(now + 2 * DAY) for each in cleaning.cleanups()}

    assert counted["drafts"] == 1
    assert drafting.expired(now + 2 * DAY).exists()


def test_worker_deletes_expired_sessions_and_drafts() -> None:
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - DAY)
    drafting.start(timezone.now() - 2 * DAY)

    call_command("worker", once=True)

    assert not Session.objects.exists()
    assert not drafting.expired(timezone.now()).exists()
