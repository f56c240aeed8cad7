"""Remind staff of call-backs that were promised and are due."""

from __future__ import annotations

import datetime as dt

from intake.enums import OutboxKind
from intake.mail import outbox
from intake.models import OutboxMessage, Submission

THEN_ALL = dt.timedelta(minutes=15)


def remind_of_call_backs(now: dt.datetime) -> int:
    """Queue an email to the person who promised, and 15 minutes later one to all; return how many."""
    done = 0
    for submission in Submission.objects.due_now(now).select_related("claimed_by"):
        done += _once(OutboxKind.CALL_BACK_DUE, submission, now)
        if now >= submission.promised_call_at + THEN_ALL:
            done += _once(OutboxKind.CALL_BACK_LATE, submission, now)
    return done


def _once(kind: OutboxKind, submission: Submission, now: dt.datetime) -> bool:
    sent = OutboxMessage.objects.filter(kind=kind, submission=submission)
    if sent.filter(created_at__gte=submission.promised_call_at).exists():
        return False
    outbox.requeue(kind, submission, now)
    return True
