"""Fictitious requests, sealed like real ones. Requires `django.setup()`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import islice

from measure import show_progress

from intake.crypto.blind_index import email_index, phone_index
from intake.crypto.keys import index_keys, public_keys
from intake.crypto.sealing import seal, secret_id
from intake.enums import Kind, Status
from intake.models import OutboxMessage, Submission
from intake.rules.references import new_reference
from intake.services.requests.content import canonical

_ANSWERS = {
    "wording": "consultation-1",
    "channel": "phone",
    "times": ["morning", "midday"],
    "voicemail": False,
    "say_clinic_name": False,
    "areas": ["sleep", "memories", "mood"],
    "note": "Nobody wrote this. " * 12,
    "hopes": "Nobody wrote this either. " * 8,
    "consent": "consultation-1",
}


def phone(number: int) -> str:
    """Return a fictitious phone number in E.164, shared by a hundred requests."""
    return f"+1732555{number // 100 % 10_000:04}"


def email(number: int) -> str:
    """Return a fictitious email address."""
    return f"made-up-{number}@example.com"


def submission(number: int, now: dt.datetime, *, text: str = "") -> Submission:
    """Return an unsaved request, received `number` minutes before `now`.

    `text` replaces its sealed content, which saves the sealing.
    """
    answers = _ANSWERS | {
        "name": f"Made Up {number}",
        "phone": {"typed": phone(number), "e164": phone(number), "extension": ""},
        "email": email(number),
    }
    made = Submission(
        id=uuid.uuid4(),
        reference=new_reference(),
        kind="consultation",
        received_at=now - dt.timedelta(minutes=number),
        idempotency_key=f"made-up-{number}",
    )
    made.sealed = text or sealed(canonical(answers), made)
    return made


def sealed(content: bytes, row: object) -> str:
    """Return content sealed to a row with the site's key."""
    return seal(content, bound_to=row.sealed_context, keys=public_keys())


def fill(count: int, now: dt.datetime, *, first: int = 0) -> None:
    """Store `count` requests as in a clinic after some years: a tenth open, some of them spam.

    Sealing takes the most time, so all closed requests share one sealed text, which cannot be opened.
    """
    rows = _of_all_kinds(range(first, first + count), now)
    stored = 0
    while batch := list(islice(rows, 1000)):
        Submission.objects.bulk_create(batch)
        messages = [
            OutboxMessage(kind="new_request", submission=each, created_at=now, next_at=now) for each in batch
        ]
        OutboxMessage.objects.bulk_create(messages)
        stored += len(batch)
        show_progress(f"{stored:,} of {count:,} requests stored")
    show_progress("")


def _of_all_kinds(numbers: range, now: dt.datetime) -> Iterator[Submission]:
    open_, closed = [Status.NEW, Status.ATTEMPTING, Status.REACHED], Status.NOT_A_MATCH
    text = submission(0, now).sealed
    for number in numbers:
        made = submission(number, now, text="" if number % 10 == 0 else text)
        made.kind = Kind.CALLBACK if number % 3 else Kind.CONSULTATION
        made.status = open_[number // 10 % 3] if number % 10 == 0 else closed
        made.quarantined = number % 70 == 10
        made.due_at = made.act_by = made.queue_at = made.received_at + dt.timedelta(hours=1)
        made.phone_index = phone_index(phone(number), index_keys()[0])
        made.email_index = email_index(email(number), index_keys()[0])
        made.index_key, made.indexed_at = secret_id(index_keys()[0]), now
        yield made
