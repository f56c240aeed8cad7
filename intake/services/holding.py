"""A legal hold: nothing of a request is destroyed while it lasts."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from intake import audit
from intake.enums import AuditKind
from intake.models import Submission
from intake.roles import has_right
from intake.services.notes import write_note
from intake.services.triage import Refused, in_hand


def set_hold(
    submission: Submission, reason: str, *, held: bool, actor: AbstractBaseUser, now: dt.datetime
) -> Submission:
    """Set or lift a hold, with a note that says why. Raises Refused without right or reason."""
    if not has_right(actor, "hold_submission"):
        raise Refused(_("Ask somebody who may set and lift a legal hold."))
    with in_hand(submission) as row:
        write_note(row, reason, author=actor, now=now)
        row.legal_hold = held
        audit.record(AuditKind.HOLD, actor=actor, submission=row, now=now, held=held)
    return row
