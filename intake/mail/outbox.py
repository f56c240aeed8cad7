"""The outbox: messages stored together with a submission and delivered afterward, at least once.

A worker claims a message with one conditional UPDATE and owns it for the duration of a lease. A
failed delivery is retried for seven days, or less if a patient's address is refused, with exponential
backoff and jitter. If a worker is killed while sending, its lease expires, and the message is sent again
with the same Message-ID. A message that is outdated when its turn comes is deleted.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import uuid
from collections.abc import Callable, Iterable
from smtplib import SMTPRecipientsRefused

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Q, QuerySet

from intake.enums import OutboxKind, OutboxState
from intake.mail import notifications, webhook
from intake.mail.outdated import is_outdated
from intake.models import OutboxMessage, Submission
from intake.models.inserting import insert

LEASE = dt.timedelta(minutes=5)
FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(minutes=10)
GIVE_UP_AFTER = dt.timedelta(days=7)
# For a confirmation to an address that a server refuses permanently (5xx), or for now (4xx), as some
# servers do with senders that they see for the first time.
GIVE_UP_REFUSED_AFTER = dt.timedelta(minutes=15)
GIVE_UP_DEFERRED_AFTER = dt.timedelta(days=1)
_PERMANENT = 500  # RFC 5321, section 4.2.1
CALL_BACK_REMINDERS = (OutboxKind.CALL_BACK_DUE, OutboxKind.CALL_BACK_LATE)

log = logging.getLogger(__name__)


def enqueue(kind: OutboxKind, submission: Submission, now: dt.datetime) -> OutboxMessage:
    """Store a message. Call it in the transaction that stores the submission."""
    message = OutboxMessage(kind=kind, submission=submission, created_at=now, next_at=now)
    insert(message)
    return message


def enqueue_digest(day: dt.date, now: dt.datetime) -> bool:
    """Store the digest of `day` if it doesn't exist yet; return whether it was created."""
    _, fresh = OutboxMessage.objects.get_or_create(
        kind=OutboxKind.DIGEST, day=day, defaults={"created_at": now, "next_at": now}
    )
    return fresh


def enqueue_openings(account: AbstractBaseUser, now: dt.datetime) -> OutboxMessage:
    """Store the alert that `account` opened many requests up to `now`."""
    return OutboxMessage.objects.create(
        kind=OutboxKind.OPENINGS, account=account, created_at=now, next_at=now
    )


def enqueue_hand_over(account: AbstractBaseUser, now: dt.datetime) -> None:
    """Store the message about the requests handed over to `account` at `now`, unless it is stored already.

    It waits a little: each of them is assigned in a transaction of its own.
    """
    OutboxMessage.objects.get_or_create(
        kind=OutboxKind.ASSIGNED,
        submission=None,
        account=account,
        created_at=now,
        defaults={"next_at": now + FIRST_WAIT},
    )


def requeue(
    kind: OutboxKind, submission: Submission, now: dt.datetime, *, account: AbstractBaseUser | None = None
) -> OutboxMessage:
    """Store a message, or reset the existing one of this kind so that it is sent again.

    With an `account`, it is addressed to that colleague.
    """
    fresh = {"state": OutboxState.WAITING, "created_at": now, "next_at": now, "attempts": 0}
    fresh |= {"first_failed_at": None, "sent_at": None, "lease_until": None}
    message, _ = OutboxMessage.objects.update_or_create(
        kind=kind, submission=submission, account=account, defaults=fresh
    )
    return message


def requeue_once(kind: OutboxKind, submission: Submission, now: dt.datetime, *, since: dt.datetime) -> bool:
    """Requeue a message unless it was stored at `since` or later; return whether it was requeued."""
    stored = OutboxMessage.objects.filter(kind=kind, submission=submission, created_at__gte=since)
    if stored.exists():
        return False
    requeue(kind, submission, now)
    return True


def cancel(
    submission: Submission, kinds: Iterable[OutboxKind], *, since: dt.datetime, now: dt.datetime
) -> None:
    """Delete the messages of these kinds that were stored at `since` or later and aren't being sent yet."""
    unsent = OutboxMessage.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        submission=submission,
        kind__in=list(kinds),
        state=OutboxState.WAITING,
        created_at__gte=since,
    )
    unsent.delete()


