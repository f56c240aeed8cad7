"""The morning digest: once per opening day, and only if something is overdue."""

from __future__ import annotations

import datetime as dt

from clinic_site.clinic import current as current_clinic
from intake.mail import outbox
from intake.models import Submission

MORNING = dt.timedelta(hours=2)  # how long after opening a delayed worker still sends it


def write_digest(now: dt.datetime) -> bool:
    """Queue today's digest if the clinic has just opened and requests are overdue.

    Returns whether it was queued.
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
