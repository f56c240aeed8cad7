"""The time of an appointment that was made with a person."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic_site.clinic import current as current_clinic
from intake.audit import trail
from intake.enums import AuditKind, Cause, Status
from intake.models import Submission
from intake.rules.deadlines import end_of_day, start_of_day
from intake.services.triage.transitions import Refused, locked_for_update, log_transition

_MADE_IN = (Status.REACHED, Status.SCHEDULED)
# Anyone else with an appointment may come, even after a later call that no one answered.
_NOT_COMING = (Status.WITHDRAWN, Status.SPAM, Status.NOT_A_MATCH, Status.REFERRED)


def may_have_appointment(submission: Submission) -> bool:
    """Return whether an appointment can be entered, moved or removed.

    It is entered once the person was reached. One that exists can be changed until the answers are purged.
    """
    may_enter = submission.status in _MADE_IN or submission.appointment_at is not None
    return may_enter and submission.purged_at is None


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


def appointments_on(time: dt.datetime) -> QuerySet[Submission]:
    """Return the requests with an appointment on the day of `time` in the clinic's time zone, in order."""
    return appointments_between(start_of_day(time, current_clinic()), end_of_day(time, current_clinic()))


def appointments_between(start: dt.datetime, end: dt.datetime) -> QuerySet[Submission]:
    """Return the requests with an appointment from `start` until before `end`, in order."""
    rows = Submission.objects.filter(appointment_at__gte=start, appointment_at__lt=end, purged_at=None)
    return rows.exclude(status__in=_NOT_COMING).order_by("appointment_at", "pk")
