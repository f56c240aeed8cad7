"""Filling the blind index of new submissions, on the side that holds the keys."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.utils import timezone

from intake.blind_index import email_index, phone_index
from intake.keys import index_key
from intake.models import Submission
from intake.opening import current_answers

_BATCH = 50

log = logging.getLogger(__name__)


def index_new(skip: set[object]) -> int:
    """Index the oldest submissions that are not yet; return how many were done.

    One that cannot be opened or read is logged, added to `skip`, and left for after a restart:
    a single bad row must not stand in the way of all others.
    """
    waiting = Submission.objects.filter(indexed_at=None).exclude(pk__in=skip).order_by("received_at")
    done = 0
    for submission in waiting[:_BATCH]:
        try:
            done += _index(submission)
        except DatabaseError:
            raise
        except Exception:
            skip.add(submission.pk)
            log.exception("submission cannot be opened", extra={"reference": submission.reference})
    return done


def _index(submission: Submission) -> int:
    answers = current_answers(submission)
    phone = answers.get("phone") or {}
    return Submission.objects.filter(pk=submission.pk).update(
        phone_index=phone_index(phone.get("e164", ""), index_key()),
        email_index=email_index(answers.get("email", ""), index_key()),
        indexed_at=timezone.now(),
    )
