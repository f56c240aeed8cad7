"""The clock of a promise: it stops only while we wait for the patient, and moves on afterwards."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from intake.deadlines import advance, opening_time_between
from intake.enums import Cause
from intake.models import Submission
from intake.services.hours import current_clinic
from intake.services.queue_time import settle
from intake.services.triage import in_hand, refuse_if, remember
from intake.states import TO_CALL

_BATCH = 50


def wait(row: Submission, *, until: dt.datetime | None, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Stop the clock of a locked row, until a time or until the patient is heard of."""
    refuse_if("" if row.status in TO_CALL else _("Nobody has to call this person now."))
    if row.waiting_since is None:
        row.waiting_since = now
    row.waiting_until = until
    remember(row, row.status, actor=actor, now=now, cause=Cause.WAITING)


def resume(row: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Let the clock of a locked row go on: the deadline moves by the opening time that was waited.

    What was overdue when the waiting began is as overdue afterwards. Does nothing for a row
    that does not wait.
    """
    if row.waiting_since is None:
        return
    paused = opening_time_between(row.waiting_since, now, current_clinic())
    if row.act_by is not None:
        row.act_by = advance(row.act_by, paused, current_clinic()) or row.act_by
    row.paused_seconds += int(paused.total_seconds())
    row.waiting_since = row.waiting_until = None
    remember(row, row.status, actor=actor, now=now, cause=Cause.RESUMED)
    settle(row)


def resume_now(
    submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime, version: int | None = None
) -> Submission:
    """End the waiting because the patient was heard of. Raises ChangedMeanwhile."""
    with in_hand(submission, version) as row:
        resume(row, actor=actor, now=now)
    return row


def end_waits(now: dt.datetime) -> int:
    """End the waiting of those whose time has come; return how many."""
    due = Submission.objects.filter(waiting_until__lte=now).order_by("waiting_until")[:_BATCH]
    for submission in due:
        with in_hand(submission) as row:
            if row.waiting_until is not None and row.waiting_until <= now:
                resume(row, actor=None, now=row.waiting_until)
    return len(due)
