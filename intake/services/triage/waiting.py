"""The clock of a deadline: it stops only while we wait for the patient, and continues afterwards."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import current as current_clinic
from intake.enums import Cause
from intake.models import Submission
from intake.rules.deadlines import advance, opening_time_between
from intake.rules.states import TO_CALL
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.transitions import locked_for_update, log_transition, refuse_if

_BATCH = 50


def wait(row: Submission, *, until: dt.datetime | None, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Stop the clock of a locked row, until a time or (None) until the patient gets in touch."""
    refuse_if("" if row.status in TO_CALL else _("This person does not need a call now."))
    if row.waiting_since is None:
        row.waiting_since = now
    row.waiting_until = until
    log_transition(row, row.status, actor=actor, now=now, cause=Cause.WAITING)


def resume(row: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Restart the clock of a locked row: the deadline moves by the opening time spent waiting.

    A request that was overdue when the waiting began is as overdue afterwards. Does nothing for a
    row that is not waiting.
    """
    if row.waiting_since is None:
        return
    paused = opening_time_between(row.waiting_since, now, current_clinic())
    if row.act_by is not None:
        row.act_by = advance(row.act_by, paused, current_clinic()) or row.act_by
    row.paused_seconds += int(paused.total_seconds())
    row.waiting_since = row.waiting_until = None
    log_transition(row, row.status, actor=actor, now=now, cause=Cause.RESUMED)
    recompute_queue_time(row)


def resume_now(
    submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime, version: int | None = None
) -> Submission:
    """End the waiting because the patient got in touch. Raises ChangedMeanwhile."""
    with locked_for_update(submission, version) as row:
        resume(row, actor=actor, now=now)
    return row


def end_waits(now: dt.datetime) -> int:
    """End the waiting of a batch of requests whose time has come; return how many."""
    due = Submission.objects.filter(waiting_until__lte=now).order_by("waiting_until")[:_BATCH]
    for submission in due:
        with locked_for_update(submission) as row:
            if row.waiting_until is not None and row.waiting_until <= now:
                resume(row, actor=None, now=row.waiting_until)
    return len(due)
