"""Fill the blind index and authenticate new submissions, on the side that has the keys."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone

from intake.audit import trail
from intake.crypto.blind_index import email_index, name_index, name_parts, phone_index
from intake.crypto.keys import index_keys, row_mac_keys
from intake.crypto.row_mac import row_mac
from intake.crypto.sealing import SealingError, secret_id
from intake.enums import AuditKind, Channel, Language
from intake.models import Amendment, NamePart, Submission
from intake.models.answers import ChangedSinceArrival, current_answers
from intake.rules.safety_card import known_times
from intake.services.jobs.batches import in_batches

_BATCH = 50
_MOST_PARTS = 12  # of a name

log = logging.getLogger(__name__)


def index_new(skip: set[object]) -> int:
    """Index and authenticate a batch of submissions, new ones first; return how many were done.

    A row that cannot be opened is logged, added to `skip`, and retried after a restart, so that
    one bad row does not block the others. A row that was changed after it arrived is recorded in
    the audit trail as well.
    """
    done = 0
    for submission in _waiting(skip):
        try:
            done += _index(submission)
        except DatabaseError:
            raise
        except ChangedSinceArrival:
            skip.add(submission.pk)
            trail.record(AuditKind.ALTERED, actor=None, submission=submission, now=timezone.now())
            log.error("request was changed after it arrived", extra={"reference": submission.reference})
        except Exception:
            skip.add(submission.pk)
            log.exception("request cannot be opened", extra={"reference": submission.reference})
    return done


def _waiting(skip: set[object]) -> list[Submission]:
    # New rows first, then rows that predate authentication: their present content counts as original.
    rows = Submission.objects.exclude(pk__in=skip).order_by("received_at")
    changed = Amendment.objects.filter(seal_mac=None).values("submission")
    return (
        list(rows.filter(indexed_at=None)[:_BATCH])
        or list(rows.filter(seal_mac=None, purged_at=None)[:_BATCH])
        or list(rows.filter(pk__in=changed, purged_at=None)[:_BATCH])
    )


def left_on_old_index_keys() -> int:
    """Return how many submissions are not indexed with the current key."""
    return _on_old_index_keys().count()


def reindex(unreadable: set[uuid.UUID]) -> Iterator[int]:
    """Reindex each submission that uses an old key; yield the running total.

    Each row names its key and is changed by one conditional UPDATE, so an interrupted run can be
    resumed. A row that cannot be opened is added to `unreadable` and left unchanged.
    """
    done = 0
    for submission in in_batches(_on_old_index_keys()):
        try:
            done += _index(submission)
        except (SealingError, KeyError, TypeError, ValueError, AttributeError):
            unreadable.add(submission.pk)
        yield done


def _on_old_index_keys() -> QuerySet[Submission]:
    return Submission.objects.filter(purged_at=None).exclude(
        Q(index_key=secret_id(index_keys()[0])) | Q(indexed_at=None)
    )


@transaction.atomic
def _index(submission: Submission) -> int:
    # Authenticate exactly what was opened: read once, and update only if it has not changed since.
    answers, key = current_answers(submission), index_keys()[0]
    phone = answers.get("phone") or {}
    for amendment in submission.amendments.all():
        _authenticate(amendment)
    _authenticate(submission)
    same = Submission.objects.filter(pk=submission.pk, amended_at=submission.amended_at, purged_at=None)
    done = same.update(
        phone_index=phone_index(phone.get("e164", ""), key),
        email_index=email_index(answers.get("email", ""), key),
        index_key=secret_id(key),
        way=_choice(answers.get("channel"), Channel),
        call_times=known_times(answers),
        language=_choice(answers.get("language"), Language),
        indexed_at=timezone.now(),
    )
    if done:
        _index_name(submission, str(answers.get("name", "")), key)
    return done


def _index_name(submission: Submission, name: str, key: bytes) -> None:
    submission.name_parts.all().delete()
    parts = name_parts(name)[:_MOST_PARTS]
    NamePart.objects.bulk_create(
        NamePart(submission=submission, value=name_index(part, key)) for part in parts
    )


def _choice(answer: object, choices: type[TextChoices]) -> str:
    return str(answer) if answer in choices.values else ""


def _authenticate(row: Submission | Amendment) -> None:
    if row.seal_mac is None:
        fresh = row_mac(*row.authenticated, key=row_mac_keys()[0])
        same = type(row)._base_manager.filter(pk=row.pk, sealed=row.sealed, seal_mac=None)
        same.update(seal_mac=fresh)
