"""The clock of a deadline: it stops only while we wait for the patient, and continues afterward."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import current as current_clinic
from intake.audit import trail
from intake.enums import AttemptResult, AuditKind, Cause, Place
from intake.models import ContactAttempt, Submission
from intake.rules.deadlines import advance, opening_day_after, opening_time_between
from intake.rules.next_step import NextStep, step_of
from intake.rules.states import TO_CALL
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.transitions import ChangedMeanwhile, Refused, locked_for_update, log_transition

_BATCH = 50


def wait(row: Submission, *, until: dt.datetime | None, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Stop the clock of a locked row, until a time or (None) until the patient gets in touch."""
    if row.status not in TO_CALL:
        raise Refused(_("This person does not need a call now."))
    if row.waiting_since is None:
        row.waiting_since = now
    row.waiting_until = until
    log_transition(row, row.status, actor=actor, now=now, cause=Cause.WAITING)


def resume(row: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Restart the clock of a locked row: the deadline moves by the opening time spent waiting.

    A request that was overdue when the waiting began is just as overdue afterward. The deadline of a next
    attempt counts from now if it was planned for earlier, since no one had to call while we waited. Does
    nothing for a row that isn't waiting.
    """
    if row.waiting_since is None:
        return
    paused = opening_time_between(row.waiting_since, now, current_clinic())
    if row.act_by is not None:
        row.act_by = advance(row.act_by, paused, current_clinic()) or row.act_by
    if row.next_call_at is not None:
        row.next_call_at = max(row.next_call_at, now)
    row.paused_seconds += int(paused.total_seconds())
    row.waiting_since = row.waiting_until = None
    log_transition(row, row.status, actor=actor, now=now, cause=Cause.RESUMED)
    recompute_queue_time(row)


def resume_now(
    submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime, version: int | None = None
) -> Submission:
    """End the waiting because the patient got in touch. Raises ChangedMeanwhile.

    If they had said that they will call, it is our turn again at once.
    """
    with locked_for_update(submission, version) as row:
        if step_of(row) == NextStep.THEY_CALL:
            row.next_call_at = now
        if row.waiting_since is not None:
            resume(row, actor=actor, now=now)
            detail = {"before": row.status, "after": row.status, "cause": Cause.RESUMED}
            trail.record(AuditKind.STATUS, actor=actor, submission=row, now=now, **detail)
    return row


def end_waits(now: dt.datetime) -> int:
    """End the waiting of a batch of requests whose time has come; return how many."""
    due = Submission.objects.filter(waiting_until__lte=now).order_by("waiting_until")[:_BATCH]
    for submission in due:
        with locked_for_update(submission) as row:
            if row.waiting_until is not None and row.waiting_until <= now:
                resume(row, actor=None, now=row.waiting_until)
    return len(due)


def end_stuck_waits(now: dt.datetime) -> int:
    """End the waiting of requests that nothing would ever end; return how many.

    Earlier releases waited without an end after a voicemail if there was no time for a next attempt.
    Their clock should have gone on, so the deadline doesn't move. `end_long_waits` ends "They will call us".
    """
    last = ContactAttempt.objects.not_undone().filter(submission=OuterRef("pk")).order_by("-made_at", "-pk")
    waiting = Submission.objects.filter(place=Place.WAITING, waiting_until=None)
    stuck = waiting.annotate(last_result=Subquery(last.values("result")[:1]))
    done = 0
    for submission in stuck.exclude(last_result=AttemptResult.CALL_BACK):
        with suppress(ChangedMeanwhile), locked_for_update(submission, submission.version) as row:
            row.waiting_since = now
            resume(row, actor=None, now=now)
            done += 1
    return done


def end_long_waits(now: dt.datetime) -> int:
    """End a batch of the waits for people who said that they will call, after CONTACT_DAYS opening days.

    The next attempt is then due: nothing else would remind anyone of someone who never calls. Returns how
    many waits ended.
    """
    waiting = Submission.objects.filter(place=Place.WAITING, waiting_until=None).order_by("waiting_since")
    done = 0
    for submission in waiting[:_BATCH]:
        if opening_day_after(submission.waiting_since, settings.CONTACT_DAYS, current_clinic()) > now:
            break
        with suppress(ChangedMeanwhile), locked_for_update(submission, submission.version) as row:
            row.next_call_at = now
            resume(row, actor=None, now=now)
            done += 1
    return done
