"""A call-back that was promised for a certain time, compared with what the person said later."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from clinic_site.clinic import current as current_clinic
from intake.crypto.sealing import SealingError
from intake.enums import AttemptResult
from intake.models import Submission
from intake.models.answers import current_answers, unseal
from intake.rules.safety_card import call_windows
from intake.services.triage.linked_requests import linked_with

#: How long after the promised time the call may still be made outside the times on the card.
PROMISE_LASTS = dt.timedelta(hours=1)


def is_promised_now(submission: Submission, now: dt.datetime) -> bool:
    """Return whether a call-back was promised for `now`, or up to PROMISE_LASTS earlier.

    Then the person's own word counts more than the times on the card, unless they gave other times later,
    with this request or a linked one.
    """
    promised = submission.promised_call_at
    if promised is None or not promised <= now < promised + PROMISE_LASTS:
        return False
    agreed = submission.attempts.not_undone().filter(result=AttemptResult.CALL_BACK)
    agreed_at = agreed.values_list("made_at", flat=True).last()
    return agreed_at is None or not _is_excluded_since(agreed_at, submission, now)


def _is_excluded_since(agreed_at: dt.datetime, submission: Submission, now: dt.datetime) -> bool:
    ids = [submission.pk, *linked_with(submission.pk)]
    since = Q(received_at__gt=agreed_at) | Q(amended_at__gt=agreed_at)
    rows = Submission.objects.still_open().filter(since, pk__in=ids).prefetch_related("amendments")
    try:
        return any(_gave_times_since(agreed_at, row) and not _allows(row, now) for row in rows)
    except SealingError:  # better to wait for the times on the card
        return True


def _gave_times_since(agreed_at: dt.datetime, row: Submission) -> bool:
    changes = (each for each in row.amendments.all() if each.received_at > agreed_at)
    return row.received_at > agreed_at or any("times" in unseal(each) for each in changes)


def _allows(row: Submission, now: dt.datetime) -> bool:
    windows = call_windows(current_answers(row))
    local = now.astimezone(current_clinic().zone).time()
    return not windows or any(start <= local < end for start, end in windows)
