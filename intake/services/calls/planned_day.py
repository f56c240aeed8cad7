"""What is planned for a day on which the clinic will be closed, or open at different hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from clinic_site.clinic import current as current_clinic
from clinic_site.clinic.facts import Span
from intake.models import Submission
from intake.rules.deadlines import end_of_day, start_of_day
from intake.services.calls.appointments import appointments_on


def planned_outside(day: dt.date, hours: Sequence[Span], now: dt.datetime) -> tuple[int, int]:
    """Return how many calls were promised, and appointments made, for a time of `day` outside `hours`.

    For a call, that is the time by which it was promised. Times before `now` don't count.
    """
    clinic = current_clinic()
    noon = dt.datetime.combine(day, dt.time(12), clinic.zone)
    start, end = max(start_of_day(noon, clinic), now), end_of_day(noon, clinic)
    due = Submission.objects.filter(to_call=True, queue_at__gte=start, queue_at__lt=end)
    made = appointments_on(noon).filter(appointment_at__gte=start)

    def outside(times: Iterable[dt.datetime]) -> int:
        clocks = [each.astimezone(clinic.zone).time() for each in times]
        return sum(not any(span.opens <= clock <= span.closes for span in hours) for clock in clocks)

    return (
        outside(due.values_list("queue_at", flat=True)),
        outside(made.values_list("appointment_at", flat=True)),
    )
