"""Legal hold: while it lasts, nothing of a request is destroyed."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.enums import AuditKind
from intake.models import Submission
from intake.roles import has_right
from intake.services.triage.notes import write_note
from intake.services.triage.transitions import Refused, locked_for_update


def set_hold(
    submission: Submission, reason: str, *, held: bool, actor: AbstractBaseUser, now: dt.datetime
) -> None:
    """Set or lift a hold, with a note of the reason. Raises Refused without the right or a reason."""
    if not has_right(actor, "hold_submission"):
        raise Refused(_("Ask a colleague who may set and lift legal holds."))
    with locked_for_update(submission) as row:
        write_note(row, reason, author=actor, now=now)
        row.legal_hold = held
        trail.record(AuditKind.HOLD, actor=actor, submission=row, now=now, held=held)
