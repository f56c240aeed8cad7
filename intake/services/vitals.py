"""How the machinery is doing, in numbers that are about nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from intake.enums import OutboxState, Status
from intake.models import CanaryRun, OutboxMessage, Submission
from intake.services import canary


@dataclass(frozen=True)
class Vitals:
    """Counts, and ages in seconds; None for an age of what is not there."""

    by_status: dict[str, int]
    overdue: int
    outbox: dict[str, int]
    outbox_age: float | None
    canary_age: float | None
    canary_red: bool
    canary_seconds: float | None


def vitals(now: dt.datetime) -> Vitals:
    """Return all of them as they are at `now`. Raises DatabaseError."""
    run = CanaryRun.objects.first()
    return Vitals(
        by_status=_counts(Submission.objects.all(), "status", list(Status)),
        overdue=Submission.objects.overdue(now).count(),
        outbox=_counts(OutboxMessage.objects.all(), "state", list(OutboxState)),
        outbox_age=outbox_age(now),
        canary_age=_age(canary.last_good(), now),
        canary_red=canary.is_red(now),
        canary_seconds=run.seconds if run else None,
    )


def outbox_age(now: dt.datetime) -> float | None:
    """Return for how many seconds the oldest message has been waiting to be sent."""
    waiting = OutboxMessage.objects.filter(state=OutboxState.WAITING)
    return _age(waiting.aggregate(oldest=Min("created_at"))["oldest"], now)


def _age(moment: dt.datetime | None, now: dt.datetime) -> float | None:
    return None if moment is None else round((now - moment).total_seconds(), 1)


def _counts(rows: QuerySet, column: str, values: list[str]) -> dict[str, int]:
    found = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    return {str(value): found.get(value, 0) for value in values}
