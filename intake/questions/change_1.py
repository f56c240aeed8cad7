"""What can be changed after sending: how and when to be reached. Blank answers change nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.contact import REACH, SAFETY
from intake.questions.question import Question, Wording

AS_BEFORE = ("", _("As before"))


def _again(question: Question) -> Question:
    """Return a question without its hint, which was shown the first time."""
    return Question(question.label, choices=question.choices)


def _again_or_not(question: Question) -> Question:
    return Question(question.label, choices=(AS_BEFORE, *question.choices))


CHANGE_1 = Wording(
    version="change-1",
    questions={
        "channel": _again_or_not(REACH["channel"]),
        "phone": _again(REACH["phone"]),
        "email": _again(REACH["email"]),
        "times": _again(SAFETY["times"]),
        "voicemail": _again_or_not(SAFETY["voicemail"]),
        "say_clinic_name": _again_or_not(SAFETY["say_clinic_name"]),
        "ask_for": _again(SAFETY["ask_for"]),
        "code_word": _again(SAFETY["code_word"]),
    },
)
