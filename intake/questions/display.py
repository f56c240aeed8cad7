"""Answers displayed with the text of the form version they were given on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from intake.questions.question import Question, Words


def in_language(words: Words, language: str) -> str:
    """Return words of a form as they are shown on its page in `language`, a code."""
    with override(language):
        return str(words)


def display_answer(question: Question, value: Any, *, own_words: Callable[[str], str] = str) -> str:
    """Return an answer as display text, or "" if the question wasn't answered.

    `own_words` is applied to text that a person typed, which may contain any character.
    """
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return own_words(value["typed"])
    labels = dict(question.choices)
    if isinstance(value, list):
        return ", ".join(str(labels.get(each, own_words(each))) for each in value)
    return str(labels[value]) if value in labels else own_words(value or "")
