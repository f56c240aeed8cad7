"""The suitability check before the form. Every question is optional; no answer is stored."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic_site import clinic
from intake.forms.fields import QuestionForm, choice_field
from intake.questions import Question

_YES_NO = (("yes", _("Yes")), ("no", _("No")))
_YES_NO_UNSURE = (*_YES_NO, ("unsure", _("I’m not sure")))


class SuitabilityForm(QuestionForm):
    """A few optional questions, among them the health facts that labels and studies ask about."""

    id_format = "fact-%s"
    danger = choice_field(Question(_("Are you in danger now?"), choices=_YES_NO))
    adult = choice_field(Question(_("Are you 18 or older?"), choices=_YES_NO))
    travel = choice_field(Question(_("Could you travel to the clinic?"), choices=_YES_NO_UNSURE))
    ride = choice_field(
        Question(_("Could an adult take you home after a treatment visit?"), choices=_YES_NO_UNSURE)
    )
    ever_had = choice_field(
        Question(
            _("Have you ever had any of these?"),
            _(
                "A weak or tangled blood vessel, a bleed in the brain, "
                "or an allergy to ketamine or esketamine."
            ),
            choices=_YES_NO_UNSURE,
        )
    )
    extra_care = choice_field(
        Question(
            _("Do any of these apply to you?"),
            _(
                "High blood pressure, a heart problem or a stroke, liver or bladder disease, glaucoma, "
                "psychosis or mania (now or before), pregnancy that’s certain or possible, or "
                "breastfeeding. Also a head injury, alcohol or drug use that worries you or others, or "
                "medicines that make you sleepy."
            ),
            choices=_YES_NO_UNSURE,
        )
    )
    told_not = choice_field(
        Question(_("Has a doctor told you not to have ketamine?"), choices=_YES_NO_UNSURE)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = clinic.current().clinic
        if facts.town:
            self.fields["travel"].label = format_lazy(_("Could you travel to {town}?"), town=facts.area)

    def facts(self) -> dict[str, str]:
        """Return the answers; an invalid one counts as blank."""
        self.full_clean()
        return dict(self.cleaned_data)
