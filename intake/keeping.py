"""How long a closed request is kept: days by how it ended, as `KEEP_DAYS` says."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from intake.enums import Outcome, Status
from intake.states import CLOSED

# A proposal; each clinic decides for itself what the law and its records ask for.
DEFAULT_DAYS: dict[str, int] = {
    Status.SCHEDULED: 180,
    Status.REFERRED: 180,
    Status.NOT_A_MATCH: 90,
    Status.UNREACHABLE: 90,
    Status.WITHDRAWN: 30,
    Status.SPAM: 30,
}
LONGEST = 36_500  # days; a hundred years is no typing error any more


class KeepDaysError(Exception):
    """`KEEP_DAYS` cannot be used; the message says what to mend."""


def check() -> None:
    """Raise KeepDaysError when `KEEP_DAYS` names an unknown ending, or a number of days out of range.

    Less than a day would leave no time to take a withdrawal back.
    """
    known = [*(str(status) for status in CLOSED), *Outcome.values]
    for name, days in settings.KEEP_DAYS.items():
        if name not in known:
            raise KeepDaysError(f"KEEP_DAYS: {name!r} is no ending, use {', '.join(known)}")
        if not 1 <= days <= LONGEST:
            raise KeepDaysError(f"KEEP_DAYS: {name} needs between 1 and {LONGEST} days, not {days}")


def days_for(status: str, outcome: str) -> int:
    """Return for how many days a request that ended so is kept: an outcome wins over its status."""
    kept = DEFAULT_DAYS | settings.KEEP_DAYS
    return kept.get(outcome, kept[status])


def purge_after(status: str, outcome: str, closed_at: dt.datetime) -> dt.datetime:
    """Return from when on what was written in a request that ended so is destroyed."""
    return closed_at + dt.timedelta(days=days_for(status, outcome))
