"""Opening sealed answers, for jobs and rules that show them to no one.

Staff read answers through `services.access.reading`, which records each opening.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from intake.crypto.keys import private_keys, row_mac_keys
from intake.crypto.row_mac import is_genuine
from intake.crypto.sealing import SealingError, open_sealed
from intake.models import Amendment, Submission
from intake.questions import TEXT_SHOWN


class ChangedSinceArrival(SealingError):
    """A row was changed after it arrived, by something other than this site.

    `submission_id` is the id of the request that it belongs to.
    """

    def __init__(self, submission_id: uuid.UUID) -> None:
        super().__init__("it was changed after it arrived")
        self.submission_id = submission_id


def refuse_changed(row: Submission | Amendment) -> None:
    """Raise ChangedSinceArrival if a row doesn't match the MAC computed when it was indexed.

    A row that the worker hasn't indexed yet has no MAC and is accepted as it is.
    """
    if row.seal_mac is not None and not is_genuine(row.seal_mac, *row.authenticated, keys=row_mac_keys()):
        raise ChangedSinceArrival(row.submission_id if isinstance(row, Amendment) else row.pk)


def unseal(row: Submission | Amendment) -> dict[str, Any]:
    """Return the answers sealed in one row.

    Raises SealingError if they cannot be opened, ChangedSinceArrival if they were changed.
    """
    refuse_changed(row)
    answers = json.loads(open_sealed(row.sealed, bound_to=row.sealed_context, keys=private_keys()))
    if not isinstance(answers, dict):
        raise SealingError("contains something other than answers")
    return answers


def current_answers(submission: Submission, changes: int | None = None) -> dict[str, Any]:
    """Return a submission's answers, including the patient's amendments; the latest answer counts.

    With `changes`, only that many amendments count, the oldest first: those that someone had seen.
    Raises SealingError if any of them cannot be opened, ChangedSinceArrival if one was changed.
    """
    answers = unseal(submission)
    for amendment in submission.amendments.all()[:changes]:
        changed = unseal(amendment)
        answers |= {name: value for name, value in changed.items() if name not in TEXT_SHOWN}
    return answers
