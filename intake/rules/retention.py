"""Retention: how many days a closed request is kept, by outcome (`KEEP_DAYS`)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from intake.enums import Outcome, Status
from intake.rules.states import CLOSED

# Defaults. Each clinic decides what the law and its own record keeping require.
DEFAULT_DAYS: dict[str, int] = {
    Status.SCHEDULED: 180,
    Status.REFERRED: 180,
    Status.NOT_A_MATCH: 90,
    Status.UNREACHABLE: 90,
    Status.WITHDRAWN: 30,
    Status.SPAM: 30,
}
LONGEST = 36_500  # days; more than a hundred years is a typing error


class KeepDaysError(Exception):
    """`KEEP_DAYS` is invalid; the message says what to fix."""


def check() -> None:
    """Raise KeepDaysError if `KEEP_DAYS` has an unknown key or a number of days out of range.

    Less than a day would leave no time to undo a withdrawal.
    """
    known = [*(str(status) for status in CLOSED), *Outcome.values]
    for name, days in settings.KEEP_DAYS.items():
        if name not in known:
            raise KeepDaysError(f"KEEP_DAYS: {name!r} is not a status or outcome; use {', '.join(known)}")
        if not 1 <= days <= LONGEST:
            raise KeepDaysError(f"KEEP_DAYS: {name} needs between 1 and {LONGEST} days, not {days}")


def days_for(status: str, outcome: str) -> int:
    """Return how many days a request with this status and outcome is kept.

    A value for the outcome takes precedence over one for the status.
    """
    kept = DEFAULT_DAYS | settings.KEEP_DAYS
    return kept.get(outcome, kept[status])


def purge_after(status: str, outcome: str, closed_at: dt.datetime) -> dt.datetime:
    """Return when the answers of a request that was closed at `closed_at` are to be destroyed."""
    return closed_at + dt.timedelta(days=days_for(status, outcome))
