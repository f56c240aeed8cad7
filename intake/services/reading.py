"""Opening what a patient wrote. Nobody reads without being written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from intake import audit
from intake.models import Submission
from intake.opening import unseal

_JUST_NOW = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Change:
    """What a patient changed at one time."""

    received_at: dt.datetime
    answers: dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """Everything a patient wrote for one request: the answers as sent, and each later change."""

    answers: dict[str, Any]
    changes: tuple[Change, ...]


def open_submission(submission: Submission, reader: AbstractBaseUser) -> Opened:
    """Record that `reader` opens `submission`, then return what the patient wrote.

    Raises SealingError when it cannot be opened; the attempt is on record even then.
    """
    audit.record_read(submission, reader, timezone.now())
    changes = tuple(Change(row.received_at, unseal(row)) for row in submission.amendments.all())
    return Opened(unseal(submission), changes)


def colleagues_here(submission: Submission, reader: AbstractBaseUser, now: dt.datetime) -> list[str]:
    """Return the names of those others who opened a submission within the last five minutes."""
    openings = submission.audit_events.readings().filter(at__gt=now - _JUST_NOW).exclude(actor=reader)
    names = openings.order_by().values_list(f"actor__{reader.USERNAME_FIELD}", flat=True)
    return sorted(names.distinct())
