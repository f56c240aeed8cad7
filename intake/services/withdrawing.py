"""A patient takes a request back: calls stop at once, and the clock of its purge starts."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from intake import keeping, outbox
from intake.enums import Cause, OutboxKind, Status
from intake.models import Submission
from intake.services.triage import SameRequestIsOpen, remember

# The public side may change these columns and no others: what a patient wrote is never written over.
_MOVED = ("status", "status_before", "withdrawn_at", "closed_at", "purge_after", "version")
UNDO_WITHIN = dt.timedelta(hours=1)


def withdraw(submission: Submission, now: dt.datetime) -> bool:
    """Close an open submission as withdrawn and have staff told; return whether it was open."""
    with transaction.atomic():
        row = Submission.objects.select_for_update().still_open().filter(pk=submission.pk).first()
        if row is None:
            return False
        row.status_before, row.status = row.status, Status.WITHDRAWN
        row.withdrawn_at = row.closed_at = now
        row.purge_after = keeping.purge_after(row.status, row.outcome, now)
        row.version += 1
        row.save(update_fields=_MOVED)
        remember(row, row.status_before, actor=None, now=now, cause=Cause.WITHDRAWN)
        outbox.enqueue_anew(OutboxKind.WITHDRAWN, row, now)
    return True


def can_be_taken_back(submission: Submission, now: dt.datetime) -> bool:
    """Return whether the patient may still undo the withdrawal."""
    withdrawn = submission.status == Status.WITHDRAWN and submission.withdrawn_at is not None
    return withdrawn and now < submission.withdrawn_at + UNDO_WITHIN and submission.purged_at is None


def take_back(submission: Submission, now: dt.datetime) -> bool:
    """Undo a withdrawal within the hour and have staff told; return whether there was one to undo.

    The promised time stays what it was. Raises SameRequestIsOpen when the very same request was
    sent again meanwhile.
    """
    try:
        with transaction.atomic():
            row = Submission.objects.select_for_update().filter(pk=submission.pk).first()
            if row is None or not can_be_taken_back(row, now):
                return False
            before, row.status = row.status, row.status_before or Status.NEW
            row.status_before = row.outcome = row.outcome_text = ""
            row.withdrawn_at = row.closed_at = row.purge_after = None
            row.version += 1
            row.save(update_fields=[*_MOVED, "outcome", "outcome_text"])
            remember(row, before, actor=None, now=now, cause=Cause.TAKEN_BACK)
            outbox.enqueue_anew(OutboxKind.REOPENED, row, now)
    except IntegrityError:
        raise SameRequestIsOpen from None
    return True
