"""Who works on what: one click to take a request, one to give it back, and the clock behind both."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext as _

from intake import audit
from intake.deadlines import opening_time_between
from intake.enums import AuditKind, Cause, Status
from intake.models import Submission
from intake.services.hours import current_clinic
from intake.services.triage import Refused, in_hand, refuse_if, remember, step
from intake.states import TO_CALL, why_not

_TRIES = 20
_BATCH = 50


class AlreadyClaimed(Refused):
    """A colleague was quicker."""


def claim(
    submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime, take_over: bool = False
) -> Submission:
    """Give a request to `actor`. `take_over` takes it from a colleague, which is on record.

    Raises AlreadyClaimed when a colleague has it, Refused when there is nothing to be done for it.
    """
    with in_hand(submission) as row:
        if row.claimed_by_id == actor.pk:
            return row
        if row.claimed_by_id is not None and not take_over:
            raise AlreadyClaimed(_("{name} has it already.").format(name=row.claimed_by))
        if row.status == Status.NEW:
            step(row, Status.CLAIMED, actor=actor, now=now, cause=Cause.CLAIMED)
        else:
            refuse_if("" if row.is_open else why_not(Status(row.status), Status.CLAIMED))
            remember(row, row.status, actor=actor, now=now, cause=Cause.CLAIMED)
        row.claimed_by, row.claimed_at = actor, now
        audit.record(AuditKind.CLAIMED, actor=actor, submission=row, now=now)
    return row


def claim_next(actor: AbstractBaseUser, now: dt.datetime) -> Submission | None:
    """Give `actor` the request that is to be called next and is nobody's; None when there is none."""
    free = Submission.objects.filter(Q(next_call_at=None) | Q(next_call_at__lte=now), to_call=True)
    free = free.filter(claimed_by=None).order_by("-read_first", "queue_at", "received_at")
    for submission in free[:_TRIES]:
        try:
            return claim(submission, actor=actor, now=now)
        except Refused:
            continue  # a colleague was quicker; the next one is as good
    return None


def release(submission: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime) -> Submission:
    """Put a request back for all to take. Its deadline and its history stay."""
    with in_hand(submission) as row:
        _give_back(row, actor=actor, now=now, cause=Cause.RELEASED)
        audit.record(AuditKind.RELEASED, actor=actor, submission=row, now=now)
    return row


def hand_back_stale(now: dt.datetime) -> int:
    """Put back what was claimed and not tried for CLAIM_HOURS of opening time; return how many."""
    allowed = dt.timedelta(hours=settings.CLAIM_HOURS)
    held = Submission.objects.filter(
        claimed_by__isnull=False,
        status__in=["claimed", "attempting"],
        claimed_at__lte=now - allowed,
        waiting_since=None,
    )
    done = 0
    for submission in held.order_by("claimed_at")[:_BATCH]:
        if _idle(submission, now) >= allowed:
            with in_hand(submission) as row:
                if row.claimed_by_id is not None and _idle(row, now) >= allowed:
                    _give_back(row, actor=None, now=now, cause=Cause.STALE)
                    done += 1
    return done


def _idle(row: Submission, now: dt.datetime) -> dt.timedelta:
    # Nobody is idle who must not call before a certain time.
    since = max(row.claimed_at, row.next_call_at or row.claimed_at)
    facts = current_clinic()
    return opening_time_between(since, now, facts) if facts.hours_known else now - since


def _give_back(row: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime, cause: Cause) -> None:
    refuse_if("" if row.claimed_by_id is not None else _("Nobody has it."))
    if row.status == Status.CLAIMED:
        step(row, Status.NEW, actor=actor, now=now, cause=cause)
    else:
        refuse_if("" if row.status in TO_CALL or row.is_open else _("It is closed."))
        remember(row, row.status, actor=actor, now=now, cause=cause)
    row.claimed_by = row.claimed_at = None
