"""Expired rows other than requests. The audit trail never expires.

Other apps `register` their own rows, so that one worker and one command clean up everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.enums import OutboxKind, OutboxState
from intake.models import Note, OutboxMessage
from intake.services.access import viewers
from intake.services.calls import undoing
from intake.services.requests import drafting
from intake.services.triage import staff_drafts
from intake.spam import limits

Rows = Callable[[dt.datetime], Iterable[QuerySet]]


@dataclass(frozen=True)
class Cleanup:
    """One kind of rows. `expired` returns the rows that have expired at a given time."""

    name: str | Promise
    expired: Rows

    def count(self, now: dt.datetime) -> int:
        """Return how many rows have expired."""
        return sum(rows.count() for rows in self.expired(now))

    def clear(self, now: dt.datetime) -> int:
        """Delete the expired rows; return how many."""
        # Checking takes no lock; deleting does.
        return sum(rows.delete()[0] for rows in self.expired(now) if rows.exists())


def _sent(now: dt.datetime) -> list[QuerySet]:
    before = now - dt.timedelta(days=settings.KEEP_OUTBOX_DAYS)
    return [_messages_not_held().filter(state=OutboxState.SENT, sent_at__lt=before)]


def _messages_not_held() -> QuerySet:
    return OutboxMessage.objects.exclude(submission__legal_hold=True)


def _refused(now: dt.datetime) -> list[QuerySet]:
    # People who mistyped an address have corrected it within a day, or read the receipt.
    dead = _messages_not_held().filter(kind=OutboxKind.CONFIRMATION, state=OutboxState.DEAD)
    return [dead.filter(next_at__lt=now - dt.timedelta(days=1))]


_cleanups = [
    Cleanup(_("drafts"), lambda now: [drafting.expired(now)]),
    Cleanup(_("drafts of staff"), lambda now: [staff_drafts.expired(now)]),
    Cleanup(_("viewers of requests"), lambda now: [viewers.expired(now)]),
    Cleanup(_("results that can no longer be undone"), lambda now: [undoing.expired(now)]),
    Cleanup(_("sent outbox messages"), _sent),
    Cleanup(_("confirmations that were refused"), _refused),
    # Earlier releases let staff write them after the purge, which comes once.
    Cleanup(
        _("notes on destroyed answers"),
        lambda _now: [Note.objects.filter(submission__purged_at__isnull=False)],
    ),
    Cleanup(_("request counters"), lambda now: [limits.expired(now)]),
]


def register(name: str | Promise, expired: Rows) -> None:
    """Register a kind of rows. Registering a name again has no effect."""
    if name not in [cleanup.name for cleanup in _cleanups]:
        _cleanups.append(Cleanup(name, expired))


def cleanups() -> tuple[Cleanup, ...]:
    """Return everything registered."""
    return tuple(_cleanups)


def clear_all(now: dt.datetime) -> int:
    """Delete expired rows of every kind; return how many."""
    return sum(cleanup.clear(now) for cleanup in _cleanups)
