"""The columns of an export: request data, how to reach the person, what they and what staff wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.exports.by_staff import BY_STAFF, staff_cell
from intake.exports.contact import CONTACT_RULES, contact_rules
from intake.models import Submission
from intake.questions import CURRENT, WORDINGS, Question, wording_for
from intake.questions.contact import LANGUAGE, REACH, SAFETY, SOMEONE, WHO
from intake.services.exporting import ExportRow


def _time(name: str) -> Callable[[Submission], str]:
    return lambda submission: _local_time(getattr(submission, name))


def _local_time(at: dt.datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _history(submission: Submission) -> str:
    """Return each status change: time, user (empty for patients and jobs), statuses and cause."""
    return "; ".join(
        f"{_local_time(change.changed_at)} {change.actor or ''}: "
        f"{change.before} → {change.after} ({change.cause})"
        for change in submission.status_changes.all()
    )


PLAIN: dict[str, tuple[Any, Callable[[Submission], Any]]] = {
    "reference": (_("Reference"), lambda submission: submission.reference),
    "kind": (_("Kind"), lambda submission: submission.kind),
    "status": (_("Status"), lambda submission: submission.status),
    "entered_as": (_("Came in by"), lambda submission: submission.entered_as),
    "received_at": (_("Received"), _time("received_at")),
    "due_at": (_("Due"), _time("due_at")),
    "asked_again_at": (_("Asked again"), _time("asked_again_at")),
    "amended_at": (_("Changed by the patient"), _time("amended_at")),
    "claimed_by": (_("Assigned to"), lambda submission: str(submission.claimed_by or "")),
    "promised_call_at": (_("Call-back promised"), _time("promised_call_at")),
    "appointment_at": (_("Appointment"), _time("appointment_at")),
    "outcome": (_("Outcome"), lambda submission: submission.outcome),
    "closed_at": (_("Closed"), _time("closed_at")),
    "attempts": (_("Attempts"), lambda submission: len(submission.attempts.all())),
    "history": (_("Each status change, with time and name"), _history),
    "withdrawn_at": (_("Withdrawn"), _time("withdrawn_at")),
    "purged_at": (_("Purged"), _time("purged_at")),
    "read_first": (_("Read first"), lambda submission: submission.read_first),
    "quarantined": (_("Possible spam"), lambda submission: submission.quarantined),
}
# How to reach a person safely; all other questions are about the person.
REACHING = tuple(
    name for name in {**WHO, **SOMEONE, **REACH, **SAFETY, **LANGUAGE} if name not in {"adult", "confirm"}
)


@cache
def questions() -> dict[str, Question]:
    """Return every question ever asked, by id, with its current text if it is still in use."""
    return {
        name: question
        for wording in [*WORDINGS.values(), *reversed(CURRENT.values())]
        for name, question in wording.questions.items()
    }


def personal_questions() -> tuple[str, ...]:
    """Return the ids of the questions about the person, in the order of the longest form."""
    longest = max(WORDINGS.values(), key=lambda wording: len(wording.questions))
    known = list(dict.fromkeys([*longest.questions, *questions()]))
    return tuple(name for name in known if name not in REACHING)


def cells(
    row: ExportRow, columns: tuple[str, ...], answer: Callable[[ExportRow, str], Any]
) -> dict[str, Any]:
    """Return a row's values by column; `answer` returns the value of a question's column."""

    def cell(name: str) -> Any:
        if name == CONTACT_RULES:
            return contact_rules(row)
        if name in BY_STAFF:
            return staff_cell(row, name)
        return PLAIN[name][1](row.submission) if name in PLAIN else answer(row, name)

    return {name: cell(name) for name in columns}


def stored(row: ExportRow, name: str) -> Any:
    """Return an answer as stored, or None."""
    return row.answers.get(name)


def in_words(row: ExportRow, name: str) -> str:
    """Return an answer in the words of the form it was given in, or an empty string."""
    if name not in row.answers:
        return ""
    return as_text(question_of(row, name), row.answers[name])


def question_of(row: ExportRow, name: str) -> Question:
    """Return a question as the form asked it, or, for an answer added in a later change, as known now."""
    asked = wording_for(row.answers).questions
    return asked[name] if name in asked else questions().get(name, Question(name))


def as_text(question: Question, value: Any) -> str:
    """Return an answer as text."""
    labels = dict(question.choices)
    if isinstance(value, bool):
        return str(labels.get("yes" if value else "no", value))
    if isinstance(value, dict):  # a phone number
        return str(value.get("typed", ""))
    if isinstance(value, list):
        return "; ".join(str(labels.get(str(each), each)) for each in value)
    return str(labels.get(str(value), value or ""))
