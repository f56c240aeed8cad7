"""Answers in the words of the form they were given to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from intake.wording.question import Question


def told(question: Question, value: Any, *, own_words: Callable[[str], str] = str) -> str:
    """Return an answer as a person reads it; empty when there is none.

    `own_words` prepares what a person typed themselves, which may hold any sign.
    """
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return own_words(value["typed"])
    labels = dict(question.choices)
    if isinstance(value, list):
        return ", ".join(str(labels.get(each, own_words(each))) for each in value)
    return str(labels[value]) if value in labels else own_words(value or "")
