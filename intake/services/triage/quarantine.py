"""Possible spam: a person decides, and a person mistaken for a bot keeps their deadline."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from intake.audit import trail
from intake.crypto.sealing import SealingError
from intake.enums import AuditKind, Cause, OutboxKind, Outcome, Status
from intake.mail import outbox
from intake.models import Submission
from intake.models.answers import current_answers
from intake.services.requests.receive import confirm
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.transitions import locked_for_update, log_transition

ADVERT = Ending(Status.SPAM, Outcome.ADVERT)


@transaction.atomic
def not_spam(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> Submission:
    """Return a request to the queue with its original deadline; notify staff if that has passed.

    The person gets the confirmation that they asked for. Raises SameRequestIsOpen if its twin is open,
    Refused if it was purged.
    """
    was_quarantined = Submission.objects.get(pk=submission.pk).quarantined
    if submission.status == Status.SPAM:
        row = reopen(submission, actor=actor, now=now, cause=Cause.NOT_SPAM)
    else:
        with locked_for_update(submission) as row:
            if row.quarantined:
                end_quarantine(row, actor=actor, now=now)
                recompute_queue_time(row)
    if was_quarantined:
        with suppress(SealingError):  # the page of the request says that it can't be opened
            confirm(row, current_answers(row), now)
    if row.is_overdue(now):
        outbox.requeue(OutboxKind.NEW_REQUEST, row, now)
    return row


def end_quarantine(row: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Take a locked row out of "Possible spam", because `actor` considers it genuine."""
    row.quarantined = False
    log_transition(row, row.status, actor=actor, now=now, cause=Cause.NOT_SPAM)
    detail = {"before": row.status, "after": row.status, "cause": Cause.NOT_SPAM}
    trail.record(AuditKind.STATUS, actor=actor, submission=row, now=now, **detail)


def spam(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> Submission:
    """Close a request as spam. Raises Refused if it may not be closed, such as a "read first" one."""
    return close(submission, ADVERT, actor=actor, now=now)
