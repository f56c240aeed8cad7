"""When a call is due: the sort key of the queue, and how plans for linked requests affect one another."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import transaction

from clinic_site.clinic import current as current_clinic
from intake.enums import OPEN_STATUSES, AttemptResult, Channel
from intake.models import Submission, SubmissionLink
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, deadline_of, due_from, step_of
from intake.rules.states import TO_CALL
from intake.services.triage.contact_history import ContactHistory, contact_history, history_of
from intake.services.triage.linked_requests import each_linked_with, linked_with, lock_with_linked

_PLANNED = {NextStep.CALL_AT, NextStep.CALL_FROM, NextStep.THEY_CALL}


class PlannedStep(NamedTuple):
    """A request whose next step is planned, and when its last attempt was made.

    `agreed_at` is when something was last agreed on with the person: a call at a certain time, or that
    they will call us. None if nothing was.
    """

    row: Submission
    made_at: dt.datetime
    agreed_at: dt.datetime | None


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
    return _planned_on_other(submission, rows, history_of(rows), now)


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
            found[each.pk] = _planned_on_other(each, of_group, history.only(group), now)
    return {pk: planned for pk, planned in found.items() if planned is not None}


def _planned_on_other(
    submission: Submission, rows: Collection[Submission], history: ContactHistory, now: dt.datetime
) -> Submission | None:
    """Return what `planned_on_linked` does; `rows` are the request and those linked to it."""
    planned, _reached = _steps_and_reached(rows, history)
    agreed = _agreed_at(submission, planned)
    counting = [
        each for each in planned if each.row.pk == submission.pk or _counts_for(submission, each, agreed)
    ]
    later = [
        each.row
        for each in counting
        if each.row.pk != submission.pk
        and not _is_replaced_by(each.row, planned)  # by what was agreed on since, perhaps for `submission`
        and not _is_postponed_by(each.row, counting)
        and now < _planned_for(each.row) <= submission.queue_at
    ]
    return min(later, key=_planned_for, default=None)


def _planned_for(row: Submission) -> dt.datetime:
    """Return when the planned step of a request is; NEVER if the person will call us."""
    return NEVER if step_of(row) == NextStep.THEY_CALL else row.promised_call_at or row.next_call_at


def _queue_times(rows: Collection[Submission]) -> dict[uuid.UUID, dt.datetime]:
    """Return the `queue_at` that each of `rows`, which are all linked to one another, must have.

    The earliest deadline of the open ones applies to all of them, except for deadlines that an attempt on
    another row has met, replaced or postponed.
    """
    facts = current_clinic()
    planned, reached = _steps_and_reached(rows, history_of(rows))
    running = [each for each in rows if not _is_kept_by(each, planned) and each.pk not in reached]
    earliest = min(filter(None, (deadline_of(each, facts) for each in running)), default=None)
    return {each.pk: _sorts_at(each, earliest) for each in rows}


def _steps_and_reached(
    rows: Collection[Submission], history: ContactHistory
) -> tuple[list[PlannedStep], dict[uuid.UUID, dt.datetime]]:
    """Return the planned steps of `rows`, and by id, when the person was reached about another of them.

    `rows` are all that are linked to one another. A conversation about one of them settles what was planned
    for the others before.
    """
    if len(rows) < 2:
        return [], {}
    reached = _reached_about_others(rows, history)
    return [each for each in _planned_steps(rows, history) if each.row.pk not in reached], reached


def _planned_steps(rows: Iterable[Submission], history: ContactHistory) -> list[PlannedStep]:
    """Return the `rows` whose next step is planned.

    Left out are rows whose last attempt reached a wrong number, because another row may have the right one
    (unless it was an email to someone who wants a call, or vice versa), and those about which the person
    said that they will call us, if something else was agreed on with them since.
    """
    planned = {each.pk: each for each in rows if step_of(each) in _PLANNED}
    tried = {pk: history.tried[pk] for pk in planned if pk in history.tried}
    agreed = {
        pk: each.made_at
        for pk, made in tried.items()
        for each in made
        if each.result == AttemptResult.CALL_BACK
    }
    newest = max(agreed.values(), default=None)
    return [
        PlannedStep(planned[pk], made[-1].made_at, agreed.get(pk))
        for pk, made in tried.items()
        if (
            made[-1].result != AttemptResult.WRONG_NUMBER
            or (made[-1].channel == Channel.EMAIL) != (planned[pk].way == Channel.EMAIL)
        )
        and not (step_of(planned[pk]) == NextStep.THEY_CALL and agreed.get(pk) != newest)
    ]


def _agreed_at(row: Submission, planned: list[PlannedStep]) -> dt.datetime | None:
    """Return when a call at a certain time was agreed on for `row`; None if none was.

    `planned` are the planned steps of the row and those linked to it.
    """
    if row.promised_call_at is None:
        return None
    own = next((each.agreed_at for each in planned if each.row.pk == row.pk), None)
    return own or row.received_at


def _counts_for(row: Submission, planned: PlannedStep, agreed_at: dt.datetime | None) -> bool:
    """Return whether the step planned on a linked request also applies to `row`.

    It doesn't if the person sent `row` later, or sent it again or changed it since. A time that was agreed
    on with them is valid until they send another request. If a time was agreed on for `row` itself, at
    `agreed_at`, only a plan from a later agreement counts, and only until an attempt was made as agreed:
    after that, a promise for a time that is still to come counts again.
    """
    if agreed_at is not None:
        if planned.agreed_at is None or planned.agreed_at <= agreed_at:
            return False
        is_over = step_of(planned.row) == NextStep.CALL_FROM and planned.agreed_at < planned.made_at
        if is_over and row.promised_call_at is not None and planned.made_at < row.promised_call_at:
            return False
    last_word = row.received_at
    if step_of(planned.row) != NextStep.CALL_AT:
        last_word = max(filter(None, (row.received_at, row.asked_again_at, row.amended_at)))
    return last_word <= planned.made_at


def is_kept(row: Submission) -> bool:
    """Return whether the promise of a request was kept, or replaced, by an attempt on a linked one."""
    rows = [row, *Submission.objects.filter(pk__in=linked_with(row.pk))]
    planned, reached = _steps_and_reached(rows, history_of(rows))
    return _is_kept_by(row, planned) or row.pk in reached


def reached_about_linked(row: Submission, linked: Collection[uuid.UUID]) -> dt.datetime | None:
    """Return when the person was reached about one of the `linked` requests, if that counts for `row`.

    It doesn't if since then the person has sent `row`, sent it again or changed it, if `row` has returned to
    the queue, if staff have tried to reach the person about it, or if it was before a time agreed on for
    `row`. Returns None in these cases, and if nothing has to happen with `row`.
    """
    if not linked or step_of(row) == NextStep.THEY_CALL:
        return None
    return _reached_about_others([row], contact_history([row.pk, *linked])).get(row.pk)


def _reached_about_others(
    rows: Collection[Submission], history: ContactHistory
) -> dict[uuid.UUID, dt.datetime]:
    """Return when the person was reached about another request, by the id of each for which that counts.

    All of `rows`, and all requests in `history`, are linked to one another.
    """
    reached = {pk: history.reached_at(pk) for pk in history.tried}
    found = {}
    for row in rows:
        own = (row.received_at, row.asked_again_at, row.amended_at, row.promised_call_at)
        tried = [each.made_at for each in history.tried.get(row.pk, ())]
        since = max(filter(None, (*own, *tried, history.returned.get(row.pk))))
        last = max((at for pk, at in reached.items() if at and pk != row.pk), default=None)
        if last is not None and last >= since and step_of(row) != NextStep.NONE:
            found[row.pk] = last
    return found


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


def _is_kept_by(row: Submission, planned: list[PlannedStep]) -> bool:
    """Return whether a step planned on a linked request keeps, replaces or postpones what is due for `row`.

    `planned` are the planned steps of all linked requests, including those of `row`.
    """
    return _is_replaced_by(row, planned) or _is_postponed_by(row, planned)


def _is_replaced_by(row: Submission, planned: list[PlannedStep]) -> bool:
    """Return whether a step `planned` on a linked request keeps or replaces the promise of `row`."""
    step = step_of(row)
    if step == NextStep.CALL_FROM:  # the next attempt waits for what was agreed on last (`planned_on_linked`)
        agreed = [each for each in planned if step_of(each.row) in {NextStep.CALL_AT, NextStep.THEY_CALL}]
        newest = max(filter(None, (each.agreed_at for each in planned)), default=None)
        return any(each.agreed_at == newest and _counts_for(row, each, None) for each in agreed)
    if step not in {NextStep.CALL_AT, NextStep.CALL_BY}:
        return False
    return any(_counts_for(row, each, _agreed_at(row, planned)) for each in planned)


def _is_postponed_by(row: Submission, planned: list[PlannedStep]) -> bool:
    """Return whether a later attempt on a linked request postpones the next one on `row`.

    What was planned after the latest attempt applies to both. `planned` is as in `_is_kept_by`.
    """
    if step_of(row) != NextStep.CALL_FROM:
        return False
    own = next((each.made_at for each in planned if each.row.pk == row.pk), row.received_at)
    later = (each for each in planned if step_of(each.row) == NextStep.CALL_FROM and each.made_at > own)
    return any(_counts_for(row, each, None) and not _is_replaced_by(each.row, planned) for each in later)


def _sorts_at(row: Submission, earliest: object) -> object:
    if step_of(row) in {NextStep.NONE, NextStep.THEY_CALL}:
        return NEVER if row.status in OPEN_STATUSES else row.act_by or NEVER
    return earliest or NEVER
