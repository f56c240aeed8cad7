"""Answers as rows on the check page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.forms.call_times import as_offered
from intake.forms.callback import CallbackForm
from intake.forms.consultation import PointsForm, Step, StepForm
from intake.forms.consultation_state import ConsultationState
from intake.forms.fields import QuestionForm
from intake.questions.display import display_answer
from intake.rules.mail_hints import mail_hint


@dataclass(frozen=True)
class AnswerRow:
    """An answer, the URL to change it, and a question about it that keeps no one from sending it."""

    key: str
    value: str
    change: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class AnswerSection:
    """The answers of one step."""

    heading: str
    rows: list[AnswerRow]


def answered_and_unanswered(state: ConsultationState) -> tuple[list[AnswerSection], list[AnswerRow]]:
    """Return the answers of a completed form by step, and the questions that were not answered."""
    sections, unanswered = [], []
    for step in state.steps:
        rows = _rows(step, state.bound(step))
        unanswered += [row for row in rows if not row.value]
        if answered := [row for row in rows if row.value]:
            sections.append(AnswerSection(str(step.heading), answered))
    return sections, unanswered


def typed_rows(form: StepForm) -> list[AnswerRow]:
    """Return the text entered in a form, valid or not, so that it isn't lost."""
    asked = [field for field in form if field.name in form.wording.questions]
    texts = {field.label: field.value() for field in asked if not field.use_fieldset}
    return [
        AnswerRow(str(label), value) for label, value in texts.items() if value and isinstance(value, str)
    ]


def posted_rows(form: QuestionForm) -> list[AnswerRow]:
    """Return what was entered and chosen in a form, valid or not, as it was posted."""
    rows = [AnswerRow(str(field.label), _posted(field)) for field in form]
    return [row for row in rows if row.value]


def _posted(field: BoundField) -> str:
    given, choices = field.data, getattr(field.field, "choices", None)
    if choices is not None:
        chosen = given if isinstance(given, list) else [given]
        return "; ".join(str(label) for value, label in choices if value and value in chosen)
    if isinstance(given, bool):
        return str(_("Yes")) if given else ""
    return (given or "").strip()


def form_rows(form: CallbackForm) -> list[AnswerRow]:
    """Return the answers in a valid form that its channel needs, in the order of its fields.

    Blank answers aren't listed, because most questions of the short form are folded away.
    """
    answers, asked = form.answers(), form.wording.questions.keys() - set(form.unneeded)
    rows = [_row(form, name, answers[name]) for name in form.fields if name in answers and name in asked]
    return [row for row in rows if row.value]


def _rows(step: Step, form: StepForm) -> list[AnswerRow]:
    form.full_clean()
    change = reverse("intake:step", args=[step.slug])
    answers = form.answers()
    return [_row(form, name, answers[name], change) for name in form.fields if _is_asked(name, answers)]


def _is_asked(name: str, answers: dict[str, Any]) -> bool:
    return name in answers and not (name == "which_language" and not answers[name])


def _row(form: QuestionForm, name: str, value: Any, change: str = "") -> AnswerRow:
    question = form.wording.questions[name]
    if name == "consent":
        return AnswerRow(_("You agreed to this"), str(question.label), change)
    if name == "confirm" and not value:  # an unchecked box isn't an answer
        return AnswerRow(str(question.label), "", change)
    display = display_answer(as_offered(question) if name == "times" else question, value)
    if isinstance(form, PointsForm) and (remark := form.remark(name, value)):
        display = f"{display}. {remark}"
    return AnswerRow(str(question.label), display, change, _doubt_about(value) if name == "email" else "")


def _doubt_about(email: str) -> str:
    service = mail_hint(email)
    return _("Did you mean %s?") % f"{email.rpartition('@')[0]}@{service}" if service else ""
