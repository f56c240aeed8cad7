"""Numbers at which someone else answered, and email addresses that were wrong."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from intake.crypto.sealing import SealingError
from intake.enums import AttemptResult, Channel
from intake.models import ContactAttempt, Submission
from intake.models.answers import unseal
from intake.services.triage.sealed_text import open_fields


def was_wrong_number(
    submission: Submission, linked: Collection[uuid.UUID], channel: Channel | None = None
) -> bool:
    """Return whether the last attempt reached someone else, and the patient has given no number since.

    The same goes for the address of someone who wants an email. Attempts on the `linked` requests count
    if they used the number or address that this one has now. Attempts from before the patient gave it, in
    the request or in a later change, don't count, nor do calls to someone who wants an email now.
    `channel` is how they are contacted, by default as this request says.
    """
    attempts = ContactAttempt.objects.not_undone()
    attempts = attempts.filter(submission__in=[submission.pk, *linked], made_at__gte=submission.received_at)
    recent = list(attempts.order_by("-made_at", "-pk"))
    if not any(each.result == AttemptResult.WRONG_NUMBER for each in recent):
        return False
    try:
        by_email, contact, given_at = _contact_of(submission, channel)
    except SealingError:  # better to hold back a number than to ask a stranger for the patient
        return True
    alike = (each for each in recent if (each.channel == Channel.EMAIL) == by_email)
    used = (each for each in alike if each.made_at >= given_at and _concerns(each, submission, contact))
    last = next(used, None)
    return last is not None and last.result == AttemptResult.WRONG_NUMBER


def _contact_of(submission: Submission, channel: Channel | None) -> tuple[bool, str, dt.datetime]:
    """Return whether the person gets an email, the address or number that we use, and when it was given."""
    rows = [submission, *submission.amendments.all()]
    given = [(unseal(row), row.received_at) for row in reversed(rows)]
    channel = channel or next((answers["channel"] for answers, _at in given if answers.get("channel")), "")
    by_email = channel == Channel.EMAIL
    found = ((number_or_address(answers, by_email=by_email), at) for answers, at in given)
    contact, at = next((each for each in found if each[0]), ("", submission.received_at))
    return by_email, contact, at


def number_or_address(answers: Mapping[str, Any], *, by_email: bool) -> str:
    """Return the email address in the answers, or the number with its extension; "" for none."""
    if by_email:
        return answers.get("email") or ""
    phone = answers.get("phone") or {}
    extension = phone.get("extension")
    return f"{phone['e164']};ext={extension}" if extension else phone.get("e164", "")


def _concerns(attempt: ContactAttempt, submission: Submission, contact: str) -> bool:
    try:
        fields = open_fields(attempt.sealed, attempt.sealed_context)
    except SealingError:
        return True
    used = fields.get("used")
    if used and "with_extension" not in fields:  # earlier releases stored the number alone
        used, contact = used.partition(";ext=")[0], contact.partition(";ext=")[0]
    return used == contact if used else attempt.submission_id == submission.pk
