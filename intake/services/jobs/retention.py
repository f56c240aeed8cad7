"""Destroy expired content. A tombstone remains: reference, kind, status and dates.

On SQLite, overwritten content remains in the write-ahead log until the log is rewritten, so a
purge ends with a truncating checkpoint, which the worker repeats every hour.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Max, Q

from intake.audit import trail
from intake.enums import OPEN_STATUSES, AuditKind
from intake.models import Deletion, Submission, SubmissionLink
from intake.rules import retention
from intake.rules.states import CLOSED

_BATCH = 50
Ending = tuple[str, str]  # status and outcome, which is empty if the patient withdrew


def due_by_ending(now: dt.datetime) -> Counter[Ending]:
    """Return how many requests are due to be purged at `now`, by status and outcome. Changes nothing."""
    due = Submission.objects.waiting_to_be_purged(now).values_list("status", "outcome")
    found = Counter({(status, outcome): n for status, outcome, n in due.annotate(n=Count("pk")).order_by()})
    old = [row for row, ends in _without_purge_date() if ends <= now and not row.legal_hold]
    return found + Counter((row.status, row.outcome) for row in old)


def set_missing_purge_dates() -> None:
    """Set `purge_after` on requests that were closed before purge dates existed."""
    for row, ends in _without_purge_date():
        unchanged = Submission.objects.filter(pk=row.pk, status=row.status, purge_after=None)
        unchanged.update(closed_at=_closed_at(row), purge_after=ends)


def _without_purge_date() -> list[tuple[Submission, dt.datetime]]:
    """Return closed requests without a purge date, each with its date counted from when it closed."""
    closed = Submission.objects.exclude(status__in=OPEN_STATUSES).filter(purge_after=None, purged_at=None)
    rows = closed.annotate(moved_at=Max("status_changes__changed_at"))
    rows = rows.only("status", "outcome", "closed_at", "received_at", "legal_hold")
    return [(row, retention.purge_after(row.status, row.outcome, _closed_at(row))) for row in rows]


def _closed_at(row: Submission) -> dt.datetime:
    return row.closed_at or row.moved_at or row.received_at


def purge(now: dt.datetime) -> int:
    """Purge one batch of due requests; return how many were purged."""
    done = sum(1 for _ in islice(purge_each(now), _BATCH))
    if done:
        checkpoint_wal()
    return done


def purge_each(now: dt.datetime) -> Iterator[Ending]:
    """Purge every request that is due; yield the status and outcome of each.

    Each request is purged in a separate transaction, so an interrupted purge can be resumed.
    """
    due = Submission.objects.waiting_to_be_purged(now).order_by("purge_after")
    for pk in list(due.values_list("pk", flat=True)):
        if (ending := _purge(pk, now)) is not None:
            yield ending


def checkpoint_wal() -> bool:
    """On SQLite, checkpoint and truncate the write-ahead log; return whether it succeeded.

    It fails while there are readers, such as a backup. It does not wait for them, because
    waiting would block writers.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            return cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        except OperationalError:  # another connection is writing to the log
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


@transaction.atomic
def _purge(pk: object, now: dt.datetime) -> Ending | None:
    # Rows that refer to the request need not wait (see lock_with_linked).
    row = Submission.objects.select_for_update(no_key=True).waiting_to_be_purged(now).filter(pk=pk).first()
    if row is None or now < _earliest_purge(row):
        return None
    ending = (row.status, row.outcome)
    destroy(row, now)
    row.version += 1
    row.save_changes()
    trail.record(AuditKind.PURGED, actor=None, submission=row, now=now)
    return ending


def destroy(row: Submission, now: dt.datetime) -> None:
    """Destroy all personal data in a locked row. The caller saves and records it."""
    written = (row.amendments, row.notes, row.attempts, row.outbox_messages, row.patient_actions)
    for rows in (*written, row.staff_drafts, row.name_parts):
        rows.all().delete()
    Deletion.objects.filter(submission=row).delete()
    _unlink(row)
    row.outcome = row.outcome_text = row.sealed = row.phone_index = row.email_index = ""
    row.suspect_reasons, row.read_first, row.next_call_at, row.promised_call_at = "", False, None, None
    row.appointment_at = None
    row.way = row.call_times = row.language = ""
    row.idempotency_key = f"purged-{row.pk.hex}"
    row.purged_at = row.indexed_at = now


def _earliest_purge(row: Submission) -> dt.datetime:
    """Return the earliest time a row may be purged, whatever `purge_after` says.

    It follows from the history: when the request was closed, and the retention in days that was
    recorded then. For entries without a recorded retention it is today's KEEP_DAYS, or
    `purge_after` if that is earlier, but at least one day.
    """
    # An appointment entered later is in the history too, without a change of status.
    closing = row.status_changes.filter(after__in=CLOSED).exclude(before=F("after")).last()
    if closing is None:
        return row.purge_after
    if closing.keep_days is not None:
        return closing.changed_at + dt.timedelta(days=closing.keep_days)
    by_rule = retention.purge_after(row.status, row.outcome, closing.changed_at)
    return min(by_rule, max(row.purge_after, closing.changed_at + dt.timedelta(days=1)))


def _unlink(row: Submission) -> None:
    """Remove the links of a row. Requests that were linked through it stay linked to each other."""
    links = SubmissionLink.objects.filter(Q(one=row) | Q(other=row))
    open_links = links.filter(unlinked_at=None)
    neighbors = {link.other_id if link.one_id == row.pk else link.one_id: link for link in open_links}
    for one, other in pairwise(sorted(neighbors)):
        link = neighbors[other]
        SubmissionLink.objects.get_or_create(
            one_id=one,
            other_id=other,
            unlinked_at=None,
            defaults={"linked_at": link.linked_at, "linked_by_id": link.linked_by_id},
        )
    links.delete()
