"""What staff wrote about a person, for the person themselves, a court, or the clinic that takes over.

It is sealed like what patients wrote, so a row whose answers were not opened doesn't contain it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.crypto.sealing import SealingError
from intake.models import Note, Submission
from intake.services.exporting import ExportRow
from intake.services.triage.sealed_text import open_fields


def _outcome_text(submission: Submission) -> str:
    return _opened(submission.outcome_text, submission.outcome_context)


def _notes(submission: Submission) -> str:
    """Return each note: time, author, what it is about and the reason chosen, and the text."""
    return "\n".join(map(_note, submission.notes.all()))


def _note(note: Note) -> str:
    at = timezone.localtime(note.written_at).isoformat(timespec="seconds")
    about = f"{note.about}: {note.code}" if note.code else note.about
    return f"{at} {note.author} ({about}): {_opened(note.sealed, note.sealed_context)}"


def _opened(sealed: str, context: str) -> str:
    try:
        return str(open_fields(sealed, context).get("text", ""))
    except (SealingError, ValueError):
        return gettext("This text can’t be opened.")


BY_STAFF: dict[str, tuple[Any, Callable[[Submission], str]]] = {
    "outcome_text": (_("Text of an “Other” outcome"), _outcome_text),
    "notes": (_("Notes, with date and author"), _notes),
}


def staff_cell(row: ExportRow, name: str) -> str:
    """Return what staff wrote, by a key of `BY_STAFF`; empty if the answers of the row were not opened."""
    return "" if row.state == "closed" else BY_STAFF[name][1](row.submission)
