"""The digest of an opening morning: once a day, and only when something is overdue."""

from __future__ import annotations

import datetime as dt

from intake import outbox
from intake.models import Submission
from intake.services.hours import current_clinic

MORNING = dt.timedelta(hours=2)  # a worker that was down has so long after opening


def write_digest(now: dt.datetime) -> bool:
    """Write today's digest when the clinic has just opened and requests are overdue.

    Returns whether one was written.
    """
    facts = current_clinic()
    local = now.astimezone(facts.zone)
    spans = facts.spans_on(local.date())
    if not spans:
        return False
    opening = dt.datetime.combine(local.date(), spans[0].opens, facts.zone)
    if not opening <= local < opening + MORNING or not Submission.objects.overdue(now).exists():
        return False
    return outbox.enqueue_digest(local.date(), now)
