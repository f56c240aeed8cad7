"""The five questions of the self-check, in their authors' wording. They must not be changed.

PC-PTSD-5: Prins A, Bovin MJ, Kimerling R, Kaloupek DG, Marx BP, Pless Kaiser A, Schnurr PP;
U.S. Department of Veterans Affairs, National Center for PTSD (2015). No official Spanish version was
found, and questions that someone else translated would measure something else. So they are not among
the words that are translated, and only the English page asks them.
"""

from __future__ import annotations

from intake.questions.contact import NO_YES
from intake.questions.question import Question

#: The languages in which the authors published them.
LANGUAGES = ("en",)

YES_NO = tuple(reversed(NO_YES))

EVENTS_INTRO = (
    "Sometimes things happen to people that are unusually or especially frightening, horrible, or traumatic. "
    "For example:"
)
EVENTS = (
    "a serious accident or fire",
    "a physical or sexual assault or abuse",
    "an earthquake or flood",
    "a war",
    "seeing someone be killed or seriously injured",
    "having a loved one die through homicide or suicide",
)
GATE = Question("Have you ever experienced this kind of event?", choices=YES_NO)
ITEMS_INTRO = "In the past month, have you…"
ITEMS = {
    "item1": Question(
        "Had nightmares about the event(s) or thought about the event(s) when you did not want to?",
        choices=YES_NO,
    ),
    "item2": Question(
        (
            "Tried hard not to think about the event(s) or went out of your way to avoid situations that "
            "reminded you of the event(s)?"
        ),
        choices=YES_NO,
    ),
    "item3": Question("Been constantly on guard, watchful, or easily startled?", choices=YES_NO),
    "item4": Question("Felt numb or detached from people, activities, or your surroundings?", choices=YES_NO),
    "item5": Question(
        (
            "Felt guilty or unable to stop blaming yourself or others for the event(s) or any problems the "
            "event(s) may have caused?"
        ),
        choices=YES_NO,
    ),
}
