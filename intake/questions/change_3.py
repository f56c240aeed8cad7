"""What can be changed after sending, in the words of `callback-4`. Earlier changes keep `change-2`."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import pgettext_lazy

from intake.questions.callback_4 import CALLBACK_4
from intake.questions.change_2 import CHANGE_2
from intake.questions.question import Question, Wording

_ASKED = CHANGE_2.questions

CHANGE_3 = Wording(
    version="change-3",
    questions={
        **_ASKED,
        **{
            name: replace(_ASKED[name], label=CALLBACK_4.questions[name].label)
            for name in ("channel", "times", "say_clinic_name")
        },
        "ask_for": Question(pgettext_lazy("since change-3", "A different name to ask for")),
        "code_word": Question(pgettext_lazy("since change-3", "A different word to say first")),
    },
)
