"""Requests that arrive by phone, on paper or in person: the same record, the same deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clinic_site.core.languages import codes
from intake.audit import trail
from intake.enums import AuditKind, Cause, EnteredAs, Kind
from intake.models import Submission
from intake.services.requests.receive import Flags, receive
from intake.services.triage.transitions import log_transition


def key_in(
    kind: Kind,
    answers: Mapping[str, Any],
    entered_as: EnteredAs,
    flags: Flags,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
) -> tuple[Submission, bool]:
    """Store what `actor` entered for a person. Returns the request, and whether it is new.

    If a request with the same answers is open, that one is returned. Raises DatabaseError if nothing could
    be stored.
    """
    with transaction.atomic():
        submission = receive(kind, answers, flags, now=now)
        is_new = submission.received_at == now
        if is_new:
            submission.entered_as = entered_as
            # Staff read the questions in English, but what the person gets is in the language they speak.
            if answers.get("language") in codes():
                submission.page_language = answers["language"]
            submission.save(update_fields=["entered_as", "page_language"])
            log_transition(submission, submission.status, actor=actor, now=now, cause=Cause.KEYED_IN)
        trail.record(AuditKind.KEYED_IN, actor=actor, submission=submission, now=now, way=entered_as.value)
    return submission, is_new
