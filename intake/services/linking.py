"""Requests of the same person: suggested by phone and e-mail, linked by hand, and never merged."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from intake import audit
from intake.enums import AuditKind
from intake.models import Submission, SubmissionLink
from intake.services.queue_time import linked_with, settle
from intake.services.triage import Refused, in_hand

MOST = 8
_MOST_PAIRS = 1000


def linked(submission: Submission) -> QuerySet[Submission]:
    """Return the requests that are linked with one, newest first."""
    return Submission.objects.filter(pk__in=linked_with(submission.pk)).order_by("-received_at")


def suggested(submission: Submission) -> list[Submission]:
    """Return other requests with the same phone number or e-mail address that are not linked yet."""
    same = Q()
    for column in ("phone_index", "email_index"):
        if value := getattr(submission, column):
            same |= Q(**{column: value})
    if not same:
        return []
    others = Submission.objects.filter(same).exclude(pk__in={submission.pk, *linked_with(submission.pk)})
    return list(others.order_by("-received_at")[:MOST])


def others_of(submissions: Sequence[Submission]) -> dict[uuid.UUID, int]:
    """Return how many other requests have the phone number or e-mail address of each, in one query.

    Counting ends at a thousand pairs of a number and an address.
    """
    phones = {row.phone_index for row in submissions} - {""}
    emails = {row.email_index for row in submissions} - {""}
    same = Submission.objects.filter(Q(phone_index__in=phones) | Q(email_index__in=emails)).order_by()
    pairs = list(same.values_list("phone_index", "email_index").annotate(Count("pk"))[:_MOST_PAIRS])
    return {
        row.pk: sum(
            count
            for phone, email, count in pairs
            if (phone and phone == row.phone_index) or (email and email == row.email_index)
        )
        - bool(row.phone_index or row.email_index)
        for row in submissions
    }


def link(submission: Submission, other: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Link two requests: each keeps its own text, both the earliest deadline and the strictest card.

    Raises Refused for a request and itself; linking twice is linking once.
    """
    if submission.pk == other.pk:
        raise Refused(_("A request is not linked with itself."))
    with _both(submission, other) as (one, two):
        SubmissionLink.objects.get_or_create(
            one=one, other=two, unlinked_at=None, defaults={"linked_at": now, "linked_by": actor}
        )
        settle(one)
        settle(two)
        audit.record(AuditKind.LINKED, actor=actor, submission=submission, now=now, other=other.reference)


def unlink(submission: Submission, other: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Undo a link: each has its own deadline and card again. Raises Refused when there is none."""
    with _both(submission, other) as (one, two):
        links = SubmissionLink.objects.filter(one=one, other=two, unlinked_at=None)
        if not links.update(unlinked_at=now, unlinked_by=actor):
            raise Refused(_("These two are linked by way of a third request. Undo that link."))
        settle(one)
        settle(two)
        audit.record(AuditKind.UNLINKED, actor=actor, submission=submission, now=now, other=other.reference)


@contextmanager
def _both(submission: Submission, other: Submission) -> Iterator[tuple[Submission, Submission]]:
    # Always the lesser id first: two people who link the same two do not wait for each other for ever.
    first, second = sorted((submission, other), key=lambda each: each.pk)
    with in_hand(first) as one, in_hand(second) as two:
        yield one, two
