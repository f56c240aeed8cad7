"""How often the promise was kept: how many people were contacted by the time they were promised.

The worker stores the count in one row, so that the public side needs no permission to read requests, and
the count is never edited by hand.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Min, Q

from intake.enums import AttemptResult, Status
from intake.models import ContactAttempt, PromiseKept, Submission, SubmissionLink
from intake.services.triage.linked_requests import linked_with

WINDOW = dt.timedelta(days=30)
SHOWN_FROM = 20  # people; with fewer, a change by one reveals too much
GOOD_FOR = dt.timedelta(days=2)  # without a worker, an old count soon disappears


def count_promise(now: dt.datetime) -> PromiseKept:
    """Count the requests that were due within the last 30 days, and store the result.

    A promise is kept if a first attempt, over any channel, was made by then, on the request or on one
    linked to it; the time moves while the clinic waits for the patient. Spam, requests withdrawn before
    they were due, and purged requests, whose attempts were destroyed, do not count.
    """
    due = Submission.objects.filter(act_by__gt=now - WINDOW, act_by__lte=now, purged_at=None)
    first = Min("attempts__made_at", filter=Q(attempts__undone=None))
    due = due.exclude(status=Status.SPAM).exclude(quarantined=True).annotate(first=first)
    due = due.exclude(Q(first=None, withdrawn_at__lte=F("act_by")))
    kept = due.filter(first__lte=F("act_by")).count()
    links = SubmissionLink.objects.filter(unlinked_at=None)
    is_linked = Q(pk__in=links.values("one")) | Q(pk__in=links.values("other"))
    missed = due.filter(Q(first=None) | Q(first__gt=F("act_by"))).filter(is_linked)
    kept += sum(map(_was_kept_on_linked, missed.defer("sealed", "outcome_text")))
    counted = {"at": now, "kept": kept, "of": due.count()}
    return PromiseKept.objects.update_or_create(pk=1, defaults=counted)[0]


def _was_kept_on_linked(row: Submission) -> bool:
    """Return whether an attempt on a linked request was made in time, after the person last asked.

    One that reached a wrong number doesn't count: this request may have the right one.
    """
    asked = (at for at in (row.asked_again_at, row.amended_at) if at is not None and at <= row.act_by)
    tried = ContactAttempt.objects.not_undone().exclude(result=AttemptResult.WRONG_NUMBER)
    since = max((row.received_at, *asked))
    return tried.filter(submission__in=linked_with(row.pk), made_at__range=(since, row.act_by)).exists()


def promise_kept(now: dt.datetime) -> PromiseKept | None:
    """Return the count for the public, or None if it is too small or out of date."""
    return PromiseKept.objects.filter(pk=1, of__gte=SHOWN_FROM, at__gt=now - GOOD_FOR).first()
