"""What the page of a request shows next to the card: what was typed, the choices, the history."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from intake.crypto.sealing import SealingError
from intake.enums import AttemptResult, Channel, DeletionReason, RevealReason, Status, SuspectReason
from intake.models import Deletion, Submission
from intake.models.answers import ChangedSinceArrival
from intake.models.submission import NEVER
from intake.roles import has_right
from intake.rules.next_step import NextStep, step_of
from intake.rules.staff_times import staff_time
from intake.rules.states import OUTCOMES, TO_CALL, why_not
from intake.services.calls.appointments import may_have_appointment
from intake.services.calls.next_call import open_with_colleague
from intake.services.calls.replies import replies
from intake.services.calls.wrong_numbers import was_wrong_number
from intake.services.triage.deletion import why_not_delete
from intake.services.triage.linking import linked, suggested
from intake.services.triage.queue_time import planned_on_linked, reached_about_linked
from intake.services.triage.sealed_text import open_fields
from intake.services.triage.staff_drafts import CALL, draft_of
from intake.staff.call_card.card import open_card
from intake.staff.display import CHANNELS
from intake.staff.requests.timeline import timeline
from intake.staff.time_labels import due_words, step_words


def drafts(request: HttpRequest, submission: Submission, now: dt.datetime) -> dict[str, Any]:
    """Return what this user typed and has not saved, by form.

    Hyphens in form names become underscores, which templates can look up.
    """
    typed = draft_of(submission, account=request.user, now=now)
    return {
        "call": typed.get(CALL, {}),
        "drafts": {form.replace("-", "_"): fields for form, fields in typed.items()},
    }


def card_or_reason(
    request: HttpRequest, submission: Submission, now: dt.datetime, *, revealed: bool
) -> dict[str, Any]:
    """Return the call card, or the reason why there is none."""
    if submission.purged_at is not None or not has_right(request.user, "view_submission"):
        return {"card": None}
    try:
        return {"card": open_card(submission, request.user, now, revealed=revealed)}
    except ChangedSinceArrival as error:
        linked_one = error.submission_id != submission.pk
        return {"card": None, "altered": True, "altered_linked": linked_one}
    except SealingError as error:
        return {"card": None, "cannot_open": str(error)}


def beside_the_card(
    request: HttpRequest, submission: Submission, now: dt.datetime, channel: Channel | None
) -> dict[str, Any]:
    """Return the available actions, and everything shown next to the card.

    The next step is that of a linked request if it comes before a call about this one. `channel` is the
    card's; None without a card.
    """
    links = list(linked(submission))
    linked_ids = [each.pk for each in links]
    return {
        **_rights(request.user),
        **_step(submission, linked_ids, request.user, now),
        **_actions(submission),
        **_attempts(submission),
        **_suspicions(submission),
        "mine": submission.claimed_by_id == request.user.pk,
        "wrong_number": was_wrong_number(submission, linked_ids, channel),
        "outcome_text": _outcome_text(submission) if has_right(request.user, "open_answers") else "",
        "timeline": timeline(submission, request.user),
        "linked": links,
        "suggested": suggested(submission, linked_ids),
    }


def _rights(user: AbstractBaseUser) -> dict[str, bool]:
    return {
        "may_change": has_right(user, "change_submission"),
        "may_open": has_right(user, "open_answers"),
        "may_override": has_right(user, "override_safety"),
        "may_hold": has_right(user, "hold_submission"),
        "may_erase": has_right(user, "erase_submission"),
    }


def _step(
    submission: Submission, linked_ids: list[uuid.UUID], user: AbstractBaseUser, now: dt.datetime
) -> dict[str, Any]:
    """Return what happens next and when, here or on a linked request."""
    planned = planned_on_linked(submission, linked_ids, now) if submission.status in TO_CALL else None
    with_colleague = open_with_colleague(linked_ids, user, now)
    return {
        "step": step_words(planned or submission, now),
        "due": due_words(planned or submission, now),
        "they_call": step_of(submission) == NextStep.THEY_CALL,
        "waiting_until": staff_time(submission.waiting_until, now),
        "next_call": staff_time(submission.next_call_at, now),
        "next_call_is_later": submission.next_call_at is not None and submission.next_call_at > now,
        "calling": str(with_colleague.claimed_by) if with_colleague else "",
        "linked_plan": step_words(planned, now) if planned else "",
        "linked_reached": staff_time(_reached_at(submission, linked_ids), now),
    }


def _actions(submission: Submission) -> dict[str, Any]:
    """Return which actions are possible in the request's state, and their choices."""
    return {
        "results": AttemptResult,
        "channels": list(CHANNELS.items()),
        "reasons": RevealReason,
        "deletion": Deletion.objects.filter(submission=submission).select_related("asked_by").first(),
        "may_ask_to_delete": not why_not_delete(submission),
        "deletion_reasons": DeletionReason.choices,
        "may_have_appointment": may_have_appointment(submission),
        "endings": _endings() if submission.is_open else [],
        "can_reopen": not why_not(Status(submission.status), Status.NEW) and not submission.is_open,
        "replies": replies(submission.language or submission.page_language) if submission.is_open else [],
    }


def _attempts(submission: Submission) -> dict[str, int]:
    return {
        "attempts_made": sum(not hasattr(each, "undone") for each in submission.attempts.all()),
        "attempts_wanted": settings.CONTACT_ATTEMPTS,
        "attempts_days": settings.CONTACT_DAYS,
    }


def _suspicions(submission: Submission) -> dict[str, list[str]]:
    suspicions, attention = SuspectReason.labels_of(submission.suspect_reasons)
    return {"suspicions": suspicions, "attention": attention}


def _reached_at(submission: Submission, linked: list[uuid.UUID]) -> dt.datetime | None:
    """Return when the person was reached about a linked request, if no call is due on any of them."""
    return reached_about_linked(submission, linked) if submission.queue_at >= NEVER else None


def _endings() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all outcomes by closing status: whether one fits depends on the result saved with it."""
    return [
        (after.label, [(f"{after}:{outcome}", f"{after.label}: {outcome.label}") for outcome in outcomes])
        for after, outcomes in OUTCOMES.items()
    ]


def _outcome_text(submission: Submission) -> str:
    try:
        return open_fields(submission.outcome_text, submission.outcome_context).get("text", "")
    except SealingError:
        return _("This request can’t be opened.")
