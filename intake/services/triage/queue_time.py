"""The sort key of the queue: a request's deadline, or an earlier one of a request linked to it."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from clinic_site.clinic import current as current_clinic
from intake.enums import OPEN_STATUSES
from intake.models import Submission, SubmissionLink
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, deadline_of, step_of


def linked_with(submission_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the ids of all requests linked to a request, directly or through others."""
    found, edge = {submission_id}, {submission_id}
    while edge:
        links = SubmissionLink.objects.filter(Q(one__in=edge) | Q(other__in=edge), unlinked_at=None)
        edge = {each for pair in links.values_list("one", "other") for each in pair} - found
        found |= edge
    return found - {submission_id}


def lock_with_linked(submission_id: uuid.UUID, rows: QuerySet[Submission] | None = None) -> Submission | None:
    """Lock a request and those linked to it, and return it; None if it is not in `rows`, by default all.

    `recompute_queue_time` changes the linked ones, too. They are always locked in the same order, so that
    two people who work on linked requests wait for each other instead of ending in a deadlock.
    """
    found = Submission.objects.all() if rows is None else rows
    ids = {submission_id, *linked_with(submission_id)}
    locked = {row.pk: row for row in found.select_for_update().filter(pk__in=ids).order_by("pk")}
    return locked.get(submission_id)


def recompute_queue_time(row: Submission) -> None:
    """Set `queue_at` of a locked row and of the requests linked to it.

    The earliest deadline among the open ones applies to all of them. The caller must save the row
    itself; the others are saved here.
    """
    others = list(Submission.objects.filter(pk__in=linked_with(row.pk)))
    facts = current_clinic()
    deadlines = [deadline_of(each, facts) for each in (row, *others)]
    earliest = min(filter(None, deadlines), default=None)
    row.queue_at = _sorts_at(row, earliest)
    for other in others:
        Submission.objects.filter(pk=other.pk).update(queue_at=_sorts_at(other, earliest))


def _sorts_at(row: Submission, earliest: object) -> object:
    if step_of(row) in {NextStep.NONE, NextStep.THEY_CALL}:
        return NEVER if row.status in OPEN_STATUSES else row.act_by or NEVER
    return earliest or NEVER
