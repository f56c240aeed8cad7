"""The five questions of the self-check, in their authors' wording. They must not be changed.

PC-PTSD-5: Prins A, Bovin MJ, Kimerling R, Kaloupek DG, Marx BP, Pless Kaiser A, Schnurr PP;
U.S. Department of Veterans Affairs, National Center for PTSD (2015).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.contact import NO_YES
from intake.questions.question import Question

YES_NO = tuple(reversed(NO_YES))

EVENTS_INTRO = _(
    "Sometimes things happen to people that are unusually or especially frightening, horrible, or traumatic. "
    "For example:"
)
EVENTS = (
    _("a serious accident or fire"),
    _("a physical or sexual assault or abuse"),
    _("an earthquake or flood"),
    _("a war"),
    _("seeing someone be killed or seriously injured"),
    _("having a loved one die through homicide or suicide"),
)
GATE = Question(_("Have you ever experienced this kind of event?"), choices=YES_NO)
ITEMS_INTRO = _("In the past month, have you…")
ITEMS = {
    "item1": Question(
        _("Had nightmares about the event(s) or thought about the event(s) when you did not want to?"),
        choices=YES_NO,
    ),
    "item2": Question(
        _(
            "Tried hard not to think about the event(s) or went out of your way to avoid situations that "
            "reminded you of the event(s)?"
        ),
        choices=YES_NO,
    ),
    "item3": Question(_("Been constantly on guard, watchful, or easily startled?"), choices=YES_NO),
    "item4": Question(
        _("Felt numb or detached from people, activities, or your surroundings?"), choices=YES_NO
    ),
    "item5": Question(
        _(
            "Felt guilty or unable to stop blaming yourself or others for the event(s) or any problems the "
            "event(s) may have caused?"
        ),
        choices=YES_NO,
    ),
}
