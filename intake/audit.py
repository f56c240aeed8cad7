"""The audit trail: who saw, changed or took out what. Events are only ever added.

Only the staff side writes it: its key is derived from the index key, which the public side
does not hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from intake.audit_chain import FIRST, plain, to_the_millisecond
from intake.enums import AuditKind
from intake.keys import audit_key
from intake.models import AuditEvent, Submission

_LOCK = 0x61756469  # "audi", one advisory lock for the whole chain


def record(
    kind: AuditKind,
    *,
    actor: AbstractBaseUser | None,
    submission: Submission | None = None,
    now: dt.datetime,
    **detail: Any,
) -> AuditEvent:
    """Write down that `actor` (None: the machinery) did `kind` at `now`, and return the event.

    Joins the caller's transaction, so that a thing and its record are both there or neither.
    Others wait from here to the end of that transaction: lock the rows that you change before
    you call this. `detail` holds codes and whole numbers. Raises ValueError for anything else,
    SealingError in a process without the index key.
    """
    with transaction.atomic():
        return _append([(kind, submission)], actor, now, plain(detail))[0]


def record_each(
    kind: AuditKind,
    submissions: Iterable[Submission],
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    **detail: Any,
) -> None:
    """Write down the same for each of some submissions; otherwise like `record`."""
    with transaction.atomic():
        _append([(kind, submission) for submission in submissions], actor, now, plain(detail))


def record_read(submission: Submission, reader: AbstractBaseUser, now: dt.datetime) -> AuditEvent:
    """Write down that `reader` opened `submission` at `now`."""
    return record(AuditKind.OPENED, actor=reader, submission=submission, now=now)


def _append(
    things: list[tuple[AuditKind, Submission | None]],
    actor: AbstractBaseUser | None,
    now: dt.datetime,
    detail: dict[str, Any],
) -> list[AuditEvent]:
    key, at = audit_key(), to_the_millisecond(now)
    _wait_for_the_chain()
    last, last_hash = AuditEvent.objects.values_list("pk", "hash").first() or (0, FIRST)
    events = []
    for number, (kind, submission) in enumerate(things, start=last + 1):
        event = AuditEvent(id=number, at=at, actor=actor, kind=AuditKind(kind).value, submission=submission)
        event.detail, event.previous_hash = detail, last_hash
        event.hash = last_hash = event.true_hash(key)
        events.append(event)
    return AuditEvent.objects.bulk_create(events)


def _wait_for_the_chain() -> None:
    # On SQLite every transaction begins by taking the one lock there is (BEGIN IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
