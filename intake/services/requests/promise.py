"""How often the promise was kept: how many people were contacted by the time they were promised.

The worker counts it and stores it in one row, so that the public side needs no permission to
read requests, and the count is never edited by hand.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Min, Q

from intake.enums import Status
from intake.models import PromiseKept, Submission

WINDOW = dt.timedelta(days=30)
SHOWN_FROM = 20  # people; with fewer, a change by one reveals too much
GOOD_FOR = dt.timedelta(days=2)  # without a worker, an old count soon disappears


def count_promise(now: dt.datetime) -> PromiseKept:
    """Count the requests that were due within the last 30 days, and store the result.

    A promise is kept if a first attempt, over any channel, was made by then; the time moves while
    the clinic waits for the patient. Spam, requests withdrawn before they were due, and purged
    requests, whose attempts were destroyed, do not count.
    """
    due = Submission.objects.filter(act_by__gt=now - WINDOW, act_by__lte=now, purged_at=None)
    first = Min("attempts__made_at", filter=Q(attempts__undone=None))
    due = due.exclude(status=Status.SPAM).exclude(quarantined=True).annotate(first=first)
    due = due.exclude(Q(first=None, withdrawn_at__lte=F("act_by")))
    kept = due.filter(first__lte=F("act_by")).count()
    counted = {"at": now, "kept": kept, "of": due.count()}
    return PromiseKept.objects.update_or_create(pk=1, defaults=counted)[0]


def promise_kept(now: dt.datetime) -> PromiseKept | None:
    """Return the count for the public, or None if it is too small or out of date."""
    return PromiseKept.objects.filter(pk=1, of__gte=SHOWN_FROM, at__gt=now - GOOD_FOR).first()
