"""Status transitions of submissions: one at a time, checked against the rules, and recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.functional import Promise

from intake.audit import trail
from intake.enums import AuditKind, Cause, Status
from intake.models import StatusChange, Submission
from intake.rules import retention
from intake.rules.states import CLOSED, why_not
from intake.services.triage.linked_requests import lock_with_linked

# What a database says when two open requests would have the same answers: PostgreSQL names the constraint,
# SQLite the column.
_ONE_OPEN = "one_open_submission_per_content"
_ONE_OPEN_ON_SQLITE = "UNIQUE constraint failed: intake_submission.idempotency_key"


class SameRequestIsOpen(Exception):
    """A closed submission cannot be reopened while another one with the same answers is open."""


class Refused(Exception):
    """An action is not allowed; the first argument is the reason, as a message for staff."""

    @property
    def reason(self) -> str:
        """The message for staff."""
        return str(self.args[0])


class ChangedMeanwhile(Exception):
    """The submission was changed after this user opened it."""

    def __init__(self, current: Submission) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@contextmanager
def locked_for_update(submission: Submission, version: int | None = None) -> Iterator[Submission]:
    """Lock a submission and those linked to it, let the block change it, and save it as the next version.

    `version` is the version that the user saw; None accepts any, for actions that cannot
    conflict. Raises ChangedMeanwhile, and SameRequestIsOpen if its twin is open. An exception in
    the block rolls everything back.
    """
    with one_open_request(), transaction.atomic():
        row = lock_with_linked(submission.pk)
        if row is None:
            raise Submission.DoesNotExist
        if version is not None and row.version != version:
            raise ChangedMeanwhile(row)
        yield row
        row.version += 1
        row.save_changes()


@contextmanager
def one_open_request() -> Iterator[None]:
    """Raise SameRequestIsOpen if the transaction in the block opens a second request with its answers."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        is_twin = (
            str(error) == _ONE_OPEN_ON_SQLITE if diagnosis is None else diagnosis.constraint_name == _ONE_OPEN
        )
        if not is_twin:
            raise
        raise SameRequestIsOpen from None


def transition(
    row: Submission,
    after: Status,
    *,
    actor: AbstractBaseUser | None,
    now: dt.datetime,
    cause: Cause,
) -> None:
    """Set the next status of a locked row, with an entry in its history. Raises Refused."""
    before = Status(row.status)
    refuse_if(why_not(before, after))
    row.status = after
    log_transition(row, before, actor=actor, now=now, cause=cause)
    trail.record(
        AuditKind.STATUS, actor=actor, submission=row, now=now, before=before.value, after=after.value
    )


def log_transition(
    row: Submission,
    before: Status | str,
    *,
    actor: AbstractBaseUser | None,
    now: dt.datetime,
    cause: Cause,
) -> None:
    """Add an entry to the history: from `before` to the row's status.

    For a closing status, it records how many days the answers are kept, by the row's outcome.
    """
    StatusChange.objects.create(
        submission=row,
        changed_at=now,
        actor=actor,
        cause=cause,
        before=before,
        after=row.status,
        keep_days=retention.days_for(row.status, row.outcome) if row.status in CLOSED else None,
    )


def refuse_if(reason: str | Promise) -> None:
    """Raise Refused with the reason, unless it is empty."""
    if reason:
        raise Refused(reason)
