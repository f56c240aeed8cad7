"""Undo the result that a staff member has just saved: a correction, with both on record.

The page offers it for UNDO_SHOWN seconds. The service accepts it for UNDO_ACCEPTED, because a slow
page begins to count late and a slow network delivers late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.enums import AuditKind, Cause, Status
from intake.mail import outbox
from intake.models import SavedResult, Submission, UndoneAttempt
from intake.services.triage.linked_requests import lock_each_with_linked, lock_with_linked
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.transitions import (
    ChangedMeanwhile,
    Refused,
    locked_for_update,
    log_transition,
)

UNDO_SHOWN = dt.timedelta(seconds=10)
UNDO_ACCEPTED = dt.timedelta(seconds=20)
_NOT_RESTORED = {"version", "queue_at"}  # a counter, and a value computed from the others


@contextmanager
def undoable(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> Iterator[SavedResult]:
    """Remember what the block changes about a request, as the one thing that `actor` can undo.

    The block may set `attempt` on the result that it is given.
    """
    with transaction.atomic():
        before = _columns(lock_with_linked(submission.pk))
        result = SavedResult(account=actor, submission=submission, saved_at=now)
        yield result
        row = Submission.objects.get(pk=submission.pk)
        after = _columns(row)
        result.before = {name: value for name, value in before.items() if value != after[name]}
        result.version = row.version
        SavedResult.objects.filter(account=actor).delete()
        result.save(force_insert=True)


def undoable_result(actor: AbstractBaseUser, now: dt.datetime) -> SavedResult | None:
    """Return the result that `actor` can still undo, or None."""
    recent = SavedResult.objects.filter(account=actor, saved_at__gt=now - UNDO_ACCEPTED, saved_at__lte=now)
    return recent.select_related("submission", "attempt").first()


def remember_next_call(actor: AbstractBaseUser, now: dt.datetime, claimed: Submission) -> None:
    """Remember the request that was claimed in the step that saved a result at `now`."""
    if claimed.claimed_at == now and claimed.status == Status.CLAIMED:
        SavedResult.objects.filter(account=actor, saved_at=now).update(next_call=claimed)


def undo(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Take back the result that `actor` saved last: the request returns to where it was.

    The attempt stays on record with its correction, and notes stay. A call that "Save and next call"
    claimed returns to the queue, if nothing has happened to it. Raises Refused if it is too late or
    the request has changed since, and SameRequestIsOpen if its twin is open.
    """
    result = SavedResult.objects.filter(account=actor, submission=submission).first()
    if result is None:
        raise Refused(_("There is nothing to undo here. The history shows what was saved."))
    if not now - UNDO_ACCEPTED < result.saved_at <= now:
        raise Refused(_("It’s too late to undo this. Record what is true as a new attempt or a note."))
    try:
        with transaction.atomic():
            lock_each_with_linked({submission.pk, result.next_call_id or submission.pk})
            with locked_for_update(submission, result.version) as row:
                _restore(row, result, actor=actor, now=now)
    except ChangedMeanwhile:
        reason = _("Not undone: this request has changed since you saved. The history shows what happened.")
        raise Refused(reason) from None


def expired(now: dt.datetime) -> QuerySet[SavedResult]:
    """Return the results that can no longer be undone."""
    return SavedResult.objects.filter(saved_at__lte=now - UNDO_ACCEPTED)


def _restore(row: Submission, result: SavedResult, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    status = row.status
    for name, value in result.before.items():
        field = Submission._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value))
    code = result.attempt.result if result.attempt else Status(status).value
    if result.attempt:
        UndoneAttempt(attempt=result.attempt, undone_at=now, undone_by=actor).save(force_insert=True)
    log_transition(row, status, actor=actor, now=now, cause=Cause.UNDONE)
    recompute_queue_time(row)
    # Only what the result caused: messages that a patient caused are never taken back.
    outbox.cancel(row, outbox.CALL_BACK_REMINDERS, since=result.saved_at, now=now)
    if result.next_call:
        _give_back(result.next_call, actor=actor, now=now)
    result.delete()
    trail.record(AuditKind.UNDONE, actor=actor, submission=row, now=now, result=code)


def _give_back(next_call: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    with locked_for_update(next_call) as row:
        if row.claimed_by_id != actor.pk or row.status != Status.CLAIMED:
            return
        row.status, row.claimed_by, row.claimed_at = Status.NEW, None, None
        log_transition(row, Status.CLAIMED, actor=actor, now=now, cause=Cause.UNDONE)
        trail.record(AuditKind.RELEASED, actor=actor, submission=row, now=now)


def _columns(row: Submission) -> dict[str, Any]:
    """Return the stored columns of a request by name, as JSON."""
    fields = [field for field in row._meta.concrete_fields if not field.generated and not field.primary_key]
    values = {field.name: getattr(row, field.attname) for field in fields if field.name not in _NOT_RESTORED}
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in values.items()
    }
