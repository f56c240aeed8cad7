"""The requests that are linked to a request, directly or through others, and locking all of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q, QuerySet

from intake.models import Submission, SubmissionLink


def linked_with(submission_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the ids of all requests linked to a request, directly or through others."""
    return each_linked_with({submission_id})[submission_id]


def each_linked_with(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return what `linked_with` returns for each of the `ids`, with as many queries as for one."""
    next_to = _links_around(set(ids))
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for each in ids:
        group, edge = {each}, {each}
        while edge:
            edge = set().union(*(next_to[one] for one in edge if one in next_to)) - group
            group |= edge
        found[each] = group - {each}
    return found


def _links_around(ids: set[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return the neighbors of each request that is linked to one of the `ids`, directly or through others."""
    next_to: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    found, edge = ids, ids
    while edge:
        links = SubmissionLink.objects.filter(Q(one__in=edge) | Q(other__in=edge), unlinked_at=None)
        for one, other in links.values_list("one", "other"):
            next_to[one].add(other)
            next_to[other].add(one)
        edge = next_to.keys() - found
        found = found | edge
    return dict(next_to)


def lock_with_linked(submission_id: uuid.UUID, rows: QuerySet[Submission] | None = None) -> Submission | None:
    """Lock a request and those linked to it, and return it; None if it isn't in `rows` (by default, all).

    The linked ones are locked because `recompute_queue_time` changes them, too.
    """
    return lock_each_with_linked({submission_id}, rows).get(submission_id)


def lock_each_with_linked(
    ids: set[uuid.UUID], rows: QuerySet[Submission] | None = None
) -> dict[uuid.UUID, Submission]:
    """Lock requests and those linked to them, and return them by id, as far as they are in `rows`.

    Call it once for all requests that a transaction changes. They are always locked in the same order, so
    that two people who work on linked requests wait for each other instead of ending in a deadlock. Rows
    that refer to a locked request can still be added: someone who opens the request has the lock of the
    audit trail, for which the other transaction may be waiting.
    """
    found = Submission.objects.all() if rows is None else rows
    found = found.select_for_update(no_key=True).filter(pk__in=ids.union(_links_around(ids)))
    return {row.pk: row for row in found.order_by("pk")}
