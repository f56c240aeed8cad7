"""Withdraw a request: calls stop at once, and its retention period begins."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from intake.audit import trail
from intake.enums import AuditKind, Cause, OutboxKind, Status
from intake.mail import outbox
from intake.models import Submission
from intake.rules import retention
from intake.services.triage.deletion import drop_deletion
from intake.services.triage.linked_requests import lock_with_linked
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.transitions import log_transition, one_open_request
from intake.services.triage.waiting import resume

UNDO_WITHIN = dt.timedelta(hours=1)


def withdraw(submission: Submission, now: dt.datetime) -> bool:
    """Close an open submission as withdrawn and notify staff; return whether it was open.

    Waiting ends, and requests linked to it are sorted by their own deadlines again.
    """
    with transaction.atomic():
        row = lock_with_linked(submission.pk)
        if row is None or not row.is_open:
            return False
        resume(row, actor=None, now=now)
        before, row.status = row.status, Status.WITHDRAWN
        row.status_before = before
        row.withdrawn_at = row.closed_at = now
        row.purge_after = retention.purge_after(row.status, row.outcome, now)
        _moved(row, before, cause=Cause.WITHDRAWN, now=now)
        outbox.requeue(OutboxKind.WITHDRAWN, row, now)
    return True


def reopen_until(submission: Submission, now: dt.datetime) -> dt.datetime | None:
    """Return until when the patient can undo the withdrawal, or None if they can't at `now`."""
    if submission.status != Status.WITHDRAWN or submission.withdrawn_at is None or submission.purged_at:
        return None
    until = submission.withdrawn_at + UNDO_WITHIN
    return until if now < until else None


def twin_is_open(submission: Submission) -> bool:
    """Return whether another request with the same answers is open."""
    twins = Submission.objects.still_open().filter(idempotency_key=submission.idempotency_key)
    return twins.exclude(pk=submission.pk).exists()


def take_back(submission: Submission, now: dt.datetime, *, asked_at: dt.datetime | None = None) -> bool:
    """Undo a withdrawal and notify staff; return whether there was one to undo.

    The patient must have asked within UNDO_WITHIN; `asked_at` is when, if that was before `now`.
    The promised time does not change. Raises SameRequestIsOpen if the same request has been sent
    again since.
    """
    with one_open_request(), transaction.atomic():
        row = lock_with_linked(submission.pk)
        if row is None or reopen_until(row, asked_at or now) is None:
            return False
        before, row.status = row.status, row.status_before or Status.NEW
        row.status_before = row.outcome = row.outcome_text = ""
        row.withdrawn_at = row.closed_at = row.purge_after = None
        _moved(row, before, cause=Cause.TAKEN_BACK, now=now)
        drop_deletion(row, actor=None, now=now)
        outbox.requeue(OutboxKind.TAKEN_BACK, row, now)
        was_announced = row.outbox_messages.filter(kind=OutboxKind.NEW_REQUEST).exists()
        if row.status == Status.NEW and not was_announced:
            outbox.requeue(OutboxKind.NEW_REQUEST, row, now)
    return True


def _moved(row: Submission, before: str, *, cause: Cause, now: dt.datetime) -> None:
    log_transition(row, before, actor=None, now=now, cause=cause)
    recompute_queue_time(row)
    row.version += 1
    row.save_changes()
    trail.record(
        AuditKind.STATUS, actor=None, submission=row, now=now, before=str(before), after=str(row.status)
    )
