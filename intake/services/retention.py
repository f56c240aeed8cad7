"""Destroying what is no longer needed. A tombstone stays: reference, kind, outcome and dates."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from intake import audit
from intake.enums import AuditKind
from intake.models import Submission

_BATCH = 50


def purge(now: dt.datetime) -> int:
    """Destroy the answers of submissions whose time has come; return how many were done.

    Each is a transaction of its own, so that a purge that is cut short simply goes on later.
    """
    due = Submission.objects.waiting_to_be_purged(now).order_by("purge_after").values_list("pk", flat=True)
    return sum(_purge(pk, now) for pk in due[:_BATCH])


@transaction.atomic
def _purge(pk: object, now: dt.datetime) -> bool:
    submission = Submission.objects.select_for_update().waiting_to_be_purged(now).filter(pk=pk).first()
    if submission is None:
        return False
    submission.amendments.all().delete()
    submission.notes.update(sealed="")
    submission.attempts.update(sealed="")
    submission.outcome_text = submission.sealed = submission.phone_index = submission.email_index = ""
    submission.idempotency_key = f"purged-{submission.pk.hex}"
    submission.purged_at = submission.indexed_at = now
    submission.save()
    audit.record(AuditKind.PURGED, actor=None, submission=submission, now=now)
    return True
