"""Changes that a patient makes after sending, stored as additional sealed rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clinic_site.clinic import current as current_clinic
from intake.audit import trail
from intake.crypto.keys import public_keys
from intake.crypto.sealing import seal
from intake.enums import AttemptResult, AuditKind, Channel, OutboxKind
from intake.mail import outbox
from intake.models import Amendment, Submission
from intake.rules.deadlines import due_at, next_within, start_of_day
from intake.rules.next_step import NextStep, deadline_of, step_of
from intake.rules.safety_card import call_windows, known_times
from intake.services.requests.content import canonical, content_key
from intake.services.triage.linked_requests import lock_with_linked
from intake.services.triage.queue_time import is_kept, recompute_queue_time, restart_promise
from intake.services.triage.waiting import resume


class SubmissionIsClosed(Exception):
    """A closed request cannot be changed."""


def amend(submission: Submission, answers: Mapping[str, Any], now: dt.datetime) -> Amendment:
    """Store new answers to some questions and notify staff. Repeating the last change adds nothing.

    Raises SubmissionIsClosed, and DatabaseError if nothing could be stored.
    """
    content = canonical(answers)
    key = content_key("amendment", content)
    with transaction.atomic():
        locked = lock_with_linked(submission.pk)
        if locked is None or not locked.is_open:
            raise SubmissionIsClosed
        last = locked.amendments.last()
        if last is not None and last.content_key == key:
            return last
        if last is not None:  # the order of changes decides which answer is current, even in a backup
            now = max(now, last.received_at + dt.timedelta(milliseconds=1))
        amendment = Amendment(id=uuid.uuid4(), submission=locked, received_at=now, content_key=key)
        amendment.sealed = seal(content, bound_to=amendment.sealed_context, keys=public_keys())
        amendment.save(force_insert=True)
        _plan_again(locked, answers, now)
        locked.indexed_at = None  # a new number or address must be searchable
        locked.version += 1
        locked.save_changes()
        outbox.requeue(OutboxKind.CHANGED, locked, now)
        if answers.get("email"):  # the confirmation may have been refused at a mistyped address
            outbox.revive(locked.outbox_messages.filter(kind=OutboxKind.CONFIRMATION), now)
        trail.record(AuditKind.CHANGED, actor=None, submission=locked, now=now)
    return amendment


def _plan_again(row: Submission, answers: Mapping[str, Any], now: dt.datetime) -> None:
    """Set the next step of a locked row after a change, and the deadlines that count from it."""
    was_kept, corrected = is_kept(row), _corrects_number(row, answers)
    row.amended_at = now
    if corrected:
        row.next_call_at = None  # that day was planned for the wrong number
    elif step_of(row) == NextStep.THEY_CALL:
        row.next_call_at = now  # they got in touch, so it is our turn again
    was_late = _is_late(row, now)
    _take_over_times(row, answers)
    if corrected or row.waiting_until is None:  # we were waiting for the patient to get in touch
        resume(row, actor=None, now=now)
    if not was_late:
        _promise_again(row, answers, now)
    elif corrected or (was_kept and not is_kept(row)):  # kept by an attempt before this change
        restart_promise(row, now)  # what else is late stays late


def _take_over_times(row: Submission, answers: Mapping[str, Any]) -> None:
    """Set the columns from which deadlines count now, instead of when the worker indexes the row."""
    if answers.get("channel") in Channel.values:
        row.way = answers["channel"]
    if "times" in answers:
        row.call_times = known_times(answers)


def _corrects_number(row: Submission, answers: Mapping[str, Any]) -> bool:
    """Return whether the change replaces a wrong number, after which the next attempt was planned.

    The same goes for the wrong address of someone who wanted an email.
    """
    by_email, channel = row.way == Channel.EMAIL, answers.get("channel") or row.way
    is_replaced = answers.get("email" if by_email else "phone") or (channel == Channel.EMAIL) != by_email
    if not is_replaced or step_of(row) != NextStep.CALL_FROM:
        return False
    tried = row.attempts.not_undone()
    tried = tried.filter(channel=Channel.EMAIL) if by_email else tried.exclude(channel=Channel.EMAIL)
    last = tried.last()
    return last is not None and last.result == AttemptResult.WRONG_NUMBER


def _is_late(row: Submission, now: dt.datetime) -> bool:
    deadline = deadline_of(row, current_clinic())
    return deadline is not None and deadline <= now


def _promise_again(row: Submission, answers: Mapping[str, Any], now: dt.datetime) -> None:
    """Move the promise of a locked row, or its next attempt, to the times that the person gave now.

    They may no longer be called at the time that was planned. A call-back promised for a certain time stays.
    """
    windows, facts = call_windows(answers), current_clinic()
    match step_of(row):
        case NextStep.CALL_BY if windows and row.act_by is not None:
            row.act_by = due_at(now, facts, windows) or row.act_by
        case NextStep.CALL_FROM if windows:
            earliest = max(start_of_day(row.next_call_at, facts), now)
            row.next_call_at = next_within(earliest, windows, facts) or row.next_call_at
            if row.waiting_until is not None:
                row.waiting_until = row.next_call_at
    recompute_queue_time(row)
