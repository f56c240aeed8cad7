"""Receive a request: one transaction stores it sealed, with the message that notifies staff."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic_site.clinic import current as current_clinic
from intake.crypto.keys import public_keys
from intake.crypto.receipts import NO_SECRET
from intake.crypto.sealing import seal
from intake.enums import Kind, OutboxKind, PatientActionKind, Status, SuspectReason
from intake.mail import outbox
from intake.models import Submission
from intake.models.inserting import insert
from intake.models.submission import NEVER
from intake.questions import language_of
from intake.rules.deadlines import due_at
from intake.rules.references import new_reference
from intake.rules.safety_card import call_windows
from intake.services.requests.content import canonical, content_key, identifying_answers
from intake.services.requests.patient_actions import SAME_MOMENT, ask_again
from intake.spam import limits
from intake.spam.limits import RateCounter

_TRIES = 5
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Flags:
    """Flags set on a request when it arrives; none of them is a reason to refuse it."""

    suspicions: tuple[SuspectReason, ...] = ()
    read_first: bool = False
    canary: bool = False

    @property
    def quarantined(self) -> bool:
        """Whether it goes to "Possible spam"; other suspicions are only shown."""
        return any(reason.quarantines for reason in self.suspicions)


def receive(
    kind: Kind,
    answers: Mapping[str, Any],
    flags: Flags = Flags(),
    *,
    secret_hash: str = NO_SECRET,
    counters: Sequence[RateCounter] = (),
    now: dt.datetime | None = None,
) -> Submission:
    """Store a request and return it. If a request with the same answers is open, return that one.

    `answers` are cleaned, JSON-serializable values. `secret_hash` is the hash of the receipt's
    secret; the sender owns the returned request if it has the same hash. The row and its outbox
    messages are written and `counters` are counted in one transaction; if counting fails, the request is
    stored anyway. A request that looks automated is quarantined, with its deadline, and sends no
    confirmation. If the same answers arrive with another secret, after an hour, or after the promised
    time, staff see "asked again". Raises DatabaseError if nothing could be stored.
    """
    now = now or timezone.now()
    content = canonical(answers)
    key = content_key(kind, identifying_answers(answers))
    for _ in range(_TRIES - 1):
        # There is rarely a twin, and looking for one first costs almost as much as storing.
        try:
            return _store(_new(kind, answers, content, key, flags, secret_hash, now), answers, counters)
        except IntegrityError:  # a twin is open, or the random reference is taken
            key, known = _twin(key, secret_hash)
            if known is not None:
                limits.add(counters, now)
                return _seen_again(known, secret_hash, now)
    return _store(_new(kind, answers, content, key, flags, secret_hash, now), answers, counters)


def open_twin(kind: Kind, answers: Mapping[str, Any], secret_hash: str) -> Submission | None:
    """Return the open request with the same answers, or None. Raises DatabaseError."""
    return _twin(content_key(kind, identifying_answers(answers)), secret_hash)[1]


def _twin(key: str, secret_hash: str) -> tuple[str, Submission | None]:
    """Return the key under which a request with these answers is stored, and the open one, if any.

    A request that was changed since then isn't the same anymore: someone who enters the first number again
    in another form wants to be called there. Its own form, sent again, still leads to it.
    """
    known = _open_with(key)
    while known is not None and known.secret_hash != secret_hash and _was_changed(known):
        key = content_key("after a change", f"{key}:{known.pk}".encode())
        known = _open_with(key)
    return key, known


def _was_changed(row: Submission) -> bool:
    pending = row.patient_actions.filter(kind=PatientActionKind.CHANGE, applied_at=None)
    return row.amended_at is not None or pending.exists()


def _open_with(key: str) -> Submission | None:
    return Submission.objects.still_open().filter(idempotency_key=key).first()


def _seen_again(submission: Submission, secret_hash: str, now: dt.datetime) -> Submission:
    at_once = now - submission.received_at < SAME_MOMENT and not submission.is_overdue(now)
    if submission.secret_hash != secret_hash or not at_once:
        ask_again(submission, now)
        submission.refresh_from_db()
    return submission


def _new(
    kind: Kind,
    answers: Mapping[str, Any],
    content: bytes,
    key: str,
    flags: Flags,
    secret_hash: str,
    now: dt.datetime,
) -> Submission:
    due = due_at(now, current_clinic(), call_windows(answers))
    submission = Submission(
        id=uuid.uuid4(),
        reference=new_reference(),
        kind=kind,
        status=Status.NEW,
        received_at=now,
        page_language=language_of(answers),
        due_at=due,
        act_by=due,
        queue_at=due or NEVER,
        quarantined=flags.quarantined,
        suspect_reasons=" ".join(sorted(flags.suspicions)),
        read_first=flags.read_first,
        canary=flags.canary,
        idempotency_key=key,
        secret_hash=secret_hash,
    )
    submission.sealed = seal(content, bound_to=submission.sealed_context, keys=public_keys())
    return submission


def _store(submission: Submission, answers: Mapping[str, Any], counters: Sequence[RateCounter]) -> Submission:
    with transaction.atomic():
        insert(submission)
        outbox.enqueue(OutboxKind.NEW_REQUEST, submission, submission.received_at)
        if not submission.quarantined:
            confirm(submission, answers, submission.received_at)
        limits.add(counters, submission.received_at)  # last: others who count the same wait until the commit
    return submission


def confirm(submission: Submission, answers: Mapping[str, Any], now: dt.datetime) -> None:
    """Store the confirmation, if the person asked for one and it is the first of the day to this address.

    Someone else could enter a person's address again and again, in many spellings. Call it in the
    transaction that stores the request or ends its quarantine. If counting fails, nothing is sent.
    """
    mailbox, _, domain = str(answers.get("email", "")).casefold().rpartition("@")
    address = f"{mailbox.partition('+')[0].replace('.', '')}@{domain}"
    if answers.get("confirm") and limits.add([RateCounter("confirmation", address, _DAY, 1)], now) == [1]:
        outbox.enqueue(OutboxKind.CONFIRMATION, submission, now)
