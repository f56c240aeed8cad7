"""The states of a submission: which may follow which, and why another may not."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.enums import OPEN_STATUSES, Outcome, Status

# Statuses in which nobody has spoken with the person yet: the promised time runs.
TO_CALL = (Status.NEW, Status.CLAIMED, Status.ATTEMPTING)
CLOSED = tuple(status for status in Status if status not in OPEN_STATUSES)

MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.CLAIMED, Status.WITHDRAWN, Status.SPAM}),
    Status.CLAIMED: frozenset({Status.NEW, Status.ATTEMPTING, Status.WITHDRAWN, Status.SPAM}),
    Status.ATTEMPTING: frozenset({Status.REACHED, Status.UNREACHABLE, Status.WITHDRAWN, Status.SPAM}),
    Status.REACHED: frozenset({Status.ATTEMPTING, *CLOSED}),
    Status.SCHEDULED: frozenset({Status.NEW}),
    Status.REFERRED: frozenset({Status.NEW}),
    Status.NOT_A_MATCH: frozenset({Status.NEW}),
    Status.UNREACHABLE: frozenset({Status.NEW}),
    Status.SPAM: frozenset({Status.NEW}),
    Status.WITHDRAWN: frozenset(),  # only the patient takes a withdrawal back
}

OUTCOMES: dict[Status, tuple[Outcome, ...]] = {
    Status.SCHEDULED: (Outcome.APPOINTMENT, Outcome.CALLS_AGAIN, Outcome.OTHER),
    Status.REFERRED: (Outcome.OTHER_CLINIC, Outcome.EMERGENCY, Outcome.OTHER),
    Status.NOT_A_MATCH: (Outcome.NOT_OFFERED, Outcome.OUT_OF_AREA, Outcome.NOT_ADULT, Outcome.OTHER),
    Status.UNREACHABLE: (Outcome.NO_ANSWER, Outcome.WRONG_NUMBER, Outcome.OTHER),
    Status.WITHDRAWN: (Outcome.CHANGED_MIND, Outcome.FOUND_HELP, Outcome.OTHER),
    Status.SPAM: (Outcome.ADVERT, Outcome.TEST, Outcome.OTHER),
}


def why_not(before: Status, after: Status) -> str | Promise:
    """Return why a submission may not go from one status to another; empty when it may."""
    if after in MOVES[before]:
        return ""
    if after == before:
        return _("It has this status already.")
    if before == Status.WITHDRAWN:
        return _("The person took this request back. Only they can open it again, within the hour.")
    if before in CLOSED:
        return _("It is closed. Open it again first.")
    if after == Status.CLAIMED:
        return _("Somebody is working on it already.")
    if after == Status.NEW:
        return _("Somebody has tried to reach the person. It can be released, and keeps its history.")
    if after == Status.ATTEMPTING:
        return _("Claim it first, so that two people do not call at once.")
    if after == Status.UNREACHABLE:
        return _("Record an attempt to reach the person first.")
    return _("Record that the person was reached first.")


def fits(status: Status, outcome: Outcome) -> bool:
    """Return whether `outcome` is one of those with which a submission is closed as `status`."""
    return outcome in OUTCOMES.get(status, ())
