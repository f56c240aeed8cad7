"""Answers as rows that the person who gave them reads before sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from intake.forms.consultation import Step, StepForm
from intake.forms.filled import Filled
from intake.wording.telling import told


@dataclass(frozen=True)
class Row:
    """One answer, and where to change it."""

    key: str
    value: str
    change: str = ""


@dataclass(frozen=True)
class Section:
    """The answers of one step."""

    heading: str
    rows: list[Row]


def sections(filled: Filled) -> list[Section]:
    """Return the answers of every step of a form that is filled in."""
    return [Section(str(step.heading), _rows(step, filled.bound(step))) for step in filled.steps]


def typed_rows(form: StepForm) -> list[Row]:
    """Return what was typed into the open fields of a form, judged or not, so that it is not lost."""
    asked = [field for field in form if field.name in form.wording.questions]
    texts = {field.label: field.value() for field in asked if not field.use_fieldset}
    return [Row(str(label), value) for label, value in texts.items() if value and isinstance(value, str)]


def _rows(step: Step, form: StepForm) -> list[Row]:
    form.full_clean()
    change = reverse("intake:step", args=[step.slug])
    answers = form.answers()
    return [_row(form, name, answers[name], change) for name in form.fields if name in answers]


def _row(form: StepForm, name: str, value: Any, change: str) -> Row:
    question = form.wording.questions[name]
    if name == "consent":
        return Row(_("You agreed to this"), str(question.label), change)
    said, remark = told(question, value), ""
    if isinstance(value, str):
        remark = str(form.remarks.get(value, ""))
    return Row(str(question.label), f"{said}. {remark}" if remark else said, change)
