"""Whether a message is still right when it is sent.

It may have waited for days, and messages about one request may overtake each other. Someone who reads
"Please stop" about a request that is open again won't call a person who is waiting.
"""

from __future__ import annotations

from collections.abc import Callable

from intake.enums import OutboxKind, Status
from intake.models import OutboxMessage, Submission
from intake.rules.states import TO_CALL


def is_outdated(message: OutboxMessage) -> bool:
    """Return whether what a message says about its request is no longer true."""
    return not _IS_RIGHT[OutboxKind(message.kind)](message)


def _always(_message: OutboxMessage) -> bool:
    # For messages about something that happened: it stays true.
    return True


def _is_open(message: OutboxMessage) -> bool:
    return message.submission.is_open


def _is_to_call(message: OutboxMessage) -> bool:
    return message.submission.status in TO_CALL


def _is_withdrawn(message: OutboxMessage) -> bool:
    return message.submission.status == Status.WITHDRAWN


def _was_not_withdrawn(message: OutboxMessage) -> bool:
    return not _is_withdrawn(message)


def _is_owed_a_call(message: OutboxMessage) -> bool:
    promised = message.submission.promised_call_at
    return _is_to_call(message) and promised is not None and promised <= message.created_at


def _is_assigned(message: OutboxMessage) -> bool:
    if message.submission is None:
        return Submission.objects.handed_over(message.account_id, message.created_at).exists()
    return _is_open(message) and message.submission.claimed_by_id == message.account_id


_IS_RIGHT: dict[OutboxKind, Callable[[OutboxMessage], bool]] = {
    OutboxKind.NEW_REQUEST: _is_to_call,
    OutboxKind.ASKED_AGAIN: _is_open,
    OutboxKind.CHANGED: _was_not_withdrawn,
    OutboxKind.WITHDRAWN: _is_withdrawn,
    OutboxKind.TAKEN_BACK: _is_open,
    OutboxKind.CONFIRMATION: _was_not_withdrawn,
    OutboxKind.CALL_BACK_DUE: _is_owed_a_call,
    OutboxKind.CALL_BACK_LATE: _is_owed_a_call,
    OutboxKind.DIGEST: _always,
    OutboxKind.OPENINGS: _always,
    OutboxKind.ASSIGNED: _is_assigned,
    OutboxKind.MENTIONED: _always,
    OutboxKind.WEBHOOK: _is_to_call,
}
