"""When a call is due: the sort key of the queue, with what `linked_plans` says of linked requests."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from clinic_site.clinic import current as current_clinic
from intake.enums import OPEN_STATUSES
from intake.models import Submission, SubmissionLink
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, deadline_of, due_from, step_of
from intake.rules.states import TO_CALL
from intake.services.triage.contact_history import contact_history, history_of
from intake.services.triage.linked_plans import plans_and_reached, reached_about_others
from intake.services.triage.linked_requests import each_linked_with, linked_with, lock_with_linked


def recompute_queue_time(row: Submission) -> None:
    """Set `queue_at` of a locked row and of the requests linked to it.

    The caller must save the row itself; the others are saved here.
    """
    others = list(Submission.objects.filter(pk__in=linked_with(row.pk)))
    times = _queue_times([row, *others])
    row.queue_at = times[row.pk]
    for other in others:
        if other.queue_at != times[other.pk]:
            Submission.objects.filter(pk=other.pk).update(queue_at=times[other.pk])


def refresh_queue_times(_now: dt.datetime) -> None:
    """Sort the open requests by their current deadlines.

    An earlier release may have sorted them differently, and opening hours may have changed.
    """
    links = SubmissionLink.objects.filter(unlinked_at=None).values_list("one", "other")
    linked = {each for pair in links for each in pair}
    rows = Submission.objects.filter(status__in=TO_CALL).defer("sealed", "outcome_text").iterator()
    moved = [row.pk for row in rows if row.pk in linked or row.queue_at != _queue_times([row])[row.pk]]
    for pk in moved:
        with transaction.atomic():
            row = lock_with_linked(pk)
            before = row.queue_at
            recompute_queue_time(row)
            if row.queue_at != before:
                Submission.objects.filter(pk=pk).update(queue_at=row.queue_at)


def planned_on_linked(
    submission: Submission, linked: Collection[uuid.UUID], now: dt.datetime
) -> Submission | None:
    """Return the linked request about which the person will be called later or will call us, or None.

    A plan doesn't count if the person has asked again since, or if a call about any of the requests is due
    earlier. If a time was agreed on for `submission` itself, only what was agreed on later counts.
    """
    if not linked:
        return None
    rows = [*Submission.objects.filter(pk__in=[submission.pk, *linked])]
    plans, _reached = plans_and_reached(rows, history_of(rows))
    return plans.planned_elsewhere(submission, now)


def planned_on_each_linked(
    submissions: Collection[Submission], now: dt.datetime
) -> dict[uuid.UUID, Submission]:
    """Return what `planned_on_linked` does, by the id of each of the `submissions` for which it isn't None.

    The number of queries doesn't depend on their number.
    """
    linked = each_linked_with([each.pk for each in submissions])
    ids = {pk for each, others in linked.items() if others for pk in (each, *others)}
    if not ids:
        return {}
    rows = Submission.objects.defer("sealed", "outcome_text").in_bulk(ids)
    history, found = contact_history(ids), {}
    for each in submissions:
        if each.pk in ids:
            group = {each.pk, *linked[each.pk]}
            of_group = [rows[pk] for pk in group if pk in rows]
            plans, _reached = plans_and_reached(of_group, history.only(group))
            found[each.pk] = plans.planned_elsewhere(each, now)
    return {pk: planned for pk, planned in found.items() if planned is not None}


def _queue_times(rows: Collection[Submission]) -> dict[uuid.UUID, dt.datetime]:
    """Return the `queue_at` that each of `rows`, which are all linked to one another, must have.

    The earliest deadline of the open ones applies to all of them, except for deadlines that an attempt on
    another row has met, replaced or postponed.
    """
    facts = current_clinic()
    plans, reached = plans_and_reached(rows, history_of(rows))
    running = [each for each in rows if not plans.is_kept(each) and each.pk not in reached]
    earliest = min(filter(None, (deadline_of(each, facts) for each in running)), default=None)
    return {each.pk: _sorts_at(each, earliest) for each in rows}


def is_kept(row: Submission) -> bool:
    """Return whether the promise of a request was kept, or replaced, by an attempt on a linked one."""
    rows = [row, *Submission.objects.filter(pk__in=linked_with(row.pk))]
    plans, reached = plans_and_reached(rows, history_of(rows))
    return plans.is_kept(row) or row.pk in reached


def reached_about_linked(row: Submission, linked: Collection[uuid.UUID]) -> dt.datetime | None:
    """Return when the person was reached about one of the `linked` requests, if that counts for `row`.

    It doesn't if since then the person has sent `row`, sent it again or changed it, if `row` has returned to
    the queue, if staff have tried to reach the person about it, or if it was before a time agreed on for
    `row`. Returns None in these cases, and if nothing has to happen with `row`.
    """
    if not linked or step_of(row) == NextStep.THEY_CALL:
        return None
    return reached_about_others([row], contact_history([row.pk, *linked])).get(row.pk)


def restart_promise(row: Submission, now: dt.datetime) -> None:
    """Count a promise again from `now`, because the person got in touch after it was kept or couldn't be.

    A next attempt that would be late is due from `now`, too. A promised time that hasn't passed stays. The
    caller must have locked the row, and must save it.
    """
    facts = current_clinic()
    if row.act_by is not None and row.act_by <= now:
        row.act_by = due_from(row, now, facts) or row.act_by
    if step_of(row) == NextStep.CALL_FROM and (deadline_of(row, facts) or now) < now:
        row.next_call_at = now
    recompute_queue_time(row)


def _sorts_at(row: Submission, earliest: object) -> object:
    if step_of(row) in {NextStep.NONE, NextStep.THEY_CALL}:
        return NEVER if row.status in OPEN_STATUSES else row.act_by or NEVER
    return earliest or NEVER
