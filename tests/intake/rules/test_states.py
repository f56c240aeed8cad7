from __future__ import annotations

from itertools import product

import pytest

from intake.enums import OPEN_STATUSES, Outcome, Status
from intake.rules.states import CLOSED, OUTCOMES, TRANSITIONS, why_not

S = Status
ALLOWED = {
    *((S.NEW, after) for after in (S.CLAIMED, S.WITHDRAWN, S.SPAM)),
    *((S.CLAIMED, after) for after in (S.NEW, S.ATTEMPTING, S.WITHDRAWN, S.SPAM)),
    *((S.ATTEMPTING, after) for after in (S.REACHED, S.UNREACHABLE, S.WITHDRAWN, S.SPAM)),
    *((S.REACHED, after) for after in (S.ATTEMPTING, S.SCHEDULED, S.REFERRED, S.NOT_A_MATCH)),
    *((S.REACHED, after) for after in (S.UNREACHABLE, S.WITHDRAWN, S.SPAM)),
    *((before, S.NEW) for before in (S.SCHEDULED, S.REFERRED, S.NOT_A_MATCH, S.UNREACHABLE, S.SPAM)),
}


@pytest.mark.parametrize(("before", "after"), sorted(product(Status, Status)))
def test_every_transition_is_allowed_or_rejected_with_a_reason(before: Status, after: Status) -> None:
    reason = str(why_not(before, after))

    assert (reason == "") is ((before, after) in ALLOWED)
    assert reason == "" or reason.endswith(".")


def test_every_status_has_transitions_and_every_closing_status_has_outcomes() -> None:
    assert set(TRANSITIONS) == set(Status)
    assert set(OUTCOMES) == set(CLOSED) == set(Status) - set(OPEN_STATUSES)


def test_every_closing_status_has_outcomes_including_other() -> None:
    assert all(len(outcomes) > 1 and outcomes[-1] == Outcome.OTHER for outcomes in OUTCOMES.values())


def test_every_outcome_can_be_chosen_with_a_closing_status() -> None:
    offered = {outcome for outcomes in OUTCOMES.values() for outcome in outcomes}

    assert set(Outcome) - offered == set(), "add it to OUTCOMES in intake/rules/states.py"
