"""Opening what a patient wrote. Nobody reads without being written down."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from intake import audit
from intake.keys import private_keys
from intake.models import Submission
from intake.sealing import SealingError, open_sealed


def open_submission(submission: Submission, reader: AbstractBaseUser) -> dict[str, Any]:
    """Record that `reader` opens `submission`, then return its answers.

    Raises SealingError when it cannot be opened; the attempt is on record even then.
    """
    audit.record_read(submission, reader, timezone.now())
    return unseal(submission)


def unseal(submission: Submission) -> dict[str, Any]:
    """Return the answers of a submission, for machinery that shows them to nobody.

    Raises SealingError when they cannot be opened.
    """
    answers = json.loads(
        open_sealed(submission.sealed, bound_to=submission.sealed_place, keys=private_keys())
    )
    if not isinstance(answers, dict):
        raise SealingError("holds something other than answers")
    return answers
