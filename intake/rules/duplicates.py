"""Recognizing the constraint violation that means an identical request is already open."""

from __future__ import annotations

from django.db import IntegrityError

_CONSTRAINT = "one_open_submission_per_content"
_ON_SQLITE = "UNIQUE constraint failed: intake_submission.idempotency_key"


def is_duplicate_error(error: IntegrityError) -> bool:
    """Return whether `error` says that two open requests would have the same content.

    PostgreSQL reports the constraint, SQLite the column.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name == _CONSTRAINT
    return str(error) == _ON_SQLITE
