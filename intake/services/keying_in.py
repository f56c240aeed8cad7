"""Requests that reach the clinic by phone, on paper or at the door: the same record, the same deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from intake import audit
from intake.enums import AuditKind, Cause, Entry, Kind
from intake.models import Submission
from intake.services.receive import receive
from intake.services.triage import remember


def key_in(
    answers: Mapping[str, Any], entered_as: Entry, *, actor: AbstractBaseUser, now: dt.datetime
) -> tuple[Submission, bool]:
    """Store what `actor` keyed in for a person. Returns the request, and whether it is new.

    The same words as in an open request are that request. Raises DatabaseError when nothing
    could be stored.
    """
    with transaction.atomic():
        submission = receive(Kind.CALLBACK, answers, now=now)
        fresh = submission.received_at == now
        if fresh:
            submission.entered_as = entered_as
            submission.save(update_fields=["entered_as"])
            remember(submission, submission.status, actor=actor, now=now, cause=Cause.KEYED_IN)
        audit.record(AuditKind.KEYED_IN, actor=actor, submission=submission, now=now, way=entered_as.value)
    return submission, fresh
