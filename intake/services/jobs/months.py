"""Statistics of each month: no names, no references, nothing that a patient wrote."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from clinic_site.clinic import current as current_clinic
from intake.services.jobs.statistics import WaitingTimes, Waits, received_between

MONTHS = 12


@dataclass
class Month:
    """Statistics of the requests received in a month of the clinic's time, without spam.

    Durations run from receipt and cover requests that aren't purged: their attempts were destroyed.
    """

    first: dt.date
    total: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    to_first_attempt: Waits = Waits()  # noqa: RUF009 (a tuple never changes)
    to_first_talk: Waits = Waits()  # noqa: RUF009


def months(now: dt.datetime) -> list[Month]:
    """Return the last twelve months, the present one first, with two queries."""
    facts = current_clinic()
    local = now.astimezone(facts.zone)
    firsts = [_first_of(local.date(), back) for back in range(MONTHS)]
    found = {first: Month(first) for first in firsts}
    waits = {first: WaitingTimes(facts) for first in firsts}
    start = dt.datetime.combine(firsts[-1], dt.time.min, facts.zone)
    for row in received_between(start - dt.timedelta(microseconds=1), now):
        first = row.received_at.astimezone(facts.zone).date().replace(day=1)
        month = found[first]
        month.total += 1
        month.kinds[row.kind] += 1
        month.statuses[row.status] += 1
        if row.purged_at is None:
            waits[first].add(row)
    for first, month in found.items():
        month.to_first_attempt, month.to_first_talk = waits[first].summary()
    return list(found.values())


def _first_of(day: dt.date, back: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)
