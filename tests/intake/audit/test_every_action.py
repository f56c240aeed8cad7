"""Whatever staff do with a request is in the audit trail, and colleagues who have it open hear of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, AuditKind, Channel, Outcome, Status
from intake.models import AuditEvent, Submission
from intake.models.audit_event import READING
from intake.services.access.viewers import last_event, saved_since
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.triage.claiming import claim, hand_back_stale
from intake.services.triage.closing import Ending, close
from intake.services.triage.deletion import ask_to_delete
from intake.services.triage.linking import link
from intake.staff.requests.request_actions import ACTS
from tests.intake.workbench import DAY, HOUR, MONDAY, desk, do, request_of, set_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
_Prepare = Callable[[Submission, AbstractBaseUser], dict[str, str] | None]


def _nothing(_row: Submission, _nurse: AbstractBaseUser) -> None:
    """Leave the request as it arrived."""


def _typed(**fields: str) -> _Prepare:
    return lambda _row, _nurse: fields


def _closed(row: Submission, nurse: AbstractBaseUser) -> None:
    close(row, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY - DAY)


def _to_assign(_row: Submission, _nurse: AbstractBaseUser) -> dict[str, str]:
    return {"to": str(desk("ana").pk)}


def _claimed(row: Submission, nurse: AbstractBaseUser) -> None:
    claim(row, actor=nurse, now=MONDAY - HOUR)


def _arranged(row: Submission, _nurse: AbstractBaseUser) -> dict[str, str]:
    set_status(row, Status.REACHED)
    return {"at": "2026-12-01T10:00"}


def _waiting(row: Submission, nurse: AbstractBaseUser) -> None:
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE)
    record_attempt(row, attempt, actor=nurse, now=MONDAY - HOUR / 2)


def _pinned(row: Submission, _nurse: AbstractBaseUser) -> dict[str, str]:
    Submission.objects.filter(pk=row.pk).update(read_first=True)
    return {"text": "Called the crisis team."}


def _suspect(row: Submission, _nurse: AbstractBaseUser) -> None:
    Submission.objects.filter(pk=row.pk).update(quarantined=True)


def _other(_row: Submission, _nurse: AbstractBaseUser) -> dict[str, str]:
    return {"other": request_of("Kim", at=MONDAY - DAY).reference}


def _linked(row: Submission, nurse: AbstractBaseUser) -> dict[str, str]:
    other = request_of("Kim", at=MONDAY - DAY)
    link(row, other, actor=nurse, now=MONDAY)
    return {"other": other.reference}


def _asked_to_delete(row: Submission, nurse: AbstractBaseUser) -> None:
    _closed(row, nurse)
    ask_to_delete(row, "mistake", actor=desk("ana"), now=MONDAY)


def _just_saved(_row: Submission, _nurse: AbstractBaseUser) -> dict[str, str]:
    return {"first": "attempt"}


PREPARED: dict[str, _Prepare] = {
    "claim": _nothing,
    "assign": _to_assign,
    "release": _claimed,
    "attempt": _typed(result="no_answer", channel="phone"),
    "override": _typed(rule="channel", reason="She asked us to."),
    "note": _typed(text="She likes tea."),
    "close": _typed(ending="spam:test"),
    "appointment": _arranged,
    "reopen": _closed,
    "resume": _waiting,
    "read-first": _pinned,
    "not-spam": _suspect,
    "spam": _suspect,
    "link": _other,
    "unlink": _linked,
    "hold": _typed(text="A letter from court.", held="1"),
    "ask-to-delete": lambda row, nurse: _closed(row, nurse) or {"reason": "mistake"},
    "delete": _asked_to_delete,
    "keep": _asked_to_delete,
    "undo": _just_saved,
}


def test_every_action_is_prepared() -> None:
    assert set(ACTS) - set(PREPARED) == set(), "say in PREPARED how it is done, so that its record is tested"
    assert set(PREPARED) - set(ACTS) == set(), "there is no such action"


@pytest.mark.parametrize("word", PREPARED)
def test_action_is_on_record_with_its_author(staff: Client, nurse: AbstractBaseUser, word: str) -> None:
    submission = request_of(at=MONDAY - 2 * DAY)
    typed = PREPARED[word](submission, nurse) or {}
    if typed.pop("first", ""):
        do(staff, submission, "attempt", result="no_answer", channel="phone")
    before = last_event(submission)

    answer = do(staff, submission, word, **typed)

    assert answer.status_code == 302
    done = AuditEvent.objects.filter(submission=submission, pk__gt=before, actor=nurse)
    assert done.exclude(kind__in=READING).exists()
    assert saved_since(submission, desk("colleague"), before) == ["nurse"]


def test_return_of_a_stale_claim_is_on_record(nurse: AbstractBaseUser) -> None:
    submission = request_of(at=MONDAY - 2 * DAY)
    claim(submission, actor=nurse, now=MONDAY - DAY)
    submission = set_status(submission, Status.ATTEMPTING)
    before = last_event(submission)

    assert hand_back_stale(MONDAY + DAY) == 1
    event = AuditEvent.objects.get(submission=submission, pk__gt=before)
    assert (event.kind, event.actor) == (AuditKind.RELEASED, None)


def test_an_attempt_is_in_the_trail_with_its_result(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    attempt = Attempt(AttemptResult.VOICEMAIL, Channel.PHONE, reason="It was on already.")
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)

    event = AuditEvent.objects.get(kind=AuditKind.ATTEMPT)
    assert (event.submission, event.actor, event.detail) == (submission, nurse, {"result": "voicemail"})
    assert AuditEvent.objects.get(kind=AuditKind.OVERRIDE).detail == {"rules": ["voicemail"]}
