"""Close a request with an outcome, and reopen one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from intake.enums import AttemptResult, Cause, Outcome, Status
from intake.mail import outbox
from intake.models import Submission
from intake.rules import retention
from intake.rules.states import OUTCOMES
from intake.services.calls.wrong_numbers import was_wrong_number
from intake.services.triage.deletion import drop_deletion
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.sealed_text import seal_fields
from intake.services.triage.transitions import Refused, locked_for_update, refuse_if, transition
from intake.services.triage.waiting import resume
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
    """Close a request. Raises Refused with the reason, or ChangedMeanwhile if `version` is out of date."""
    text = clean_text(ending.text)
    if ending.outcome not in OUTCOMES.get(ending.status, ()):
        raise Refused(_("Choose an outcome that fits"))
    if ending.outcome == Outcome.OTHER and not text:
        raise Refused(_("Enter the outcome in a few words"))
    if len(text) > LIMIT:
        raise Refused(_("The outcome must be 500 characters or less"))
    with locked_for_update(submission, version) as row:
        refuse_if(_why_not_yet(row, ending.status))
        before, row.outcome = row.status, ending.outcome
        transition(row, ending.status, actor=actor, now=now, cause=Cause.CLOSED)
        resume(row, actor=actor, now=now)
        row.closed_at, row.next_call_at, row.promised_call_at = now, None, None
        row.outcome_text = seal_fields({"text": text}, row.outcome_context) if text else ""
        if ending.status == Status.WITHDRAWN:
            row.status_before, row.withdrawn_at = before, now
        row.purge_after = retention.purge_after(ending.status, ending.outcome, now)
        recompute_queue_time(row)
        outbox.cancel_call_back_reminders(row, now)
    return row


def reopen(
    submission: Submission,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    cause: Cause = Cause.REOPENED,
    version: int | None = None,
) -> Submission:
    """Return a closed request to the queue, with the deadline it had.

    Raises Refused, ChangedMeanwhile, and SameRequestIsOpen if its twin is open.
    """
    with locked_for_update(submission, version) as row:
        if row.purged_at:
            raise Refused(_("Its answers were destroyed."))
        transition(row, Status.NEW, actor=actor, now=now, cause=cause)
        row.outcome = row.outcome_text = ""
        row.claimed_by = row.claimed_at = row.closed_at = row.purge_after = None
        if cause == Cause.NOT_SPAM:
            row.quarantined = False
        recompute_queue_time(row)
        drop_deletion(row, actor=actor, now=now)
    return row


def _why_not_yet(row: Submission, after: Status) -> str:
    if row.read_first:
        return _("It needs to be read first. Resolve that with a note, then close it.")
    if after != Status.UNREACHABLE or row.status not in {Status.ATTEMPTING, Status.REACHED}:
        return ""
    made = list(row.attempts.not_undone().values_list("result", flat=True))
    # An email after a wrong number doesn't make the number right.
    was_wrong = AttemptResult.WRONG_NUMBER in made[-1:] or was_wrong_number(row, ())
    if len(made) >= settings.CONTACT_ATTEMPTS or was_wrong:
        return ""
    return _("{made} of {wanted} attempts made. Try again, or choose another outcome.").format(
        made=len(made), wanted=settings.CONTACT_ATTEMPTS
    )
