"""Who has a request: claim it, assign it to a colleague, release it, and take stale claims back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from clinic_site.clinic import current as current_clinic
from intake.audit import trail
from intake.enums import AuditKind, Cause, OutboxKind, Status
from intake.mail import outbox
from intake.models import Submission
from intake.rules.deadlines import elapsed
from intake.rules.states import why_not
from intake.services.access.viewers import seen_by_owner
from intake.services.triage.colleagues import colleagues
from intake.services.triage.linked_requests import lock_each_with_linked
from intake.services.triage.transitions import Refused, locked_for_update, log_transition, transition

_IN_HAND = (Status.CLAIMED, Status.ATTEMPTING)
ANYONE = -1  # no account's id


class AlreadyClaimed(Refused):
    """A colleague has claimed the request; `row` is locked."""

    def __init__(self, row: Submission) -> None:
        super().__init__(_("{name} has already claimed it.").format(name=row.claimed_by))


def claim(
    submission: Submission,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    take_over_from: int | None = None,
    check: Callable[[Submission], None] = lambda _row: None,
) -> Submission:
    """Assign a request to `actor`, even if the colleague with the id `take_over_from` has it.

    `check` gets the request once it and those linked to it are locked, and may raise Refused. Raises
    AlreadyClaimed if another colleague has it, Refused if it cannot be claimed.
    """
    with locked_for_update(submission) as row:
        check(row)
        if row.claimed_by_id == actor.pk:
            return row
        _refuse_other_owner(row, take_over_from, actor)
        _give_to(row, actor, actor=actor, now=now, cause=Cause.CLAIMED)
        trail.record(AuditKind.CLAIMED, actor=actor, submission=row, now=now)
    return row


def assign(
    submission: Submission,
    to: AbstractBaseUser,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    owner: int | None = ANYONE,
    one_of_several: bool = False,
) -> None:
    """Assign a request to a colleague, who gets an email if their account has an address.

    If it's `one_of_several` that are assigned at `now`, they get one email about all of them.
    Raises Refused if the colleague may not work the queue, or the request can't be claimed; AlreadyClaimed
    if someone has it who isn't the `owner` that `actor` saw.
    """
    if not colleagues().filter(pk=to.pk).exists():
        raise Refused(_("Choose a colleague who works the queue."))
    with locked_for_update(submission) as row:
        if row.claimed_by_id == to.pk:
            return
        _refuse_other_owner(row, owner, actor)
        _give_to(row, to, actor=actor, now=now, cause=Cause.ASSIGNED)
        trail.record(AuditKind.ASSIGNED, actor=actor, submission=row, now=now, to=to.pk)
        if to.email and to.pk != actor.pk:
            if one_of_several:
                outbox.enqueue_hand_over(to, now)
            else:
                outbox.requeue(OutboxKind.ASSIGNED, row, now, account=to)


def release(
    submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime, owner: int | None = ANYONE
) -> None:
    """Return a request to the queue. Its deadline and history stay.

    Raises AlreadyClaimed if someone has it who isn't the `owner` that `actor` saw.
    """
    with locked_for_update(submission) as row:
        _refuse_other_owner(row, owner, actor)
        _give_back(row, actor=actor, now=now, cause=Cause.RELEASED)
        trail.record(AuditKind.RELEASED, actor=actor, submission=row, now=now)


def lock_claimed(by: AbstractBaseUser) -> list[Submission]:
    """Lock the open requests that `by` has claimed, and those linked to them; return the claimed ones."""
    ids = Submission.objects.still_open().filter(claimed_by=by).values_list("pk", flat=True)
    locked = lock_each_with_linked(set(ids)).values()
    return [row for row in locked if row.claimed_by_id == by.pk and row.is_open]


@transaction.atomic
def hand_back_all(of: AbstractBaseUser, *, actor: AbstractBaseUser, now: dt.datetime) -> int:
    """Release the open requests of someone who no longer works the queue; return how many.

    A transaction that records something earlier must call `lock_claimed` before that (see trail.record).
    """
    claimed = lock_claimed(of)
    for submission in claimed:
        with locked_for_update(submission) as row:
            _give_back(row, actor=actor, now=now, cause=Cause.RELEASED)
            trail.record(AuditKind.RELEASED, actor=actor, submission=row, now=now)
    return len(claimed)


def hand_back_stale(now: dt.datetime) -> int:
    """Release requests that were claimed but not tried for CLAIM_HOURS of opening time; return how many.

    One whose owner has its page open is kept: they may be on the phone with the person.
    """
    allowed = dt.timedelta(hours=settings.CLAIM_HOURS)
    claimed = Submission.objects.filter(
        claimed_by__isnull=False,
        status__in=_IN_HAND,
        claimed_at__lte=now - allowed,
        waiting_since=None,
    ).exclude(seen_by_owner(now))
    done = 0
    # Look at all of them: however many are not stale yet, they must not hide one that is.
    for submission in claimed.order_by("claimed_at").iterator():
        if _idle(submission, now) >= allowed:
            with locked_for_update(submission) as row:
                # Meanwhile it may have been closed or released, or be waiting for the patient.
                in_hand = row.claimed_by_id is not None and row.status in _IN_HAND
                if in_hand and row.waiting_since is None and _idle(row, now) >= allowed:
                    _give_back(row, actor=None, now=now, cause=Cause.STALE)
                    trail.record(AuditKind.RELEASED, actor=None, submission=row, now=now)
                    done += 1
    return done


def _idle(row: Submission, now: dt.datetime) -> dt.timedelta:
    # Time before the next allowed call does not count as idle.
    return elapsed(max(row.claimed_at, row.next_call_at or row.claimed_at), now, current_clinic())


def _refuse_other_owner(row: Submission, seen: int | None, actor: AbstractBaseUser) -> None:
    """Raise AlreadyClaimed if someone has a locked row other than `actor` and the owner that `actor` saw."""
    if row.claimed_by_id not in (None, actor.pk) and seen not in (ANYONE, row.claimed_by_id):
        raise AlreadyClaimed(row)


def _give_to(
    row: Submission, to: AbstractBaseUser, *, actor: AbstractBaseUser, now: dt.datetime, cause: Cause
) -> None:
    if row.status == Status.NEW:
        transition(row, Status.CLAIMED, actor=actor, now=now, cause=cause)
    else:
        if not row.is_open:
            raise Refused(why_not(Status(row.status), Status.CLAIMED))
        log_transition(row, row.status, actor=actor, now=now, cause=cause)
    row.claimed_by, row.claimed_at = to, now


def _give_back(row: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime, cause: Cause) -> None:
    if row.claimed_by_id is None:
        raise Refused(_("It is unassigned."))
    if row.status == Status.CLAIMED:
        transition(row, Status.NEW, actor=actor, now=now, cause=cause)
    else:
        if not row.is_open:
            raise Refused(_("It is closed."))
        log_transition(row, row.status, actor=actor, now=now, cause=cause)
    row.claimed_by = row.claimed_at = None
