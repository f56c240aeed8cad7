"""What a patient changes after sending: a further sealed entry, nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from intake import outbox
from intake.enums import OutboxKind
from intake.keys import public_keys
from intake.models import Amendment, Submission
from intake.sealing import seal
from intake.services.content import canonical, content_key
from intake.services.waiting import resume

# The public side may change these columns and no others.
_MOVED = (
    *("amended_at", "indexed_at", "version"),
    *("act_by", "queue_at", "paused_seconds", "waiting_since", "waiting_until"),
)


class SubmissionIsClosed(Exception):
    """A request that nobody works on any more cannot be changed."""


def amend(submission: Submission, answers: Mapping[str, Any], now: dt.datetime) -> Amendment:
    """Store new answers to some questions and have staff told; the same ones twice are one entry.

    Raises SubmissionIsClosed, and DatabaseError when nothing could be stored.
    """
    content = canonical(answers)
    key = content_key("amendment", content)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if not locked.is_open:
            raise SubmissionIsClosed
        last = locked.amendments.last()
        if last is not None and last.content_key == key:
            return last
        if last is not None:  # their order says which answer counts, in a backup too
            now = max(now, last.received_at + dt.timedelta(milliseconds=1))
        amendment = Amendment(id=uuid.uuid4(), submission=locked, received_at=now, content_key=key)
        amendment.sealed = seal(content, bound_to=amendment.sealed_place, keys=public_keys())
        amendment.save(force_insert=True)
        locked.amended_at = now
        locked.indexed_at = None  # a new number or address must be found by it
        locked.version += 1
        if locked.waiting_until is None:  # we waited to hear of them, and did
            resume(locked, actor=None, now=now)
        locked.save(update_fields=_MOVED)
        outbox.enqueue_anew(OutboxKind.CHANGED, locked, now)
    return amendment
