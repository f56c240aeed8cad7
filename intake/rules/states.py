"""The states of a submission and the allowed transitions between them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.enums import OPEN_STATUSES, Outcome, Status

# Statuses in which no one has spoken with the person yet: the promised time is running.
TO_CALL = (Status.NEW, Status.CLAIMED, Status.ATTEMPTING)
CLOSED = tuple(status for status in Status if status not in OPEN_STATUSES)

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.CLAIMED, Status.WITHDRAWN, Status.SPAM}),
    Status.CLAIMED: frozenset({Status.NEW, Status.ATTEMPTING, Status.WITHDRAWN, Status.SPAM}),
    Status.ATTEMPTING: frozenset({Status.REACHED, Status.UNREACHABLE, Status.WITHDRAWN, Status.SPAM}),
    Status.REACHED: frozenset({Status.ATTEMPTING, *CLOSED}),
    Status.SCHEDULED: frozenset({Status.NEW}),
    Status.REFERRED: frozenset({Status.NEW}),
    Status.NOT_A_MATCH: frozenset({Status.NEW}),
    Status.UNREACHABLE: frozenset({Status.NEW}),
    Status.SPAM: frozenset({Status.NEW}),
    Status.WITHDRAWN: frozenset(),  # only the patient can undo a withdrawal
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
    """Return why a submission may not change from one status to another, or "" if it may."""
    if after in TRANSITIONS[before]:
        return ""
    if after == before:
        return _("It already has this status.")
    if before == Status.WITHDRAWN:
        return _("The person withdrew this request. Only they can reopen it, within an hour.")
    if before in CLOSED:
        return _("It’s closed. Reopen it first.")
    if after == Status.CLAIMED:
        return _("Someone is already working on it.")
    if after == Status.NEW:
        return _(
            "Someone has already tried to reach this person. You can release it, and it keeps its history."
        )
    if after == Status.ATTEMPTING:
        return _("Claim it first, so that two people don’t call at the same time.")
    if after == Status.UNREACHABLE:
        return _("Record an attempt to reach the person first.")
    return _("Record that the person was reached first.")
