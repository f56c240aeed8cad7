"""Rows that go by a clock of their own, apart from requests. The audit trail has none: it is kept.

Other apps add what is theirs with `register`, so that one worker and one command see to all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import limits
from intake.enums import OutboxState
from intake.models import OutboxMessage
from intake.services import drafting

Rows = Callable[[dt.datetime], Iterable[QuerySet]]


@dataclass(frozen=True)
class Clock:
    """What kind of rows these are, and which of them are over at a moment."""

    name: str | Promise
    over: Rows

    def count(self, now: dt.datetime) -> int:
        """Return how many rows are over."""
        return sum(rows.count() for rows in self.over(now))

    def clear(self, now: dt.datetime) -> int:
        """Delete the rows that are over; return how many."""
        # To look takes no lock, to delete does.
        return sum(rows.delete()[0] for rows in self.over(now) if rows.exists())


def _sent(now: dt.datetime) -> list[QuerySet]:
    before = now - dt.timedelta(days=settings.KEEP_OUTBOX_DAYS)
    return [OutboxMessage.objects.filter(state=OutboxState.SENT, sent_at__lt=before)]


_clocks = [
    Clock(_("drafts"), lambda now: [drafting.over(now)]),
    Clock(_("outbox messages that were sent"), _sent),
    Clock(_("counts of requests"), lambda now: [limits.over(now)]),
]


def register(name: str | Promise, over: Rows) -> None:
    """Add a clock; the same name twice is one clock."""
    if name not in [clock.name for clock in _clocks]:
        _clocks.append(Clock(name, over))


def clocks() -> tuple[Clock, ...]:
    """Return all clocks."""
    return tuple(_clocks)


def clear_all(now: dt.datetime) -> int:
    """Delete what is over by any clock; return how many rows."""
    return sum(clock.clear(now) for clock in _clocks)