def cancel_call_back_reminders(submission: Submission, now: dt.datetime) -> None:
    """Delete unsent reminders of a promised call that was made, or isn't to be made anymore."""
    cancel(submission, CALL_BACK_REMINDERS, since=submission.received_at, now=now)


def claim(worker: uuid.UUID, now: dt.datetime) -> OutboxMessage | None:
    """Lease the next message that is ready to `worker` and return it; None if no message is ready.

    Messages about possible spam come last: a flood of them must not delay a message about a person.
    """
    while (pk := _next(_ready(now).exclude(submission__quarantined=True)) or _next(_ready(now))) is not None:
        won = (
            _ready(now)
            .filter(pk=pk)
            .update(lease_until=now + LEASE, lease_by=str(worker), attempts=F("attempts") + 1)
        )
        if won:
            return OutboxMessage.objects.select_related("submission", "account").get(pk=pk)
    return None


def deliver(
    message: OutboxMessage, now: dt.datetime, *, clock: Callable[[], dt.datetime] | None = None
) -> bool:
    """Send a claimed message, or delete it if it is outdated, and record it; return whether it was sent.

    `clock` returns the time after sending, which can take as long as the server's timeout. Without
    it, `now` is recorded.
    """
    try:
        if is_outdated(message):
            _owned(message).delete()
            return False
        if webhook.is_paged(message):  # only here, because the public side may store no webhook call
            requeue_once(OutboxKind.WEBHOOK, message.submission, now, since=message.created_at)
        compose = webhook.call if message.kind == OutboxKind.WEBHOOK else notifications.compose
        compose(message).send()
    except Exception as error:  # noqa: BLE001 (whatever the error, delivery must be retried)
        _put_back(message, error, clock() if clock else now)
        return False
    _owned(message).update(
        state=OutboxState.SENT, sent_at=clock() if clock else now, lease_until=None, last_error=""
    )
    return True


def revive(messages: QuerySet[OutboxMessage], now: dt.datetime) -> int:
    """Retry failed messages for another seven days; return how many there are."""
    return messages.filter(state=OutboxState.DEAD).update(
        state=OutboxState.WAITING, next_at=now, attempts=0, first_failed_at=None, last_error=""
    )


def wait_before(attempt: int, spread: float) -> dt.timedelta:
    """Return how long to wait after failed attempt number `attempt` (counting from 1).

    `spread`, from 0 to 1, selects a point in the interval; at least a fifth of it is always waited.
    """
    ceiling = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT)
    return ceiling * (0.2 + 0.8 * spread)


def _ready(now: dt.datetime) -> QuerySet[OutboxMessage]:
    # A time further ahead than the longest wait was written before the clock was set back.
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + LEASE)
    due = Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST_WAIT)
    return OutboxMessage.objects.filter(free, due, state=OutboxState.WAITING)


def _next(ready: QuerySet[OutboxMessage]) -> uuid.UUID | None:
    return ready.order_by("next_at").values_list("pk", flat=True).first()


def _owned(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    # If the lease expired and another worker took over, this worker's result no longer counts.
    return OutboxMessage.objects.filter(pk=message.pk, lease_by=message.lease_by, attempts=message.attempts)


def _give_up_after(message: OutboxMessage, error: Exception) -> dt.timedelta:
    # A patient's address may be mistyped. A server that refuses it a thousand times may soon refuse mail to
    # staff as well. A refused staff address may be a mistake in the settings, which can be corrected.
    if not isinstance(error, SMTPRecipientsRefused) or message.kind != OutboxKind.CONFIRMATION:
        return GIVE_UP_AFTER
    for_good = all(code >= _PERMANENT for code, _ in error.recipients.values())
    return GIVE_UP_REFUSED_AFTER if for_good else GIVE_UP_DEFERRED_AFTER


def _put_back(message: OutboxMessage, raised: Exception, now: dt.datetime) -> None:
    first, error = message.first_failed_at or now, type(raised).__name__
    given_up = now - first >= _give_up_after(message, raised)
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
