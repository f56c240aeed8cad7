"""Possible spam: a person decides, and whoever was taken for a machine loses no time by it."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser

from intake import outbox
from intake.enums import Cause, OutboxKind, Outcome, Status
from intake.models import Submission
from intake.services.closing import Ending, close, reopen
from intake.services.triage import in_hand, remember


def not_spam(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> Submission:
    """Put a request back at its original deadline; staff get a mail when that has passed.

    Raises SameRequestIsOpen when its twin is open, Refused for one that was purged.
    """
    if submission.status == Status.SPAM:
        row = reopen(submission, actor=actor, now=now, cause=Cause.NOT_SPAM)
    else:
        with in_hand(submission) as row:
            if row.quarantined:
                row.quarantined = False
                remember(row, row.status, actor=actor, now=now, cause=Cause.NOT_SPAM)
    if row.is_overdue(now):
        outbox.enqueue_anew(OutboxKind.NEW_REQUEST, row, now)
    return row


def spam(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> Submission:
    """Close a request as spam. Raises Refused when it may not be, as when it is to be read first."""
    return close(submission, Ending(Status.SPAM, Outcome.ADVERT), actor=actor, now=now)
