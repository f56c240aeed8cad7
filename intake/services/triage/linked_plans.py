"""What is planned for requests that are linked to one another, and which plan counts for which of them.

Nothing here asks the database: the rows and their history are given.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, step_of
from intake.services.triage.contact_history import ContactHistory

_PLANNED = {NextStep.CALL_AT, NextStep.CALL_FROM, NextStep.THEY_CALL}


class PlannedStep(NamedTuple):
    """A request whose next step is planned, and when its last attempt was made.

    `agreed_at` is when something was last agreed on with the person: a call at a certain time, or that
    they will call us. None if nothing was.
    """

    row: Submission
    made_at: dt.datetime
    agreed_at: dt.datetime | None

    @property
    def planned_for(self) -> dt.datetime:
        """When the step is planned; NEVER if the person will call us."""
        row = self.row
        return NEVER if step_of(row) == NextStep.THEY_CALL else row.promised_call_at or row.next_call_at

    def counts_for(self, row: Submission, agreed_at: dt.datetime | None) -> bool:
        """Return whether this step, planned on a linked request, also applies to `row`.

        It doesn't if the person sent `row` later, or sent it again or changed it since. A time that was
        agreed on with them is valid until they send another request. If a time was agreed on for `row`
        itself, at `agreed_at`, only a plan from a later agreement counts, and only until an attempt was made
        as agreed: after that, a promise for a time that is still to come counts again.
        """
        if agreed_at is not None:
            if self.agreed_at is None or self.agreed_at <= agreed_at:
                return False
            is_over = step_of(self.row) == NextStep.CALL_FROM and self.agreed_at < self.made_at
            if is_over and row.promised_call_at is not None and self.made_at < row.promised_call_at:
                return False
        last_word = row.received_at
        if step_of(self.row) != NextStep.CALL_AT:
            last_word = max(filter(None, (row.received_at, row.asked_again_at, row.amended_at)))
        return last_word <= self.made_at


@dataclass(frozen=True)
class Plans:
    """The planned steps of requests that are all linked to one another."""

    steps: list[PlannedStep]

    def planned_elsewhere(self, row: Submission, now: dt.datetime) -> Submission | None:
        """Return the other request on which the person is called later or will call us, or None.

        A plan doesn't count if a call about any of the requests is due earlier.
        """
        agreed_at = self._agreed_at(row)
        counting = Plans(
            [each for each in self.steps if each.row.pk == row.pk or each.counts_for(row, agreed_at)]
        )
        later = [
            each
            for each in counting.steps
            if each.row.pk != row.pk
            and not self.is_replaced(each.row)  # by what was agreed on since, perhaps for `row`
            and not counting.is_postponed(each.row)
            and now < each.planned_for <= row.queue_at
        ]
        soonest = min(later, key=lambda each: each.planned_for, default=None)
        return soonest.row if soonest else None

    def is_kept(self, row: Submission) -> bool:
        """Return whether a step planned on another request keeps, replaces or postpones what `row` is due."""
        return self.is_replaced(row) or self.is_postponed(row)

    def is_replaced(self, row: Submission) -> bool:
        """Return whether a step planned on another request keeps or replaces the promise of `row`."""
        step = step_of(row)
        if step == NextStep.CALL_FROM:  # the next attempt waits for what was agreed on last
            newest = max(filter(None, (each.agreed_at for each in self.steps)), default=None)
            agreed = (NextStep.CALL_AT, NextStep.THEY_CALL)
            return any(
                step_of(each.row) in agreed and each.agreed_at == newest and each.counts_for(row, None)
                for each in self.steps
            )
        if step not in {NextStep.CALL_AT, NextStep.CALL_BY}:
            return False
        agreed_at = self._agreed_at(row)
        return any(each.counts_for(row, agreed_at) for each in self.steps)

    def is_postponed(self, row: Submission) -> bool:
        """Return whether a later attempt on another request postpones the next one on `row`.

        What was planned after the latest attempt applies to both.
        """
        if step_of(row) != NextStep.CALL_FROM:
            return False
        own = next((each.made_at for each in self.steps if each.row.pk == row.pk), row.received_at)
        return any(
            step_of(each.row) == NextStep.CALL_FROM
            and each.made_at > own
            and each.counts_for(row, None)
            and not self.is_replaced(each.row)
            for each in self.steps
        )

    def _agreed_at(self, row: Submission) -> dt.datetime | None:
        """Return when a call at a certain time was agreed on for `row`; None if none was."""
        if row.promised_call_at is None:
            return None
        own = next((each.agreed_at for each in self.steps if each.row.pk == row.pk), None)
        return own or row.received_at


def plans_and_reached(
    rows: Collection[Submission], history: ContactHistory
) -> tuple[Plans, dict[uuid.UUID, dt.datetime]]:
    """Return the plans of `rows`, and by id, when the person was reached about another of them.

    `rows` are all that are linked to one another. A conversation about one of them settles what was planned
    for the others before.
    """
    if len(rows) < 2:
        return Plans([]), {}
    reached = reached_about_others(rows, history)
    return Plans([each for each in _planned_steps(rows, history) if each.row.pk not in reached]), reached


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


def reached_about_others(
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
