"""What can be changed after sending, since names and words can be removed. Blank answers change nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.callback_3 import CALLBACK_3
from intake.questions.question import Question, Wording

AS_BEFORE = ("", _("As before"))
_ASKED = CALLBACK_3.questions


def _again(name: str) -> Question:
    """Return a question with a choice to leave the answer as it was, if it has choices."""
    question = _ASKED[name]
    return Question(question.label, choices=(AS_BEFORE, *question.choices) if question.choices else ())


CHANGE_2 = Wording(
    version="change-2",
    questions={
        "channel": _again("channel"),
        "phone": Question(
            _("New phone number"),
            _("If you gave us a word, we’ll ask for it when we call a new number."),
        ),
        "email": Question(_("New email address")),
        "times": Question(_ASKED["times"].label, choices=_ASKED["times"].choices),
        "voicemail": _again("voicemail"),
        "say_clinic_name": _again("say_clinic_name"),
        "ask_for": Question(_("A different name to ask for")),
        "code_word": Question(_("A different word to say first")),
    },
)
