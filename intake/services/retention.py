"""Destroying what is no longer needed. A tombstone stays: reference, kind, status and dates.

On SQLite, what is overwritten still stands in the write-ahead log until that is written anew;
so a purge ends by emptying the log, and the worker tries that again every hour.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Max, Q

from intake import audit, keeping
from intake.enums import OPEN_STATUSES, AuditKind
from intake.models import Submission, SubmissionLink

_BATCH = 50
Ending = tuple[str, str]  # status and outcome, the latter empty where the patient withdrew


def due_by_ending(now: dt.datetime) -> Counter[Ending]:
    """Return how many requests are to be purged by `now`, by how they ended. Changes nothing."""
    due = Submission.objects.waiting_to_be_purged(now).values_list("status", "outcome")
    found = Counter({(status, outcome): n for status, outcome, n in due.annotate(n=Count("pk")).order_by()})
    old = [row for row, ends in _without_clock() if ends <= now and not row.legal_hold]
    return found + Counter((row.status, row.outcome) for row in old)


def wind_clocks() -> int:
    """Give each closed request that has no clock one; return how many there were.

    None is closed without one today; some were, before there were clocks.
    """
    return sum(
        Submission.objects.filter(pk=row.pk, status=row.status, purge_after=None).update(purge_after=ends)
        for row, ends in _without_clock()
    )


def _without_clock() -> list[tuple[Submission, dt.datetime]]:
    """Return them, each with the time when its clock runs out: it began when the request was closed."""
    closed = Submission.objects.exclude(status__in=OPEN_STATUSES).filter(purge_after=None, purged_at=None)
    rows = closed.annotate(moved_at=Max("status_changes__changed_at"))
    rows = rows.only("status", "outcome", "closed_at", "received_at", "legal_hold")
    return [
        (row, keeping.purge_after(row.status, row.outcome, row.closed_at or row.moved_at or row.received_at))
        for row in rows
    ]


def purge(now: dt.datetime) -> int:
    """Destroy what was written in some requests whose time has come; return how many were done."""
    done = sum(1 for _ in islice(purge_each(now), _BATCH))
    if done:
        forget_traces()
    return done


def purge_each(now: dt.datetime) -> Iterator[Ending]:
    """Destroy what was written in every request whose time has come; yield how each had ended.

    Each is a transaction of its own, so that a purge that is cut short simply goes on later.
    """
    due = Submission.objects.waiting_to_be_purged(now).order_by("purge_after")
    for pk in list(due.values_list("pk", flat=True)):
        if (ending := _purge(pk, now)) is not None:
            yield ending


def forget_traces() -> bool:
    """On SQLite, write the log into the database file and empty it; return whether that was possible.

    While somebody reads, such as a backup, it is not: waiting would hold up whoever writes.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            return cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        except OperationalError:  # somebody else writes the log at this moment
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


@transaction.atomic
def _purge(pk: object, now: dt.datetime) -> Ending | None:
    row = Submission.objects.select_for_update().waiting_to_be_purged(now).filter(pk=pk).first()
    if row is None:
        return None
    ending = (row.status, row.outcome)
    for written in (row.amendments, row.notes, row.attempts, row.outbox_messages):
        written.all().delete()
    _unlink(row)
    row.outcome = row.outcome_text = row.sealed = row.phone_index = row.email_index = ""
    row.suspect_reasons, row.read_first, row.next_call_at = "", False, None
    row.idempotency_key = f"purged-{row.pk.hex}"
    row.purged_at = row.indexed_at = now
    row.version += 1
    row.save()
    audit.record(AuditKind.PURGED, actor=None, submission=row, now=now)
    return ending


def _unlink(row: Submission) -> None:
    """Remove the links of a row. Requests that were linked by way of it stay linked with each other."""
    links = SubmissionLink.objects.filter(Q(one=row) | Q(other=row))
    open_links = links.filter(unlinked_at=None)
    neighbours = {link.other_id if link.one_id == row.pk else link.one_id: link for link in open_links}
    for one, other in pairwise(sorted(neighbours)):
        link = neighbours[other]
        SubmissionLink.objects.get_or_create(
            one_id=one,
            other_id=other,
            unlinked_at=None,
            defaults={"linked_at": link.linked_at, "linked_by_id": link.linked_by_id},
        )
    links.delete()
