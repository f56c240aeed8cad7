"""The check before the form: what a few facts mean for a first talk. Never a verdict on anybody.

Nothing here is stored. What was left open is a reason to talk, not a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Outcome(StrEnum):
    """Where the facts lead, the most urgent first."""

    HELP_NOW = "help_now"
    YOUNG = "young"
    FAR = "far"
    TALK_FIRST = "talk_first"
    LIKELY = "likely"


@dataclass(frozen=True)
class Reason:
    """Why, and what to do next."""

    why: str
    next_step: str


@dataclass(frozen=True)
class Finding:
    """An outcome with its reasons."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()


def weigh(facts: Mapping[str, str]) -> Finding:
    """Return what the facts mean: `danger`, `adult`, `travel`, `ride` and `told_not`, each
    yes, no, unsure or empty.
    """
    if facts.get("danger") == "yes":
        return Finding(Outcome.HELP_NOW)
    if facts.get("adult") == "no":
        return Finding(Outcome.YOUNG)
    if facts.get("travel") == "no":
        return Finding(Outcome.FAR)
    reasons = tuple(_reasons(facts))
    return Finding(Outcome.TALK_FIRST if reasons else Outcome.LIKELY, reasons)


def _reasons(facts: Mapping[str, str]) -> Iterator[Reason]:
    if facts.get("told_not") in {"yes", "unsure"}:
        yield Reason(
            _("A doctor may have had a good reason to advise against it."),
            _("Ask them what the reason was, if you can. A clinician here looks at it with you first."),
        )
    if facts.get("ride") in {"no", "unsure"}:
        yield Reason(
            _("Nobody may drive until the next day after a treatment visit."),
            _("Tell us that a ride home is open. We think about it with you before anything is planned."),
        )
    if facts.get("travel") == "unsure":
        yield Reason(
            _("Treatment visits are in person, and there is more than one."),
            _("Ask us how often you would need to come."),
        )
    if not all(facts.get(name) for name in ("danger", "adult", "travel", "ride", "told_not")):
        yield Reason(
            _("You left something open, and that is fine."),
            _("We can talk about it instead."),
        )
