"""Receiving a request: one transaction stores it sealed, with the message that tells staff."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from intake import outbox
from intake.deadlines import due_at
from intake.enums import Kind, OutboxKind, Status, SuspectReason
from intake.keys import public_keys
from intake.models import Submission
from intake.references import new_reference
from intake.sealing import seal
from intake.services.content import canonical, content_key
from intake.services.hours import current_clinic

_TRIES = 5
_SAME_MOMENT = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Marks:
    """What was noticed about a request as it came in; none of it is a reason to refuse one."""

    suspicions: tuple[SuspectReason, ...] = ()
    read_first: bool = False
    canary: bool = False


def receive(
    kind: Kind, answers: Mapping[str, Any], marks: Marks = Marks(), *, now: dt.datetime | None = None
) -> Submission:
    """Store a request and return it; the same words while one is open return that one.

    `answers` are cleaned values that JSON can hold. The row and its outbox messages are written
    in one transaction: either all are there afterwards or none. One with suspicions is stored
    in quarantine, with its deadline. Somebody who sends the same words again after an hour, or
    after the promised time, is waiting: staff are told.
    Raises DatabaseError when nothing could be stored.
    """
    now = now or timezone.now()
    content = canonical(answers)
    key = content_key(kind, content)
    for _ in range(_TRIES - 1):
        # Nearly always there is no twin, and to look for one first costs almost as much as to store.
        try:
            return _store(_new(kind, content, key, marks, now), answers)
        except IntegrityError:  # a twin is open, or, by chance, the reference is taken
            if known := Submission.objects.still_open().filter(idempotency_key=key).first():
                return _ask_again(known, now)
    return _store(_new(kind, content, key, marks, now), answers)


def _ask_again(submission: Submission, now: dt.datetime) -> Submission:
    last_asked = submission.asked_again_at or submission.received_at
    if now - last_asked < _SAME_MOMENT and (submission.asked_again_at or not submission.is_overdue(now)):
        return submission
    submission.asked_again_at = now
    with transaction.atomic():
        submission.save(update_fields=["asked_again_at"])
        outbox.enqueue_anew(OutboxKind.ASKED_AGAIN, submission, now)
    return submission


def _new(kind: Kind, content: bytes, key: str, marks: Marks, now: dt.datetime) -> Submission:
    submission = Submission(
        id=uuid.uuid4(),
        reference=new_reference(),
        kind=kind,
        status=Status.NEW,
        received_at=now,
        due_at=due_at(now, current_clinic()),
        quarantined=bool(marks.suspicions),
        suspect_reasons=" ".join(sorted(marks.suspicions)),
        read_first=marks.read_first,
        canary=marks.canary,
        idempotency_key=key,
    )
    submission.sealed = seal(content, bound_to=submission.sealed_place, keys=public_keys())
    return submission


def _store(submission: Submission, answers: Mapping[str, Any]) -> Submission:
    with transaction.atomic():
        submission.save(force_insert=True)
        outbox.enqueue(OutboxKind.NEW_REQUEST, submission, submission.received_at)
        if answers.get("confirm"):
            outbox.enqueue(OutboxKind.CONFIRMATION, submission, submission.received_at)
    return submission
