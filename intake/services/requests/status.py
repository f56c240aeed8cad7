"""The status of a request as its patient sees it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.crypto.receipts import secret_fits
from intake.enums import Status
from intake.models import Submission
from intake.rules.next_step import NextStep, step_of
from intake.rules.references import normal_reference


class PublicStatus(models.TextChoices):
    """The statuses that a patient sees; staff see more detail."""

    RECEIVED = "received", _("Received")
    TRYING = "trying", _("We’re trying to reach you")
    ARRANGED = "arranged", _("Arranged")
    CLOSED = "closed", pgettext_lazy("request", "Closed")
    WITHDRAWN = "withdrawn", _("Canceled")


_PUBLIC = {
    Status.NEW: PublicStatus.RECEIVED,
    Status.CLAIMED: PublicStatus.RECEIVED,
    Status.ATTEMPTING: PublicStatus.TRYING,
    Status.REACHED: PublicStatus.ARRANGED,
    Status.SCHEDULED: PublicStatus.ARRANGED,
    Status.REFERRED: PublicStatus.CLOSED,
    Status.NOT_A_MATCH: PublicStatus.CLOSED,
    Status.UNREACHABLE: PublicStatus.CLOSED,
    Status.SPAM: PublicStatus.CLOSED,
    Status.WITHDRAWN: PublicStatus.WITHDRAWN,
}


def public_status(submission: Submission, now: dt.datetime) -> PublicStatus:
    """Return a submission's public status. Until its time comes, a promised call counts as arranged."""
    at = submission.promised_call_at
    if step_of(submission) == NextStep.CALL_AT and at is not None and now < at:
        return PublicStatus.ARRANGED
    return _PUBLIC[Status(submission.status)]


def contact_by(submission: Submission, now: dt.datetime) -> dt.datetime | None:
    """Return the promised time by which the patient still has to be called, or None.

    It is None once the time has passed, and if an attempt on a linked request kept the promise.
    """
    if step_of(submission) != NextStep.CALL_BY or submission.act_by is None:
        return None
    return submission.act_by if max(now, submission.queue_at) <= submission.act_by else None


def agreed_time_has_passed(submission: Submission, now: dt.datetime) -> bool:
    """Return whether what was arranged with the patient is an appointment whose time has come."""
    at = submission.appointment_at
    is_arranged = _PUBLIC[Status(submission.status)] == PublicStatus.ARRANGED
    return is_arranged and at is not None and at <= now


def readers_of(submission: Submission) -> int:
    """Return how many members of staff have seen a submission's content."""
    return submission.audit_events.readings().values("actor").distinct().count()


def find(reference: str, secret: str) -> Submission | None:
    """Return the submission with this reference and secret, or None.

    An unknown reference takes as long as a wrong secret, with the same query and the same hash.
    """
    submission = Submission.objects.filter(reference=normal_reference(reference)).first()
    fits = (
        secret_fits(submission.pk, submission.secret_hash, secret)
        if submission
        else secret_fits(None, "", secret)
    )
    return submission if fits else None
