"""The audit trail by visit: what one account did with one request without a long pause."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser

from intake.models import AuditEvent, Submission

PAUSE = dt.timedelta(minutes=30)
EVENTS = 500  # read at a time


@dataclass
class Visit:
    """Consecutive events of one account with one request, or with none, such as looking at the queue."""

    actor: AbstractBaseUser | None
    submission: Submission | None
    last: AuditEvent
    first: AuditEvent
    kinds: Counter[str] = field(default_factory=Counter)


def visits_before(number: int | None) -> tuple[list[Visit], int | None]:
    """Return visits, the newest first, from the events before `number`; and where the next page begins.

    It reads EVENTS events. A visit that began before them continues on the next page.
    """
    events = AuditEvent.objects.select_related("actor", "submission").order_by("-pk")
    if number is not None:
        events = events.filter(pk__lt=number)
    page = list(events[: EVENTS + 1])
    rest = page[EVENTS - 1].pk if len(page) > EVENTS else None
    return _grouped(page[:EVENTS]), rest


def _grouped(events: Iterable[AuditEvent]) -> list[Visit]:
    found: list[Visit] = []
    present: dict[tuple[object, object], Visit] = {}
    for event in events:  # the newest first
        key = (event.actor_id, event.submission_id)
        visit = present.get(key)
        if visit is None or visit.first.at - event.at > PAUSE:
            visit = present[key] = Visit(event.actor, event.submission, event, event)
            found.append(visit)
        visit.first = event
        visit.kinds[event.kind] += 1
    return found
