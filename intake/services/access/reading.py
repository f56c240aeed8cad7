"""Open what a patient wrote. Every opening is recorded first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from intake.audit import trail
from intake.enums import AuditKind
from intake.models import Submission
from intake.models.answers import ChangedSinceArrival, unseal
from intake.services.access.openings import watch_openings


@dataclass(frozen=True)
class OpenedChange:
    """One change made by the patient."""

    received_at: dt.datetime
    answers: dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """Everything a patient wrote in a request: the original answers, and each later change."""

    answers: dict[str, Any]
    changes: tuple[OpenedChange, ...]


def open_submission(submission: Submission, reader: AbstractBaseUser) -> Opened:
    """Record that `reader` opens `submission`, then return what the patient wrote.

    Raises SealingError if it cannot be opened, ChangedSinceArrival if it is not what arrived; the
    attempt is recorded even then, and so is the change.
    """
    now = timezone.now()
    trail.record_read(submission, reader, now)
    watch_openings(reader, now)
    with changes_on_record(reader):
        changes = tuple(OpenedChange(row.received_at, unseal(row)) for row in submission.amendments.all())
        return Opened(unseal(submission), changes)


@contextmanager
def changes_on_record(reader: AbstractBaseUser) -> Iterator[None]:
    """Record that the block raised ChangedSinceArrival to `reader`, and reraise it."""
    try:
        yield
    except ChangedSinceArrival as error:
        trail.record(
            AuditKind.ALTERED,
            actor=reader,
            submission=Submission.objects.get(pk=error.submission_id),
            now=timezone.now(),
        )
        raise
