"""Queue statistics for the dashboard: no names, no references, nothing that a patient wrote."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from clinic_site.clinic import Clinic
from clinic_site.clinic import current as current_clinic
from intake.enums import AttemptResult, Status
from intake.models import FaqEntry, PromiseKept, Submission
from intake.rules.deadlines import opening_time_between

MOST_ATTEMPTS = 4  # this many or more form one group
_MOST_QUESTIONS = 20


@dataclass
class QueueStatistics:
    """Statistics of the requests received in a period, without spam; `waiting` and `overdue` are current.

    Durations run from receipt, in opening hours if `in_opening_hours`, else in clock time, and
    cover requests with an attempt or a conversation. Purged requests count by weekday and hour
    only, since their attempts and outcomes were destroyed. `questions` have the most votes.
    """

    waiting: int
    overdue: int
    in_opening_hours: bool
    total: int = 0
    to_first_attempt: list[dt.timedelta] = field(default_factory=list)
    to_first_talk: list[dt.timedelta] = field(default_factory=list)
    attempts: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    weekdays: Counter[int] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)
    questions: list[FaqEntry] = field(default_factory=list)
    promise: PromiseKept | None = None


def statistics(since: dt.datetime, now: dt.datetime) -> QueueStatistics:
    """Return the statistics of requests received from `since` to `now`, in a constant number of queries."""
    late = Count("pk", filter=Q(queue_at__lt=now))
    queue = Submission.objects.filter(to_call=True).aggregate(waiting=Count("pk"), overdue=late)
    facts = current_clinic()
    found = QueueStatistics(**queue, in_opening_hours=facts.hours_known)
    for row in received_between(since, now):
        _add(found, row, facts)
    asked = FaqEntry.objects.for_readers().annotate(votes=F("yes_count") + F("no_count"))
    found.questions = list(asked.filter(votes__gt=0).order_by("-votes", "pk")[:_MOST_QUESTIONS])
    found.promise = PromiseKept.objects.filter(pk=1).first()
    return found


def received_between(since: dt.datetime, now: dt.datetime) -> QuerySet:
    """Return what is counted of the requests received after `since`, up to and including `now`."""
    received = Submission.objects.filter(received_at__gt=since, received_at__lte=now, quarantined=False)
    counts = Q(attempts__undone=None)
    reached = counts & Q(attempts__result=AttemptResult.REACHED)
    return (
        received.exclude(status=Status.SPAM)
        .order_by()
        .annotate(
            tried=Min("attempts__made_at", filter=counts),
            reached=Min("attempts__made_at", filter=reached),
            tries=Count("attempts", filter=counts),
        )
        .values_list(
            *("received_at", "purged_at", "kind", "status", "outcome"),
            *("tried", "reached", "tries"),
            named=True,
        )
    )


def _add(found: QueueStatistics, row: Any, facts: Clinic) -> None:
    local = row.received_at.astimezone(facts.zone)
    found.total += 1
    found.weekdays[local.weekday()] += 1
    found.hours[local.hour] += 1
    if row.purged_at is not None:
        return
    found.attempts[min(row.tries, MOST_ATTEMPTS)] += 1
    if row.outcome:
        found.outcomes[row.outcome] += 1
    for moment, times in ((row.tried, found.to_first_attempt), (row.reached, found.to_first_talk)):
        if moment is not None:
            times.append(time_between(row.received_at, moment, facts))


def time_between(start: dt.datetime, end: dt.datetime, facts: Clinic) -> dt.timedelta:
    """Return the opening time between two times, or clock time if no opening hours are known."""
    return opening_time_between(start, end, facts) if facts.hours_known else end - start
