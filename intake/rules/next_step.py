"""What has to happen next with a request, and by when: one step and one deadline for each.

| status                | more                        | step      | deadline                            |
|-----------------------|-----------------------------|-----------|-------------------------------------|
| new, claimed, trying  | a call-back was promised    | CALL_AT   | the promised time                   |
|                       | they will call us           | THEY_CALL | none, until the wait ends           |
|                       | the next attempt is planned | CALL_FROM | opening hours of the promise later, |
|                       |                             |           | within the times the person gave    |
|                       | none of these               | CALL_BY   | the promised time of the request    |
| reached, closed       |                             | NONE      | none                                |

Without a promise (`promise_hours` is 0, or the opening hours aren't set), only a promised call-back has a
deadline: no one was promised any other time, so nothing is late.

Every page words the step by this table, so that "may be called now", "not before" and "late" never
contradict each other.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Protocol

from clinic_site.clinic import Clinic
from intake.rules.deadlines import due_at
from intake.rules.safety_card import call_windows
from intake.rules.states import TO_CALL


class NextStep(StrEnum):
    """The next step with a request."""

    CALL_AT = "call_at"
    CALL_FROM = "call_from"
    CALL_BY = "call_by"
    THEY_CALL = "they_call"
    NONE = "none"


class Waiting(Protocol):
    """The columns of a request that decide its next step."""

    status: str
    act_by: dt.datetime | None
    next_call_at: dt.datetime | None
    promised_call_at: dt.datetime | None
    waiting_since: dt.datetime | None
    waiting_until: dt.datetime | None
    way: str
    call_times: str


def step_of(row: Waiting) -> NextStep:
    """Return the next step with a request."""
    if row.status not in TO_CALL:
        return NextStep.NONE
    if row.promised_call_at is not None:
        return NextStep.CALL_AT
    if row.waiting_since is not None and row.waiting_until is None:
        return NextStep.THEY_CALL
    return NextStep.CALL_BY if row.next_call_at is None else NextStep.CALL_FROM


def deadline_of(row: Waiting, clinic: Clinic) -> dt.datetime | None:
    """Return the time by which the next step must happen, or None if it has no deadline."""
    match step_of(row):
        case NextStep.CALL_AT:
            return row.promised_call_at
        case NextStep.CALL_FROM:
            return due_from(row, row.next_call_at, clinic)
        case NextStep.CALL_BY:
            return row.act_by
    return None


def due_from(row: Waiting, start: dt.datetime, clinic: Clinic) -> dt.datetime | None:
    """Return when the promised opening hours from `start` are over, within the times the person gave.

    None without a promise.
    """
    return due_at(start, clinic, call_windows({"channel": row.way, "times": row.call_times.split()}))
