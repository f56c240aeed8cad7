"""Receiving a request: one transaction stores it sealed, with the message that tells staff."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic_site import clinic
from intake import outbox
from intake.deadlines import due_at
from intake.enums import Kind, OutboxKind, Status
from intake.keys import public_keys
from intake.models import Submission
from intake.references import new_reference
from intake.sealing import seal

_TRIES = 5


def receive(kind: Kind, answers: Mapping[str, Any], *, now: dt.datetime | None = None) -> Submission:
    """Store a request and return it; the same words while one is open return that one.

    `answers` are cleaned values that JSON can hold. The row and its outbox message are written
    in one transaction: either both are there afterwards or neither.
    Raises DatabaseError when nothing could be stored.
    """
    now = now or timezone.now()
    content = canonical(answers)
    key = idempotency_key(kind, content)
    for _ in range(_TRIES - 1):
        try:
            return _store(kind, content, key, now)
        except IntegrityError:
            # Either this request is here already, or its random reference was taken.
            if known := Submission.objects.still_open().filter(idempotency_key=key).first():
                return known
    return _store(kind, content, key, now)


def canonical(answers: Mapping[str, Any]) -> bytes:
    """Return answers as JSON that is the same bytes for the same answers."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def idempotency_key(kind: Kind, content: bytes) -> str:
    """Return the keyed hash that makes the same words the same request."""
    return salted_hmac("intake.idempotency", f"{kind}:".encode() + content, algorithm="sha256").hexdigest()


def _store(kind: Kind, content: bytes, key: str, now: dt.datetime) -> Submission:
    submission = Submission(
        id=uuid.uuid4(),
        reference=new_reference(),
        kind=kind,
        status=Status.NEW,
        received_at=now,
        due_at=due_at(now, clinic.current()),
        idempotency_key=key,
    )
    submission.sealed = seal(content, bound_to=submission.sealed_place, keys=public_keys())
    with transaction.atomic():
        submission.save(force_insert=True)
        outbox.enqueue(OutboxKind.NEW_REQUEST, submission, now)
    return submission
