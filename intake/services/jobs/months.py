"""Statistics of each month: no names, no references, nothing that a patient wrote."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from clinic_site.clinic import current as current_clinic
from intake.services.jobs.statistics import received_between, time_between

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
    to_first_attempt: list[dt.timedelta] = field(default_factory=list)
    to_first_talk: list[dt.timedelta] = field(default_factory=list)


def months(now: dt.datetime) -> list[Month]:
    """Return the last twelve months, the present one first, with one query."""
    facts = current_clinic()
    local = now.astimezone(facts.zone)
    firsts = [_first_of(local.date(), back) for back in range(MONTHS)]
    found = {first: Month(first) for first in firsts}
    start = dt.datetime.combine(firsts[-1], dt.time.min, facts.zone)
    for row in received_between(start - dt.timedelta(microseconds=1), now):
        month = found[row.received_at.astimezone(facts.zone).date().replace(day=1)]
        month.total += 1
        month.kinds[row.kind] += 1
        month.statuses[row.status] += 1
        if row.purged_at is None:
            for moment, times in ((row.tried, month.to_first_attempt), (row.reached, month.to_first_talk)):
                if moment is not None:
                    times.append(time_between(row.received_at, moment, facts))
    return list(found.values())


def _first_of(day: dt.date, back: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)
