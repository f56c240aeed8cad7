"""The audit trail: who viewed, changed, or exported what. It is append-only.

Only the staff side writes to it, because the public side doesn't have the key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from intake.crypto.audit_chain import FIRST, plain, to_the_millisecond
from intake.enums import AuditKind
from intake.models import AuditEvent, Submission

_LOCK = 0x61756469  # "audi": one advisory lock for the whole chain


def record(
    kind: AuditKind,
    *,
    actor: AbstractBaseUser | None,
    submission: Submission | None = None,
    now: dt.datetime,
    **detail: Any,
) -> AuditEvent:
    """Record that `actor` (None for the system) did `kind` at `now`, and return the event.

    Joins the caller's transaction, so an action and its record are stored together or not at all.
    Other writers wait from here until that transaction ends, so lock the rows you change before you
    call this. `detail` may contain codes and integers. Raises ValueError for anything else,
    SealingError in a process without the key.
    """
    with transaction.atomic():
        return _append([(kind, submission)], actor, now, plain(detail))[0]


def record_each(
    kind: AuditKind,
    submissions: Iterable[Submission | None],
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    **detail: Any,
) -> None:
    """Record the same event for each of `submissions` (None for one about no request), like `record`."""
    with transaction.atomic():
        _append([(kind, submission) for submission in submissions], actor, now, plain(detail))


def record_read(submission: Submission, reader: AbstractBaseUser, now: dt.datetime) -> AuditEvent:
    """Record that `reader` opened `submission` at `now`."""
    return record(AuditKind.OPENED, actor=reader, submission=submission, now=now)


def _append(
    entries: list[tuple[AuditKind, Submission | None]],
    actor: AbstractBaseUser | None,
    now: dt.datetime,
    detail: dict[str, Any],
) -> list[AuditEvent]:
    at = to_the_millisecond(now)
    wait_for_the_chain()
    last, last_hash = AuditEvent.objects.values_list("pk", "hash").first() or (0, FIRST)
    events = []
    for number, (kind, submission) in enumerate(entries, start=last + 1):
        event = AuditEvent(id=number, at=at, actor=actor, kind=AuditKind(kind).value, submission=submission)
        event.detail, event.previous_hash = detail, last_hash
        event.hash = last_hash = event.true_hash()
        events.append(event)
    return AuditEvent.objects.bulk_create(events)


def wait_for_the_chain() -> None:
    """Wait until no other transaction is appending events, and make others wait until this one ends."""
    # On SQLite, every transaction begins by taking the database's only write lock (BEGIN IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
