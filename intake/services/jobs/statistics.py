"""Queue statistics for the dashboard: no names, no references, nothing that a patient wrote."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q

from clinic_site.clinic import Clinic
from clinic_site.clinic import current as current_clinic
from intake.enums import AttemptResult, Status
from intake.models import ContactAttempt, FaqEntry, PromiseKept, Submission
from intake.rules.deadlines import elapsed
from intake.services.requests.promise import GOOD_FOR

MOST_ATTEMPTS = 4  # this many or more form one group
_MOST_QUESTIONS = 20


class Waits(NamedTuple):
    """How long people waited: how many, the median and the 90th percentile (nearest rank), in seconds."""

    count: int = 0
    median: float = 0
    p90: float = 0

    @classmethod
    def of(cls, times: Sequence[dt.timedelta]) -> Waits:
        """Return the summary of these durations."""
        if not times:
            return cls()
        seconds = sorted(time.total_seconds() for time in times)
        return cls(len(seconds), median(seconds), seconds[math.ceil(0.9 * len(seconds)) - 1])


class WaitingTimes:
    """Collects how long people waited for the first attempt and the first conversation."""

    def __init__(self, facts: Clinic) -> None:
        self._facts = facts
        self._tried: list[dt.timedelta] = []
        self._reached: list[dt.timedelta] = []

    def add(self, row: Counted) -> None:
        """Add the times of a request that isn't purged."""
        for moment, times in ((row.tried, self._tried), (row.reached, self._reached)):
            if moment is not None:
                times.append(elapsed(row.received_at, moment, self._facts))

    def summary(self) -> tuple[Waits, Waits]:
        """Return the waits for the first attempt and for the first conversation."""
        return Waits.of(self._tried), Waits.of(self._reached)


@dataclass
class PeriodStatistics:
    """Statistics of the requests received in a period, without spam.

    Durations run from receipt, in opening hours if `in_opening_hours`, else in clock time, and
    cover requests with an attempt or a conversation. Purged requests count by weekday and hour
    only, since their attempts and outcomes were destroyed.
    """

    in_opening_hours: bool
    total: int = 0
    to_first_attempt: Waits = Waits()  # noqa: RUF009 (a tuple never changes)
    to_first_talk: Waits = Waits()  # noqa: RUF009
    attempts: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    weekdays: Counter[int] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class CurrentStatistics:
    """The current state. `questions` are the FAQ entries with the most votes."""

    waiting: int
    overdue: int
    questions: list[FaqEntry]
    promise: PromiseKept | None


class Counted(NamedTuple):
    """The columns of a request that are counted. `tried` and `reached` are the times of first attempts."""

    received_at: dt.datetime
    purged_at: dt.datetime | None
    kind: str
    status: str
    outcome: str
    tried: dt.datetime | None
    reached: dt.datetime | None
    tries: int


def current_statistics(now: dt.datetime) -> CurrentStatistics:
    """Return what is waiting and overdue at `now`, and the latest counts of answers and promises."""
    late = Count("pk", filter=Q(queue_at__lt=now))
    queue = Submission.objects.filter(to_call=True).aggregate(waiting=Count("pk"), overdue=late)
    asked = FaqEntry.objects.for_readers().annotate(votes=F("yes_count") + F("no_count"))
    questions = list(asked.filter(votes__gt=0).order_by("-votes", "pk")[:_MOST_QUESTIONS])
    promise = PromiseKept.objects.filter(pk=1, at__gt=now - GOOD_FOR).first()
    return CurrentStatistics(**queue, questions=questions, promise=promise)


def statistics(since: dt.datetime, now: dt.datetime) -> PeriodStatistics:
    """Return the statistics of requests received from `since` to `now`, with two queries."""
    facts = current_clinic()
    found, waits = PeriodStatistics(in_opening_hours=facts.hours_known), WaitingTimes(facts)
    for row in received_between(since, now):
        local = row.received_at.astimezone(facts.zone)
        found.total += 1
        found.weekdays[local.weekday()] += 1
        found.hours[local.hour] += 1
        if row.purged_at is None:
            found.attempts[min(row.tries, MOST_ATTEMPTS)] += 1
            if row.outcome:
                found.outcomes[row.outcome] += 1
            waits.add(row)
    found.to_first_attempt, found.to_first_talk = waits.summary()
    return found


def received_between(since: dt.datetime, now: dt.datetime) -> Iterator[Counted]:
    """Yield the counted columns of the requests received after `since`, up to and including `now`."""
    received = Submission.objects.filter(received_at__gt=since, received_at__lte=now, quarantined=False)
    columns = ("pk", "received_at", "purged_at", "kind", "status", "outcome")
    made = _attempts_since(since)
    # Attempts are grouped by themselves: in a join, every request would be sorted with all its columns.
    for pk, *row in received.exclude(status=Status.SPAM).order_by().values_list(*columns).iterator():
        yield Counted(*row, *made.get(pk, (None, None, 0)))


def _attempts_since(since: dt.datetime) -> dict[Any, tuple[dt.datetime, dt.datetime | None, int]]:
    """Return the first attempt, the first conversation, and the number of attempts, by request."""
    counts = ContactAttempt.objects.not_undone().filter(submission__received_at__gt=since).order_by()
    grouped = counts.values_list("submission_id").annotate(
        tried=Min("made_at"),
        reached=Min("made_at", filter=Q(result=AttemptResult.REACHED)),
        tries=Count("pk"),
    )
    return {pk: (tried, talked, tries) for pk, tried, talked, tries in grouped.iterator()}
