"""Where a request stands, as its patient may know it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import Status
from intake.models import Submission
from intake.receipts import secret_fits
from intake.references import normal_reference


class Standing(models.TextChoices):
    """The states of a request that a patient sees; staff know more of them."""

    RECEIVED = "received", _("Received")
    TRYING = "trying", _("We are trying to reach you")
    ARRANGED = "arranged", _("Arranged")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_STANDINGS = {
    Status.NEW: Standing.RECEIVED,
    Status.CLAIMED: Standing.RECEIVED,
    Status.ATTEMPTING: Standing.TRYING,
    Status.REACHED: Standing.ARRANGED,
    Status.SCHEDULED: Standing.ARRANGED,
    Status.REFERRED: Standing.CLOSED,
    Status.NOT_A_MATCH: Standing.CLOSED,
    Status.UNREACHABLE: Standing.CLOSED,
    Status.SPAM: Standing.CLOSED,
    Status.WITHDRAWN: Standing.WITHDRAWN,
}


def standing(submission: Submission) -> Standing:
    """Return where a submission stands."""
    return _STANDINGS[Status(submission.status)]


def readers_of(submission: Submission) -> int:
    """Return how many members of staff got to see what is in a submission."""
    return submission.audit_events.readings().values("actor").distinct().count()


def find(reference: str, secret: str) -> Submission | None:
    """Return the submission that a reference and a secret belong to, or None.

    A reference that nobody has takes as long as a wrong secret: the same query, the same hash.
    """
    submission = Submission.objects.filter(reference=normal_reference(reference)).first()
    return submission if secret_fits(submission and submission.pk, secret) else None
