"""A patient takes a request back: calls stop at once, and the clock of its purge starts."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from intake import outbox
from intake.enums import OutboxKind, Status
from intake.models import Submission
from intake.services.triage import SameRequestIsOpen

UNDO_WITHIN = dt.timedelta(hours=1)


def withdraw(submission: Submission, now: dt.datetime) -> bool:
    """Close an open submission as withdrawn and have staff told; return whether it was open."""
    with transaction.atomic():
        done = (
            Submission.objects.still_open()
            .filter(pk=submission.pk)
            .update(
                status_before=F("status"),
                status=Status.WITHDRAWN,
                withdrawn_at=now,
                purge_after=now + dt.timedelta(days=settings.KEEP_WITHDRAWN_DAYS),
            )
        )
        if done:
            outbox.enqueue_anew(OutboxKind.WITHDRAWN, submission, now)
    return bool(done)


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
            done = Submission.objects.filter(
                pk=submission.pk,
                status=Status.WITHDRAWN,
                withdrawn_at__gt=now - UNDO_WITHIN,
                purged_at=None,
            ).update(status=F("status_before"), status_before="", withdrawn_at=None, purge_after=None)
            if done:
                outbox.enqueue_anew(OutboxKind.REOPENED, submission, now)
    except IntegrityError:
        raise SameRequestIsOpen from None
    return bool(done)
