"""Opening sealed rows, for machinery that shows them to nobody. Staff read through services.reading."""

from __future__ import annotations

import json
from typing import Any

from intake.keys import private_keys
from intake.models import Amendment, Submission
from intake.sealing import SealingError, open_sealed


def unseal(row: Submission | Amendment) -> dict[str, Any]:
    """Return the answers sealed in one row. Raises SealingError when they cannot be opened."""
    answers = json.loads(open_sealed(row.sealed, bound_to=row.sealed_place, keys=private_keys()))
    if not isinstance(answers, dict):
        raise SealingError("holds something other than answers")
    return answers


def current_answers(submission: Submission) -> dict[str, Any]:
    """Return a submission's answers with what the patient changed since; the latest answer counts.

    Raises SealingError when any of them cannot be opened.
    """
    answers = unseal(submission)
    for amendment in submission.amendments.all():
        changed = unseal(amendment)
        answers |= {name: value for name, value in changed.items() if name != "wording"}
    return answers
