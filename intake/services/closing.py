"""Closing a request with its outcome, and opening one again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from intake import keeping
from intake.enums import AttemptResult, Cause, Outcome, Status
from intake.models import Submission
from intake.services.queue_time import settle
from intake.services.sealing_words import seal_words
from intake.services.triage import Refused, in_hand, refuse_if, step
from intake.services.waiting import resume
from intake.states import fits
from intake.validators import clean_text

LIMIT = 500


@dataclass(frozen=True)
class Ending:
    """How a request ended: a closing status, an outcome that fits it, and a text for "other"."""

    status: Status
    outcome: Outcome
    text: str = ""


def close(
    submission: Submission,
    ending: Ending,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    version: int | None = None,
) -> Submission:
    """Close a request. Raises Refused with the reason when it may not be closed so, ChangedMeanwhile."""
    text = clean_text(ending.text)
    if not fits(ending.status, ending.outcome):
        raise Refused(_("Choose an outcome that fits"))
    if ending.outcome == Outcome.OTHER and not text:
        raise Refused(_("Enter the outcome in a few words"))
    if len(text) > LIMIT:
        raise Refused(_("The outcome must be 500 characters or less"))
    with in_hand(submission, version) as row:
        refuse_if(_why_not_yet(row, ending.status))
        before = row.status
        step(row, ending.status, actor=actor, now=now, cause=Cause.CLOSED)
        resume(row, actor=actor, now=now)
        row.outcome, row.closed_at, row.next_call_at = ending.outcome, now, None
        row.outcome_text = seal_words({"text": text}, row.outcome_place) if text else ""
        if ending.status == Status.WITHDRAWN:
            row.status_before, row.withdrawn_at = before, now
        row.purge_after = keeping.purge_after(ending.status, ending.outcome, now)
        settle(row)
    return row


def reopen(
    submission: Submission,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    cause: Cause = Cause.REOPENED,
    version: int | None = None,
) -> Submission:
    """Put a closed request back into the queue, with the deadline it had.

    Raises Refused, ChangedMeanwhile, and SameRequestIsOpen when its twin is open.
    """
    with in_hand(submission, version) as row:
        refuse_if(_("Its answers were destroyed.") if row.purged_at else "")
        step(row, Status.NEW, actor=actor, now=now, cause=cause)
        row.outcome = row.outcome_text = ""
        row.claimed_by = row.claimed_at = row.closed_at = row.purge_after = None
        if cause == Cause.NOT_SPAM:
            row.quarantined = False
        settle(row)
    return row


def _why_not_yet(row: Submission, after: Status) -> str:
    if row.read_first:
        return _("It is to be read first. Resolve that with a note, then close it.")
    if after != Status.UNREACHABLE or row.status not in {Status.ATTEMPTING, Status.REACHED}:
        return ""
    made = list(row.attempts.values_list("result", flat=True))
    if len(made) >= settings.CONTACT_ATTEMPTS or AttemptResult.WRONG_NUMBER in made[-1:]:
        return ""
    return _("{made} of {wanted} attempts are made. Try again, or choose another way to close it.").format(
        made=len(made), wanted=settings.CONTACT_ATTEMPTS
    )
