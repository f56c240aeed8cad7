"""When we tried to reach people, and when their requests returned to the queue.

It takes two queries for any number of requests.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Max

from intake.enums import AttemptResult, Cause
from intake.models import ContactAttempt, StatusChange, Submission

_RETURNED = (Cause.REOPENED, Cause.NOT_SPAM, Cause.TAKEN_BACK)


class Tried(NamedTuple):
    """An attempt to contact the person: when, with what result, and how."""

    made_at: dt.datetime
    result: str
    channel: str


class ContactHistory(NamedTuple):
    """What happened with requests, by their ids. Requests without an entry are missing.

    `tried` has the attempts that weren't undone, in order, and `returned` the last return to the queue.
    """

    tried: Mapping[uuid.UUID, list[Tried]]
    returned: Mapping[uuid.UUID, dt.datetime]

    def reached_at(self, submission_id: uuid.UUID) -> dt.datetime | None:
        """Return when the person was last reached about a request; None if they weren't."""
        made = self.tried.get(submission_id, ())
        return max((each.made_at for each in made if each.result == AttemptResult.REACHED), default=None)

    def only(self, ids: Collection[uuid.UUID]) -> ContactHistory:
        """Return the history of the requests with these ids."""
        tried = {pk: self.tried[pk] for pk in ids if pk in self.tried}
        return ContactHistory(tried, {pk: self.returned[pk] for pk in ids if pk in self.returned})


def history_of(rows: Collection[Submission]) -> ContactHistory:
    """Return the history of linked `rows`; an empty one for a single row, for which it has no effect."""
    return contact_history([row.pk for row in rows] if len(rows) > 1 else ())


def contact_history(ids: Collection[uuid.UUID]) -> ContactHistory:
    """Return the history of the requests with these ids."""
    if not ids:
        return ContactHistory({}, {})
    attempts = ContactAttempt.objects.not_undone().filter(submission__in=ids).order_by("made_at", "pk")
    tried = defaultdict(list)
    for pk, *attempt in attempts.values_list("submission", "made_at", "result", "channel"):
        tried[pk].append(Tried(*attempt))
    returned = StatusChange.objects.filter(cause__in=_RETURNED, submission__in=ids).order_by()
    return ContactHistory(tried, dict(returned.values_list("submission").annotate(last=Max("changed_at"))))
