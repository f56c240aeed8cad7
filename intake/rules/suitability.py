"""The suitability check before the form: what a few facts mean for a first conversation.

It never decides about anyone, and nothing here is stored. A question left blank is a reason to talk,
not an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

FACTS = ("danger", "adult", "travel", "ride", "ever_had", "extra_care", "told_not")


class Suitability(StrEnum):
    """The outcome of the check, most urgent first."""

    HELP_NOW = "help_now"
    UNDER_18 = "under_18"
    FAR = "far"
    TALK_FIRST = "talk_first"
    LIKELY = "likely"


@dataclass(frozen=True)
class Reason:
    """A reason for the outcome, and what to do about it."""

    why: str
    next_step: str


@dataclass(frozen=True)
class Assessment:
    """The outcome with its reasons."""

    outcome: Suitability
    reasons: tuple[Reason, ...] = ()


def assess(facts: Mapping[str, str]) -> Assessment:
    """Return what the facts mean.

    The keys of `facts` are those of `FACTS`; each value is "yes", "no", "unsure", or "".
    """
    if facts.get("danger") == "yes":
        return Assessment(Suitability.HELP_NOW)
    if facts.get("adult") == "no":
        return Assessment(Suitability.UNDER_18)
    if facts.get("travel") == "no":  # the health reasons also apply at a clinic that is closer
        return Assessment(Suitability.FAR, tuple(_health_reasons(facts)))
    reasons = (*_health_reasons(facts), *_other_reasons(facts))
    return Assessment(Suitability.TALK_FIRST if reasons else Suitability.LIKELY, reasons)


def _health_reasons(facts: Mapping[str, str]) -> Iterator[Reason]:
    if facts.get("ever_had") in {"yes", "unsure"}:
        yield Reason(
            _(
                "Ketamine or esketamine may not be safe with a weak or tangled blood vessel, after a bleed "
                "in the brain, or with an allergy to one of them."
            ),
            _("Tell us on the call. If it rules them out, we’ll look for another treatment with you."),
        )
    if facts.get("extra_care") in {"yes", "unsure"}:
        yield Reason(
            _(
                "A condition, a pregnancy or a medicine like those listed calls for extra care "
                "before a first dose."
            ),
            _("Tell us on the call. A clinician looks at it with you, and may want a test first."),
        )
    if facts.get("told_not") in {"yes", "unsure"}:
        yield Reason(
            _("A doctor may have had a good reason to advise against it."),
            _("Ask them what the reason was, if you can. A clinician here will look at it with you first."),
        )


def _other_reasons(facts: Mapping[str, str]) -> Iterator[Reason]:
    if facts.get("ride") in {"no", "unsure"}:
        yield Reason(
            _("You can’t drive until the day after a treatment visit."),
            _("Tell us if you don’t have a ride yet. We’ll plan for it together."),
        )
    if facts.get("travel") == "unsure":
        yield Reason(
            _("You’re not sure about the trip yet."),
            _("Ask us how often you’d need to come."),
        )
    if not all(facts.get(name) for name in FACTS):
        yield Reason(
            _("You left something blank, and that’s fine."),
            _("We can talk about it instead."),
        )
