"""The trail of who saw what. Entries are only ever added."""

from __future__ import annotations

import datetime as dt
import logging

from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AuditKind
from intake.models import ReadLogEntry, Submission

log = logging.getLogger(__name__)


def record_read(submission: Submission, reader: AbstractBaseUser, now: dt.datetime) -> ReadLogEntry:
    """Write down that `reader` opened `submission` at `now`."""
    return ReadLogEntry.objects.create(submission=submission, reader=reader, read_at=now)


def record(
    kind: AuditKind,
    *,
    actor: AbstractBaseUser | None,
    submission: Submission | None = None,
    now: dt.datetime | None = None,
    **detail: object,
) -> None:
    """Tell the log what somebody did. `detail` holds no name and no word of a patient."""
    about = {"reference": submission.reference} if submission is not None else {}
    log.info(f"staff: {kind.value}", extra={"actor": actor.pk if actor else None, **about, **detail})
