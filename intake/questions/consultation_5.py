"""The consultation form in words that fit a text or an email, too. Earlier requests keep `consultation-4`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.questions.consultation_4 import CONSULTATION_4
from intake.questions.question import Question, Wording

_ASKED = CONSULTATION_4.questions

CONSULTATION_5 = Wording(
    version="consultation-5",
    questions={
        **_ASKED,
        "times": Question(
            pgettext_lazy("for a call or a text", "When is a safe time?"),
            _("We won’t try at any other time."),
            _ASKED["times"].choices,
        ),
        "areas": Question(
            _ASKED["areas"].label,
            _("Check any that fit. This helps the right person contact you."),
            _ASKED["areas"].choices,
        ),
    },
    steps=CONSULTATION_4.steps,
)
