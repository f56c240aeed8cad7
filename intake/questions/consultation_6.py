"""The consultation form in the words of `callback-4`. Earlier requests keep `consultation-5`."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.questions.callback_4 import CALLBACK_4
from intake.questions.consultation_5 import CONSULTATION_5
from intake.questions.question import Wording

_ASKED = CONSULTATION_5.questions

CONSULTATION_6 = Wording(
    version="consultation-6",
    questions={
        **_ASKED,
        **{name: CALLBACK_4.questions[name] for name in ("relation", "confirm", "code_word")},
        **{
            name: replace(_ASKED[name], label=CALLBACK_4.questions[name].label)
            for name in ("channel", "say_clinic_name")
        },
        "health": replace(
            _ASKED["health"], label=pgettext_lazy("since consultation-6", "Which of these apply?")
        ),
        "medicines_now": replace(_ASKED["medicines_now"], label=_("Current medicines")),
    },
    steps=CONSULTATION_5.steps,
)
