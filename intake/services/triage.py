"""Moving a submission through the queue."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from intake.enums import Status
from intake.models import Submission


class SameRequestIsOpen(Exception):
    """A closed submission cannot be reopened while the very same request is open again."""


def same_request_is_open(submission: Submission) -> bool:
    """Return whether another open submission holds the very same words."""
    twins = Submission.objects.still_open().filter(idempotency_key=submission.idempotency_key)
    return twins.exclude(pk=submission.pk).exists()


def set_status(submission: Submission, status: Status) -> Submission:
    """Give `submission` a new status and return it. Raises SameRequestIsOpen."""
    submission.status = status
    try:
        with transaction.atomic():
            submission.save(update_fields=["status"])
    except IntegrityError:
        raise SameRequestIsOpen from None
    return submission
