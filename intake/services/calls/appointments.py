"""The time of an appointment that was made with a person."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.enums import AuditKind, Cause, Status
from intake.models import Submission
from intake.services.triage.transitions import Refused, locked_for_update, log_transition

_MADE_IN = (Status.REACHED, Status.SCHEDULED)


def may_have_appointment(submission: Submission) -> bool:
    """Return whether an appointment can be entered: the person was reached, and nothing was purged."""
    return submission.status in _MADE_IN and submission.purged_at is None


def set_appointment(
    submission: Submission,
    at: dt.datetime | None,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    version: int | None = None,
) -> Submission:
    """Enter, move, or with None remove the appointment. Raises Refused, ChangedMeanwhile."""
    with locked_for_update(submission, version) as row:
        if not may_have_appointment(row):
            raise Refused(_("Record that the person was reached first."))
        row.appointment_at = at
        log_transition(row, row.status, actor=actor, now=now, cause=Cause.APPOINTMENT)
        trail.record(AuditKind.APPOINTMENT, actor=actor, submission=row, now=now, entered=int(at is not None))
    return row


def appointments_today(now: dt.datetime) -> QuerySet[Submission]:
    """Return the requests with an appointment on the clinic's present day, in order."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end = (start + dt.timedelta(hours=36)).replace(hour=0)  # the next midnight, whatever the clock does
    rows = Submission.objects.filter(appointment_at__gte=start, appointment_at__lt=end, status__in=_MADE_IN)
    return rows.order_by("appointment_at", "pk")
