"""Operational metrics, with no personal data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused

from django.db.models import Count, Min, QuerySet

from intake.enums import OutboxKind, OutboxState, Status
from intake.models import CanaryRun, OutboxMessage, Submission
from intake.services.jobs import canary


@dataclass(frozen=True)
class JobMetrics:
    """Counts, and ages in seconds; None for the age of something that does not exist.

    Neither counts nor ages of the outbox include confirmations to addresses that are refused.
    """

    by_status: dict[str, int]
    overdue: int
    outbox: dict[str, int]
    outbox_age: float | None
    canary_age: float | None
    canary_red: bool
    canary_seconds: float | None


def job_metrics(now: dt.datetime) -> JobMetrics:
    """Return the metrics at `now`. Raises DatabaseError."""
    run = CanaryRun.objects.first()
    return JobMetrics(
        by_status=_counts(Submission.objects.all(), "status", list(Status)),
        overdue=Submission.objects.overdue(now).count(),
        outbox=_counts(_without_refused(), "state", list(OutboxState)),
        outbox_age=outbox_age(now),
        canary_age=_age(canary.last_success(now), now),
        canary_red=canary.is_failing(now),
        canary_seconds=run.seconds if run else None,
    )


def outbox_age(now: dt.datetime) -> float | None:
    """Return how long the oldest unsent message has been waiting, in seconds, or None."""
    return max(outbox_ages(now).values(), default=None)


def outbox_ages(now: dt.datetime) -> dict[str, float]:
    """Return how long the oldest unsent message of each kind that has one has been waiting, in seconds.

    A confirmation to an address that is refused doesn't count: mail to others is delivered.
    """
    waiting = _without_refused().filter(state=OutboxState.WAITING).order_by()
    oldest = waiting.values_list("kind").annotate(Min("created_at"))
    return {kind: _age(at, now) for kind, at in oldest}


def _without_refused() -> QuerySet[OutboxMessage]:
    # A patient's typing mistake isn't an error of the site, and its operator can't correct it.
    refused = SMTPRecipientsRefused.__name__
    return OutboxMessage.objects.exclude(kind=OutboxKind.CONFIRMATION, last_error=refused)


def _age(moment: dt.datetime | None, now: dt.datetime) -> float | None:
    return None if moment is None else round((now - moment).total_seconds(), 1)


def _counts(rows: QuerySet, column: str, values: list[str]) -> dict[str, int]:
    found = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    return {str(value): found.get(value, 0) for value in values}
