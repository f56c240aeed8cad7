"""Moving a submission through the queue: one change at a time, by the rules, and on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise

from intake import audit
from intake.enums import AuditKind, Cause, Status
from intake.models import StatusChange, Submission
from intake.states import why_not


class SameRequestIsOpen(Exception):
    """A closed submission cannot be reopened while the very same request is open again."""


class Refused(Exception):
    """Something may not be done; the first argument says why, in words for staff."""

    @property
    def reason(self) -> str:
        """Why, in words."""
        return str(self.args[0])


class ChangedMeanwhile(Exception):
    """Somebody changed the submission after this person had opened it."""

    def __init__(self, current: Submission) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@contextmanager
def in_hand(submission: Submission, version: int | None = None) -> Iterator[Submission]:
    """Lock a submission, let the block change it, and store it as the next version.

    `version` is what the person had before them; without it any version will do, for acts that
    nothing can come between. Raises ChangedMeanwhile, and SameRequestIsOpen when it would be
    open beside a twin. What the block raises undoes all.
    """
    try:
        with transaction.atomic():
            row = Submission.objects.select_for_update().get(pk=submission.pk)
            if version is not None and row.version != version:
                raise ChangedMeanwhile(row)
            yield row
            row.version += 1
            row.save()
    except IntegrityError:
        raise SameRequestIsOpen from None


def step(
    row: Submission,
    after: Status,
    *,
    actor: AbstractBaseUser | None,
    now: dt.datetime,
    cause: Cause,
) -> None:
    """Give a locked row its next status, with an entry in its history. Raises Refused."""
    before = Status(row.status)
    refuse_if(why_not(before, after))
    row.status = after
    remember(row, before, actor=actor, now=now, cause=cause)
    audit.record(
        AuditKind.STATUS, actor=actor, submission=row, now=now, before=before.value, after=after.value
    )


def remember(
    row: Submission,
    before: Status | str,
    *,
    actor: AbstractBaseUser | None,
    now: dt.datetime,
    cause: Cause,
) -> None:
    """Write into the history how a row came from `before` to the status it has."""
    StatusChange.objects.create(
        submission=row, changed_at=now, actor=actor, cause=cause, before=before, after=row.status
    )


def refuse_if(reason: str | Promise) -> None:
    """Raise Refused with a reason, if there is one."""
    if reason:
        raise Refused(reason)


def set_status(submission: Submission, status: Status) -> Submission:
    """Write a status as it is, for made-up data: no rule is asked. Raises SameRequestIsOpen."""
    try:
        with transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(status=status, version=F("version") + 1)
    except IntegrityError:
        raise SameRequestIsOpen from None
    submission.refresh_from_db()
    return submission
