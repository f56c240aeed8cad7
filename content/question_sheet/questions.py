"""Questions to ask a clinic: some for every clinic, more for each choice of the reader.

They are neutral. Each suits any clinic, including this one, and none suggests an answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    """A group of questions on the sheet."""

    heading: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Pick:
    """A checkbox, and the questions that it adds."""

    name: str
    label: str
    questions: tuple[str, ...]


EVERY_CLINIC = (
    Topic(
        _("The people"),
        (
            _("Who prescribes? What license and training do they have?"),
            _("Who is in the room with me? Who acts in an emergency?"),
        ),
    ),
    Topic(
        _("What is known"),
        (
            _("Which drug would I get, and is this use FDA-approved?"),
            _("What does the VA and Department of Defense guideline say about it?"),
            _("Which therapies and medicines should I try first?"),
        ),
    ),
    Topic(
        _("The plan"),
        (
            _("How many doses, and why that number?"),
            _("How will you measure change, and when do we stop?"),
            _("What happens after the last dose?"),
        ),
    ),
    Topic(
        _("Safety"),
        (
            _("What do you check before the first dose?"),
            _("What happens if my blood pressure rises or my breathing slows?"),
            _("Do you check for bladder, liver, and misuse problems?"),
            _("How long do I stay, and who do I call at night?"),
        ),
    ),
    Topic(
        _("Money"),
        (
            _("What is the full price, with everything included?"),
            _("May I have a Good Faith Estimate in writing?"),
        ),
    ),
)

MATTERS = (
    Pick(
        "therapy",
        _("Trying talk therapy"),
        (_("Do you offer prolonged exposure, cognitive processing therapy, or EMDR? If not, who does?"),),
    ),
    Pick(
        "soon",
        _("Feeling better soon"),
        (_("How soon might I notice a change? How many people in PTSD studies did?"),),
    ),
    Pick(
        "lasting",
        _("Help that lasts"),
        (_("How long does the effect last, and what do we do when it fades?"),),
    ),
    Pick(
        "control",
        _("Staying in control"),
        (_("What can I do if I want to stop in the middle? Can we agree on a stop signal?"),),
    ),
    Pick(
        "touch",
        _("Who is near me, and touch"),
        (_("Can I choose who is in the room? Will you ask before you touch me?"),),
    ),
    Pick(
        "time",
        _("Fitting it around work or family"),
        (_("How long is each visit? When may I drive, work, or care for children again?"),),
    ),
    Pick(
        "private",
        _("Keeping it private"),
        (_("Who can see my record? Can I choose how you contact me?"),),
    ),
    Pick(
        "cost",
        _("Keeping the cost low"),
        (_("What will my insurance pay? What do I owe if I stop early?"),),
    ),
)

MEDICINES = (
    Pick(
        "antidepressant",
        _("An antidepressant"),
        (_("I take an antidepressant. Do I keep taking it, and will you talk with my prescriber?"),),
    ),
    Pick(
        "mao",
        _("An MAO inhibitor, such as Nardil or Parnate"),
        (_("I take an MAO inhibitor. What could it do to my blood pressure?"),),
    ),
    Pick(
        "benzodiazepine",
        _("A medicine for anxiety or sleep, such as Xanax or Ativan"),
        (_("I take a medicine for anxiety or sleep. Could it weaken the effect or make me too sleepy?"),),
    ),
    Pick(
        "lamotrigine",
        _("Lamotrigine"),
        (_("I take lamotrigine. Could it weaken the effect?"),),
    ),
    Pick(
        "stimulant",
        _("A stimulant, such as Adderall or Ritalin"),
        (_("I take a stimulant. What could it do to my blood pressure?"),),
    ),
    Pick(
        "opioid",
        _("A strong pain medicine (an opioid), or medicine for opioid use"),
        (_("I take an opioid. Could it slow my breathing?"),),
    ),
    Pick(
        "blood-pressure",
        _("A blood pressure or heart medicine"),
        (_("I take a blood pressure or heart medicine. Do I take it on the day of treatment?"),),
    ),
    Pick(
        "substances",
        _("Alcohol, cannabis, or other substances"),
        (_("I use alcohol, cannabis, or something else. What should I know, and will it count against me?"),),
    ),
)

WORRIES = (
    Pick(
        "detached",
        _("Feeling detached, or losing control"),
        (_("What might it feel like? Who stays with me if I get frightened?"),),
    ),
    Pick(
        "memories",
        _("Bad memories coming up"),
        (_("What do you do if memories of what happened come up?"),),
    ),
    Pick(
        "misuse",
        _("Getting addicted"),
        (_("How do you notice misuse early? What if I’ve had a problem with alcohol or drugs?"),),
    ),
    Pick(
        "heart",
        _("My heart or blood pressure"),
        (_("At what blood pressure do you wait, and what do you do if it stays high?"),),
    ),
    Pick(
        "body",
        _("Bladder, liver, or other harm over time"),
        (_("Which tests do I get over time, and what would make you stop?"),),
    ),
    Pick(
        "pregnancy",
        _("Pregnancy or breastfeeding"),
        (_("I’m pregnant, might become pregnant, or am breastfeeding. What does that change?"),),
    ),
    Pick(
        "suicide",
        _("Thoughts of suicide"),
        (_("What is our plan if thoughts of suicide come or grow stronger?"),),
    ),
    Pick(
        "no-help",
        _("That it won’t help"),
        (_("How will we know if it isn’t helping, and what comes next?"),),
    ),
)

GROUPS = {
    "matters": (_("What matters to you"), MATTERS),
    "medicines": (_("Your medicines"), MEDICINES),
    "worries": (_("Your worries"), WORRIES),
}


def questions_for(picked: dict[str, Collection[str]]) -> list[Topic]:
    """Return the questions for every clinic, then one topic for each group with a choice.

    `picked` maps names of groups (GROUPS) to names of picks.
    """
    topics = list(EVERY_CLINIC)
    for group, (heading, picks) in GROUPS.items():
        chosen = [pick for pick in picks if pick.name in picked.get(group, ())]
        if chosen:
            topics.append(Topic(heading, tuple(question for pick in chosen for question in pick.questions)))
    return topics
