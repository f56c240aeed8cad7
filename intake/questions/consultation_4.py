"""The consultation form with every condition that the labels name. Earlier requests keep `consultation-3`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.consultation_3 import CONSULTATION_3
from intake.questions.question import Question, Wording

_ASKED = dict(CONSULTATION_3.questions["health"].choices)

_HEALTH = Question(
    CONSULTATION_3.questions["health"].label,
    _("Check any that fit. You can send this form whatever you check."),
    (
        *((name, _ASKED[name]) for name in ("blood_pressure", "heart")),
        ("vessels", _("A weak or tangled blood vessel, or a bleed in the brain")),
        ("allergy", _("An allergy to ketamine or esketamine")),
        *((name, _ASKED[name]) for name in ("pregnancy", "psychosis_or_mania", "liver", "bladder")),
        ("eyes", _("Glaucoma")),
        *((name, _ASKED[name]) for name in ("substance_use", "none", "talk")),
    ),
)

# Why each is asked, shown on request beside the list.
REASONS = (
    _(
        "Ketamine can raise blood pressure, which is a risk with some heart problems, after a stroke or a "
        "bleed in the brain, and with a weak or tangled blood vessel. It can raise pressure in the eyes, too."
    ),
    _(
        "Esketamine’s label advises against it during pregnancy and breastfeeding, so we ask before either "
        "drug."
    ),
    _("After psychosis or mania (hearing voices, high energy with hardly any sleep) we look at this first."),
    _("Ketamine has harmed the liver in some people, and long use can harm the bladder."),
    _("Ketamine can be misused. We ask everyone, and judge no one."),
)

CONSULTATION_4 = Wording(
    version="consultation-4",
    questions={**CONSULTATION_3.questions, "health": _HEALTH},
    steps=CONSULTATION_3.steps,
)
