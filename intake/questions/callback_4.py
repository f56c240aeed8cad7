"""The callback form in words that fit a text, too. Earlier requests keep `callback-3`."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.questions.callback_3 import CALLBACK_3
from intake.questions.question import Question, Wording

_ASKED = CALLBACK_3.questions

# The context is for translations that are worded again while the English text is the same.
CALLBACK_4 = Wording(
    version="callback-4",
    questions={
        **_ASKED,
        "times": replace(_ASKED["times"], label=_("When may we contact you?")),
        "say_clinic_name": replace(_ASKED["say_clinic_name"], label=_("May we name the clinic?")),
        "code_word": Question(
            pgettext_lazy("since callback-4", "A word we should say first"),
            pgettext_lazy("since callback-4", "So you know it’s us. Any word you like."),
        ),
        "adult": replace(
            _ASKED["adult"],
            help_text=pgettext_lazy("since callback-4", "If this is for someone else, are they?"),
        ),
        "channel": replace(
            _ASKED["channel"], label=pgettext_lazy("since callback-4", "How should we contact you?")
        ),
        "confirm": replace(_ASKED["confirm"], label=_("Email me a confirmation")),
        "relation": replace(
            _ASKED["relation"],
            choices=tuple(
                (value, pgettext_lazy("since callback-4", "A friend") if value == "friend" else label)
                for value, label in _ASKED["relation"].choices
            ),
        ),
    },
)
