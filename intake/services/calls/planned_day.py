"""What is planned for times at which the clinic will be closed, after a day or the hours were changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from clinic_site.clinic import Clinic, Span
from clinic_site.clinic import current as current_clinic
from intake.models import Submission
from intake.models.submission import NEVER
from intake.rules.deadlines import end_of_day, start_of_day
from intake.services.calls.appointments import appointments_between


def planned_outside(day: dt.date, hours: Sequence[Span], now: dt.datetime) -> tuple[int, int]:
    """Return how many calls were promised, and appointments made, for a time of `day` outside `hours`.

    For a call, that is the time by which it was promised. Times before `now` don't count.
    """
    clinic = current_clinic()
    noon = dt.datetime.combine(day, dt.time(12), clinic.zone)
    start = max(start_of_day(noon, clinic), now)
    return _planned(lambda at: not _is_within(hours, at), start, end_of_day(noon, clinic))


def planned_when_newly_closed(before: Clinic, after: Clinic, now: dt.datetime) -> tuple[int, int]:
    """Return what `planned_outside` does, for the times from `now` on that a change of the hours closed.

    `before` and `after` have the hours and holidays before the change and after it.
    """

    def is_newly_closed(at: dt.datetime) -> bool:
        day = at.date()
        return _is_within(before.spans_on(day), at) and not _is_within(after.spans_on(day), at)

    return _planned(is_newly_closed, now, NEVER)


def _planned(
    is_closed: Callable[[dt.datetime], bool], start: dt.datetime, end: dt.datetime
) -> tuple[int, int]:
    zone = current_clinic().zone
    due = Submission.objects.filter(to_call=True, queue_at__gte=start, queue_at__lt=end)

    def closed(times: Iterable[dt.datetime]) -> int:
        return sum(is_closed(each.astimezone(zone)) for each in times)

    return (
        closed(due.values_list("queue_at", flat=True)),
        closed(appointments_between(start, end).values_list("appointment_at", flat=True)),
    )


def _is_within(hours: Iterable[Span], at: dt.datetime) -> bool:
    return any(span.opens <= at.time() <= span.closes for span in hours)
