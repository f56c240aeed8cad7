"""The questions of every form version ever used.

A submission names the version it was made with, and the language if it wasn't English, and is always
displayed with that text. So a version that has been in use is never edited, and its translations stay
in the catalog as they are; a test compares the checksum of each. To change the text, add a new
version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from intake.enums import Kind
from intake.questions.callback_1 import CALLBACK_1
from intake.questions.callback_2 import CALLBACK_2
from intake.questions.callback_3 import CALLBACK_3
from intake.questions.callback_4 import CALLBACK_4
from intake.questions.change_1 import CHANGE_1
from intake.questions.change_2 import CHANGE_2
from intake.questions.change_3 import CHANGE_3
from intake.questions.consultation_1 import CONSULTATION_1
from intake.questions.consultation_2 import CONSULTATION_2
from intake.questions.consultation_3 import CONSULTATION_3
from intake.questions.consultation_4 import CONSULTATION_4
from intake.questions.consultation_5 import CONSULTATION_5
from intake.questions.consultation_6 import CONSULTATION_6
from intake.questions.question import Question, Wording

__all__ = [
    "CURRENT",
    "CURRENT_CHANGE",
    "TEXT_SHOWN",
    "WORDINGS",
    "Question",
    "Wording",
    "language_of",
    "wording_for",
]

_ALL = (
    *(CALLBACK_1, CALLBACK_2, CALLBACK_3, CALLBACK_4),
    *(CONSULTATION_1, CONSULTATION_2, CONSULTATION_3, CONSULTATION_4, CONSULTATION_5, CONSULTATION_6),
    *(CHANGE_1, CHANGE_2, CHANGE_3),
)
WORDINGS = {wording.version: wording for wording in _ALL}
# What is stored with the answers about the form: `intake.forms.fields.text_shown`, and the page it was on.
TEXT_SHOWN = frozenset({"wording", "page_language", "page"})
CURRENT = {Kind.CALLBACK: CALLBACK_4, Kind.CONSULTATION: CONSULTATION_6}
CURRENT_CHANGE = CHANGE_3  # of how to be reached, after sending


def wording_for(answers: Mapping[str, Any]) -> Wording:
    """Return the wording that a person answered. The first form stored it only as the consent.

    Raises KeyError for an unknown version.
    """
    return WORDINGS[answers.get("wording") or answers["consent"]]


def language_of(answers: Mapping[str, Any]) -> str:
    """Return the language in which a person read the questions. Forms in English don't store it."""
    return answers.get("page_language") or settings.LANGUAGE_CODE
