"""Numbers at which someone else answered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from intake.crypto.sealing import SealingError
from intake.enums import AttemptResult, Channel
from intake.models import ContactAttempt, Submission
from intake.models.opening import unseal
from intake.services.triage.sealed_text import open_fields


def was_wrong_number(submission: Submission, linked: Collection[uuid.UUID]) -> bool:
    """Return whether the last attempt reached someone else, and the patient has given no number since.

    Attempts on the `linked` requests count if they used the number that this one has now. Attempts
    before the patient gave it, with the request or in a later change, don't count. False for someone
    who wants an email.
    """
    attempts = ContactAttempt.objects.that_count().exclude(channel=Channel.EMAIL)
    attempts = attempts.filter(submission__in=[submission.pk, *linked], made_at__gte=submission.received_at)
    recent = list(attempts.order_by("-made_at", "-pk"))
    if not any(each.result == AttemptResult.WRONG_NUMBER for each in recent):
        return False
    try:
        number, given_at = _number_of(submission)
    except SealingError:  # better to hold back a number than to ask a stranger for the patient
        return True
    used = (each for each in recent if each.made_at >= given_at and _concerns(each, submission, number))
    last = next(used, None)
    return number != "" and last is not None and last.result == AttemptResult.WRONG_NUMBER


def _number_of(submission: Submission) -> tuple[str, dt.datetime]:
    """Return the number that is called now, and when the patient gave it; "" if they want an email."""
    rows = [submission, *submission.amendments.all()]
    given = [(unseal(row), row.received_at) for row in reversed(rows)]
    channel = next((answers["channel"] for answers, _at in given if answers.get("channel")), "")
    phone, at = next(
        ((answers["phone"], at) for answers, at in given if answers.get("phone")),
        ({}, submission.received_at),
    )
    return "" if channel == Channel.EMAIL else phone.get("e164", ""), at


def _concerns(attempt: ContactAttempt, submission: Submission, number: str) -> bool:
    if attempt.submission_id == submission.pk:
        return True
    try:
        return open_fields(attempt.sealed, attempt.sealed_context).get("used") == number
    except SealingError:
        return True
