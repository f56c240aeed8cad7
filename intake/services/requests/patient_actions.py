"""What patients do with a request after sending it: written by the public side, applied by the staff side.

The public side inserts a row whose sealed content contains the request's secret as proof. The staff
side opens it, verifies the proof and applies the action. A process that is both sides applies it in
the transaction that writes it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from intake.audit import trail
from intake.crypto.keys import private_keys, public_keys
from intake.crypto.receipts import secret_fits
from intake.crypto.sealing import SealingError, open_sealed, seal
from intake.enums import ActionResult, AuditKind, Cause, OutboxKind, PatientActionKind, Status
from intake.mail import outbox
from intake.models import PatientAction, Submission
from intake.rules.next_step import NextStep, step_of
from intake.services.requests.amending import SubmissionIsClosed, amend
from intake.services.requests.content import canonical
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.linked_requests import lock_with_linked
from intake.services.triage.queue_time import is_kept, recompute_queue_time, restart_promise
from intake.services.triage.transitions import SameRequestIsOpen, transition
from intake.services.triage.waiting import resume

_BATCH = 50
_TICK = dt.timedelta(milliseconds=1)
SAME_MOMENT = dt.timedelta(hours=1)

log = logging.getLogger(__name__)


def act(
    submission: Submission,
    kind: PatientActionKind,
    now: dt.datetime,
    *,
    secret: str = "",
    answers: Mapping[str, Any] | None = None,
) -> PatientAction:
    """Store an action of a patient, and apply it at once in a process that can open it.

    `secret` is the proof; ASK_AGAIN needs none. Raises DatabaseError if nothing was stored.
    """
    last = submission.patient_actions.last()
    # Actions are applied in this order, whichever server's clock was used.
    received = max(now, last.received_at + _TICK) if last is not None else now
    action = PatientAction(id=uuid.uuid4(), submission=submission, kind=kind, received_at=received)
    content = canonical({"secret": secret, "answers": answers or {}})
    action.sealed = seal(content, bound_to=action.sealed_context, keys=public_keys())
    with transaction.atomic():
        action.save(force_insert=True)
        if settings.SEALING_PRIVATE_KEYS_FILE is not None:
            return _apply(action.pk, now) or action
    return action


def ask_again(submission: Submission, now: dt.datetime) -> None:
    """Record that the same request was sent again, and notify staff.

    At most once an hour, unless we spoke with the person since: then it is our turn again.
    """
    earlier = submission.patient_actions.filter(kind=PatientActionKind.ASK_AGAIN)
    recent = earlier.filter(received_at__gt=now - SAME_MOMENT)
    if submission.status == Status.REACHED or step_of(submission) == NextStep.THEY_CALL:
        recent = recent.filter(applied_at=None)  # what was applied came before we spoke
    if not recent.exists():
        act(submission, PatientActionKind.ASK_AGAIN, now)


def apply_pending(skip: set[object], now: dt.datetime, submission: Submission | None = None) -> int:
    """Apply a batch of pending actions, of one request or of all, oldest first; return how many.

    An action whose key is missing, or that can't be applied, is logged, added to `skip`, and retried
    after a restart, so that it does not block the others.
    """
    waiting = PatientAction.objects.filter(applied_at=None).exclude(pk__in=skip)
    if submission is not None:
        waiting = waiting.filter(submission=submission)
    done = 0
    for pk, reference in list(waiting.values_list("pk", "submission__reference")[:_BATCH]):
        try:
            applied = _apply(pk, now) is not None
        except DatabaseError:
            raise
        except Exception:
            log.exception("cannot apply patient action", extra={"reference": reference})
            applied = False
        if applied:
            done += 1
        else:
            skip.add(pk)
    return done


def with_pending(submission: Submission) -> Submission:
    """Return a request as it will be after its pending actions; nothing is stored."""
    for action in submission.patient_actions.filter(applied_at=None):
        if action.kind == PatientActionKind.WITHDRAW and submission.is_open:
            submission.status_before, submission.status = submission.status, Status.WITHDRAWN
            submission.withdrawn_at = submission.closed_at = action.received_at
        elif action.kind == PatientActionKind.TAKE_BACK and submission.status == Status.WITHDRAWN:
            submission.status = submission.status_before or Status.NEW
            submission.withdrawn_at = submission.closed_at = submission.purge_after = None
        elif action.kind == PatientActionKind.CHANGE and submission.is_open:
            submission.amended_at = action.received_at
            submission.act_by = None  # the sealed change may contain times that move it
        elif action.kind == PatientActionKind.ASK_AGAIN:
            submission.asked_again_at = action.received_at
            if submission.status == Status.REACHED:
                submission.status, submission.next_call_at = Status.ATTEMPTING, action.received_at
    return submission


def was_tried_without_proof(submission: Submission) -> bool:
    """Return whether an action on a request came without its secret, or could not be opened."""
    return submission.patient_actions.exclude(
        result__in=[ActionResult.APPLIED, ActionResult.NO_EFFECT]
    ).exists()


@transaction.atomic
def _apply(pk: uuid.UUID, now: dt.datetime) -> PatientAction | None:
    """Apply one action and return it, or None if its key is missing."""
    # Lock the request first, then the action, in the same order as everywhere else.
    action = PatientAction.objects.select_related("submission").get(pk=pk)
    submission = lock_with_linked(action.submission_id, Submission.with_canaries.all())
    action = PatientAction.objects.select_for_update(of=("self",)).get(pk=pk)
    if action.applied_at is not None:
        return action
    action.submission = submission
    try:
        secret, answers = _opened(action)
    except SealingError:
        if action.sealed.split(".")[1:2] and action.sealed.split(".")[1] not in private_keys():
            log.error("patient action is waiting for its key", extra={"reference": submission.reference})
            return None
        secret, answers = "", {}
    if action.kind == PatientActionKind.ASK_AGAIN:
        action.result = _note_asked_again(submission, action.received_at, now)
    elif not secret_fits(submission.pk, submission.secret_hash, secret):
        action.result = ActionResult.UNPROVEN
        trail.record(AuditKind.UNPROVEN, actor=None, submission=submission, now=now)
        log.warning("patient action without its request's code", extra={"reference": submission.reference})
    else:
        action.result = _proven(action, submission, answers, now)
    action.applied_at, action.sealed = now, ""
    action.save(update_fields=["applied_at", "result", "sealed"])
    return action


def _opened(action: PatientAction) -> tuple[str, dict[str, Any]]:
    plain = open_sealed(action.sealed, bound_to=action.sealed_context, keys=private_keys())
    try:
        content = json.loads(plain)
        secret, answers = content["secret"], content["answers"]
    except (ValueError, KeyError, TypeError):
        raise SealingError("contains something other than an action") from None
    if not isinstance(secret, str) or not isinstance(answers, dict):
        raise SealingError("contains something other than an action")
    return secret, answers


def _proven(
    action: PatientAction, submission: Submission, answers: dict[str, Any], now: dt.datetime
) -> ActionResult:
    try:
        if action.kind == PatientActionKind.WITHDRAW:
            done = withdraw(submission, now)
        elif action.kind == PatientActionKind.TAKE_BACK:
            done = take_back(submission, now, asked_at=min(action.received_at, now))
        else:
            amend(submission, answers, now)
            done = True
    except (SameRequestIsOpen, SubmissionIsClosed):
        done = False
    return ActionResult.APPLIED if done else ActionResult.NO_EFFECT


def _note_asked_again(submission: Submission, asked_at: dt.datetime, now: dt.datetime) -> ActionResult:
    if not submission.is_open:
        return ActionResult.NO_EFFECT
    was_kept = is_kept(submission)
    submission.asked_again_at = max(min(asked_at, now), submission.asked_again_at or submission.received_at)
    is_our_turn = True
    if step_of(submission) == NextStep.THEY_CALL:  # they got in touch
        submission.next_call_at = now
        resume(submission, actor=None, now=now)
    elif submission.status == Status.REACHED:  # what was said then didn't settle it
        transition(submission, Status.ATTEMPTING, actor=None, now=now, cause=Cause.REOPENED)
        submission.next_call_at = now
        recompute_queue_time(submission)
    elif was_kept and not is_kept(submission):  # by an attempt on a linked request, before they asked again
        restart_promise(submission, now)
    else:
        is_our_turn = False
    submission.version += is_our_turn
    submission.save_changes()
    outbox.requeue(OutboxKind.ASKED_AGAIN, submission, now)
    return ActionResult.APPLIED
