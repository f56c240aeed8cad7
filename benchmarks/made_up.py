"""Made-up requests, sealed like real ones. Import it in a process that has set Django up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import islice

from measure import tell

from intake.blind_index import email_index, phone_index
from intake.enums import Kind, Status
from intake.keys import index_key, public_keys
from intake.models import OutboxMessage, Submission
from intake.references import new_reference
from intake.sealing import seal
from intake.services.content import canonical

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
    """Return a number that belongs to nobody, in E.164; a hundred requests share it."""
    return f"+1732555{number // 100 % 10_000:04}"


def email(number: int) -> str:
    """Return an address that belongs to nobody."""
    return f"made-up-{number}@example.com"


def submission(number: int, now: dt.datetime, *, text: str = "") -> Submission:
    """Return one that came in so many minutes ago, not stored yet; `text` in place of its own, sealed."""
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
    """Return content sealed to a row with the site's own key."""
    return seal(content, bound_to=row.sealed_place, keys=public_keys())


def fill(count: int, now: dt.datetime, *, first: int = 0) -> None:
    """Store so many requests as a clinic of some years has them: a tenth open, some of it spam.

    Sealing takes the longest, so the closed ones all carry the text of one: it cannot be opened.
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
        tell(f"{stored:,} of {count:,} requests stored")
    tell("")


def _of_all_kinds(numbers: range, now: dt.datetime) -> Iterator[Submission]:
    open_, closed = [Status.NEW, Status.ATTEMPTING, Status.REACHED], Status.NOT_A_MATCH
    text = submission(0, now).sealed
    for number in numbers:
        made = submission(number, now, text="" if number % 10 == 0 else text)
        made.kind = Kind.CALLBACK if number % 3 else Kind.CONSULTATION
        made.status = open_[number // 10 % 3] if number % 10 == 0 else closed
        made.quarantined = number % 70 == 10
        made.due_at = made.act_by = made.queue_at = made.received_at + dt.timedelta(hours=1)
        made.phone_index = phone_index(phone(number), index_key())
        made.email_index = email_index(email(number), index_key())
        made.indexed_at = now
        yield made
