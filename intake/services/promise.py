"""The promise, looked at from behind: how many were tried by the time that they were told.

Counted by the worker and kept in one row, so that the public side needs no right to read
requests, and nobody edits it by hand.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Min, Q

from intake.enums import Status
from intake.models import PromiseKept, Submission

WINDOW = dt.timedelta(days=30)
SHOWN_FROM = 20  # people; of fewer, one more or less says too much
_GOOD_FOR = dt.timedelta(days=2)  # without a worker, an old count is not shown for long


def count_promise(now: dt.datetime) -> PromiseKept:
    """Count those whose time came within the last 30 days, and keep the result.

    Kept means that a first attempt by any way was made by then; the time moves on while the
    clinic waits for the patient. Spam does not count, nor who withdrew before their time, nor what
    was purged, since attempts go with it.
    """
    due = Submission.objects.filter(act_by__gt=now - WINDOW, act_by__lte=now, purged_at=None)
    due = due.exclude(status=Status.SPAM).exclude(quarantined=True).annotate(first=Min("attempts__made_at"))
    due = due.exclude(Q(first=None, withdrawn_at__lte=F("act_by")))
    kept = due.filter(first__lte=F("act_by")).count()
    counted = {"at": now, "kept": kept, "of": due.count()}
    return PromiseKept.objects.update_or_create(pk=1, defaults=counted)[0]


def promise_kept(now: dt.datetime) -> PromiseKept | None:
    """Return the count as the public may see it; None of few people, or when it is old."""
    return PromiseKept.objects.filter(pk=1, of__gte=SHOWN_FROM, at__gt=now - _GOOD_FOR).first()
