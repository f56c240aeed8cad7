"""What sorts the queue: a request's own deadline, or an earlier one of a request linked with it."""

from __future__ import annotations

import uuid

from django.db.models import Q

from intake.enums import OPEN_STATUSES
from intake.models import Submission, SubmissionLink
from intake.models.submission import NEVER


def linked_with(submission_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the ids of all requests that are linked with one, directly or by way of others."""
    found, edge = {submission_id}, {submission_id}
    while edge:
        links = SubmissionLink.objects.filter(Q(one__in=edge) | Q(other__in=edge), unlinked_at=None)
        edge = {each for pair in links.values_list("one", "other") for each in pair} - found
        found |= edge
    return found - {submission_id}


def settle(row: Submission) -> None:
    """Work out by which time a locked row and those linked with it are sorted.

    The earliest deadline among the open ones counts for all of them. The row itself is left for
    its owner to store.
    """
    others = list(Submission.objects.filter(pk__in=linked_with(row.pk)))
    deadlines = [each.act_by for each in (row, *others) if each.status in OPEN_STATUSES and each.act_by]
    earliest = min(deadlines, default=None)
    row.queue_at = _sorts_at(row, earliest)
    for other in others:
        Submission.objects.filter(pk=other.pk).update(queue_at=_sorts_at(other, earliest))


def _sorts_at(row: Submission, earliest: object) -> object:
    return (earliest if row.status in OPEN_STATUSES else row.act_by) or NEVER
