"""Remind staff of call-backs that were promised and are due."""

from __future__ import annotations

import datetime as dt

from intake.enums import OutboxKind
from intake.mail import outbox
from intake.models import Submission

THEN_ALL = dt.timedelta(minutes=15)


def remind_of_call_backs(now: dt.datetime) -> int:
    """Queue an email to the person who promised, and 15 minutes later one to all; return how many."""
    done = 0
    for submission in Submission.objects.due_now(now).select_related("claimed_by"):
        at = submission.promised_call_at
        done += outbox.requeue_once(OutboxKind.CALL_BACK_DUE, submission, now, since=at)
        if now >= at + THEN_ALL:
            done += outbox.requeue_once(OutboxKind.CALL_BACK_LATE, submission, now, since=at)
    return done
