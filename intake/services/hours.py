"""The clinic's facts with the opening hours and holidays that its managers have saved.

A process looks once a minute: what is saved here counts at once, elsewhere within the minute.
While the database is away, what was last known counts, or else the clinic file.
"""

from __future__ import annotations

import logging
import time
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.db import connection, transaction

from clinic_site import clinic
from clinic_site.clinic import Clinic
from intake.models import Holiday, OpeningHours

_LOOK_EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    """The clinic as it was at a time of the monotonic clock, made from one state of the file."""

    of_file: Clinic
    overlaid: Clinic
    looked_at: float


_known: _Known | None = None


def current_clinic() -> Clinic:
    """Return the facts of the clinic file, with the hours and holidays of the database over them."""
    global _known
    of_file, now, known = clinic.current(), time.monotonic(), _known
    if known is not None and known.of_file is of_file and now - known.looked_at < _LOOK_EVERY:
        return known.overlaid
    try:
        overlaid = _overlaid(of_file)
    except DatabaseError:
        log.exception("opening hours cannot be read, so those last known count")
        overlaid = known.overlaid if known is not None and known.of_file is of_file else of_file
    _known = _Known(of_file, overlaid, now)
    return overlaid


def forget_hours() -> None:
    """Look again at the next question; for after saving."""
    global _known
    _known = None


def _overlaid(of_file: Clinic) -> Clinic:
    # In a savepoint where there is a transaction: a failed look must not end what the caller does.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        saved = OpeningHours.objects.first()
        days = list(Holiday.objects.values_list("date", "name", "closed"))
    opening = saved.by_day() if saved else of_file.opening_hours
    holidays = of_file.holidays | {date: name for date, name, closed in days if closed}
    for date, _, closed in days:
        if not closed:
            holidays.pop(date, None)
    return of_file.model_copy(update={"opening_hours": opening, "holidays": holidays})
