"""The outbox: messages written with a submission and delivered afterwards, at least once.

A worker claims a message by one conditional UPDATE and holds it by a lease. Delivery that
fails waits for a random part of a doubling interval ("full jitter") and is tried again for
seven days. A worker that is killed while sending leaves a lease that runs out; the message
then goes out again under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import uuid
from collections.abc import Callable

from django.db.models import F, Q, QuerySet

from intake import notifications
from intake.enums import OutboxKind, OutboxState
from intake.models import OutboxMessage, Submission

LEASE = dt.timedelta(minutes=5)
FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(minutes=10)
GIVE_UP_AFTER = dt.timedelta(days=7)

log = logging.getLogger(__name__)

_COMPOSERS = {
    OutboxKind.NEW_REQUEST: notifications.new_request,
    OutboxKind.ASKED_AGAIN: notifications.asked_again,
    OutboxKind.CHANGED: notifications.changed,
    OutboxKind.WITHDRAWN: notifications.withdrawn,
    OutboxKind.REOPENED: notifications.reopened,
    OutboxKind.CONFIRMATION: notifications.confirmation,
    OutboxKind.DIGEST: notifications.digest,
}


def enqueue(kind: OutboxKind, submission: Submission, now: dt.datetime) -> OutboxMessage:
    """Write a message; call it in the transaction that stores the submission."""
    return OutboxMessage.objects.create(kind=kind, submission=submission, created_at=now, next_at=now)


def enqueue_digest(day: dt.date, now: dt.datetime) -> bool:
    """Write the digest of `day` if there is none yet; return whether it was written."""
    _, fresh = OutboxMessage.objects.get_or_create(
        kind=OutboxKind.DIGEST, day=day, defaults={"created_at": now, "next_at": now}
    )
    return fresh


def enqueue_anew(kind: OutboxKind, submission: Submission, now: dt.datetime) -> OutboxMessage:
    """Write a message, or have the one that was sent before sent once more."""
    fresh = {"state": OutboxState.WAITING, "created_at": now, "next_at": now, "attempts": 0}
    fresh |= {"first_failed_at": None, "sent_at": None, "lease_until": None}
    message, _ = OutboxMessage.objects.update_or_create(kind=kind, submission=submission, defaults=fresh)
    return message


def claim(worker: uuid.UUID, now: dt.datetime) -> OutboxMessage | None:
    """Lease the next message that is ready to `worker`, or return None when nothing is ready."""
    while (pk := _ready(now).order_by("next_at").values_list("pk", flat=True).first()) is not None:
        won = (
            _ready(now)
            .filter(pk=pk)
            .update(lease_until=now + LEASE, lease_by=str(worker), attempts=F("attempts") + 1)
        )
        if won:
            return OutboxMessage.objects.select_related("submission").get(pk=pk)
    return None


def deliver(
    message: OutboxMessage, now: dt.datetime, *, clock: Callable[[], dt.datetime] | None = None
) -> bool:
    """Send a claimed message and write down how it went. Returns whether it was sent.

    `clock` tells the time after sending, which may have taken until the server's time-out;
    without it no time passes.
    """
    try:
        _COMPOSERS[OutboxKind(message.kind)](message).send()
    except Exception as error:  # noqa: BLE001 (whatever went wrong, it must be tried again)
        _put_back(message, type(error).__name__, clock() if clock else now)
        return False
    _owned(message).update(
        state=OutboxState.SENT, sent_at=clock() if clock else now, lease_until=None, last_error=""
    )
    return True


def revive(messages: QuerySet[OutboxMessage], now: dt.datetime) -> int:
    """Let given-up messages be tried again for another seven days; return how many."""
    return messages.filter(state=OutboxState.DEAD).update(
        state=OutboxState.WAITING, next_at=now, attempts=0, first_failed_at=None, last_error=""
    )


def wait_before(attempt: int, spread: float) -> dt.timedelta:
    """Return how long to wait after failed attempt number `attempt` (from 1).

    `spread` in 0..1 picks a point of the interval; at least a fifth of it is always waited.
    """
    ceiling = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT)
    return ceiling * (0.2 + 0.8 * spread)


def _ready(now: dt.datetime) -> QuerySet[OutboxMessage]:
    # Times further ahead than any wait were written by a clock that has been set back since.
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + LEASE)
    due = Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST_WAIT)
    return OutboxMessage.objects.filter(free, due, state=OutboxState.WAITING)


def _owned(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    # If the lease ran out meanwhile and another worker has it, this worker's word no longer counts.
    return OutboxMessage.objects.filter(pk=message.pk, lease_by=message.lease_by, attempts=message.attempts)


def _put_back(message: OutboxMessage, error: str, now: dt.datetime) -> None:
    first = message.first_failed_at or now
    given_up = now - first >= GIVE_UP_AFTER
    _owned(message).update(
        state=OutboxState.DEAD if given_up else OutboxState.WAITING,
        next_at=now + wait_before(message.attempts, random.random()),  # noqa: S311 (jitter, not a secret)
        lease_until=None,
        first_failed_at=first,
        last_error=error[:80],
    )
    log.log(
        logging.ERROR if given_up else logging.WARNING,
        "outbox message given up" if given_up else "outbox message not delivered, will try again",
        extra={
            "reference": message.submission.reference if message.submission else message.kind,
            "error": error,
            "attempts": message.attempts,
        },
    )
