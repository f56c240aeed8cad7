"""Numbers at which someone else answered."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from intake.crypto.sealing import SealingError
from intake.enums import AttemptResult, Channel
from intake.models import ContactAttempt, Submission
from intake.models.opening import current_answers
from intake.services.triage.sealed_text import open_fields


def was_wrong_number(submission: Submission, linked: Collection[uuid.UUID]) -> bool:
    """Return whether the last attempt reached someone else, and the patient has changed nothing since.

    Attempts on the `linked` requests count if they used the number that this one has now. What was
    recorded before the patient sent it says nothing: they have given the number since.
    """
    attempts = ContactAttempt.objects.that_count().exclude(channel=Channel.EMAIL)
    attempts = attempts.filter(submission__in=[submission.pk, *linked], made_at__gte=submission.received_at)
    if submission.amended_at is not None:
        attempts = attempts.filter(made_at__gt=submission.amended_at)
    recent = list(attempts.order_by("-made_at", "-pk"))
    if not any(each.result == AttemptResult.WRONG_NUMBER for each in recent):
        return False
    last = next((each for each in recent if _concerns(each, submission)), None)
    return last is not None and last.result == AttemptResult.WRONG_NUMBER


def _concerns(attempt: ContactAttempt, submission: Submission) -> bool:
    if attempt.submission_id == submission.pk:
        return True
    try:
        used = open_fields(attempt.sealed, attempt.sealed_context).get("used")
        return bool(used) and used == (current_answers(submission).get("phone") or {}).get("e164")
    except SealingError:  # better to hold back a number than to ask a stranger for the patient
        return True
