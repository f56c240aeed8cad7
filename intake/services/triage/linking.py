"""Requests of the same person: suggested by phone and email, linked by hand, and never merged."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.crypto.blind_index import phone_index
from intake.crypto.keys import index_keys
from intake.enums import AuditKind
from intake.models import Submission, SubmissionLink
from intake.services.triage.linked_requests import linked_with, lock_each_with_linked
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.transitions import Refused, locked_for_update

MOST = 8
_MOST_PAIRS = 1000


def linked(submission: Submission) -> QuerySet[Submission]:
    """Return the requests linked to a request, newest first."""
    return Submission.objects.filter(pk__in=linked_with(submission.pk)).order_by("-received_at")


def suggested(submission: Submission, known: Iterable[uuid.UUID] = ()) -> list[Submission]:
    """Return requests with the same phone number or email address, newest first, without the `known` ones."""
    same = Q()
    for column in ("phone_index", "email_index"):
        if value := getattr(submission, column):
            same |= Q(**{column: value})
    if not same:
        return []
    others = Submission.objects.filter(same).exclude(pk__in={submission.pk, *known})
    # Hundreds may have the same number, and sorting them with their sealed texts takes long.
    return list(others.defer("sealed", "outcome_text").order_by("-received_at")[:MOST])


def open_with_number(submission: Submission, number: str) -> list[Submission]:
    """Return other open requests with the phone number (E.164), newest first, without linked ones.

    Unlike `suggested`, it finds them before the request itself is indexed.
    """
    indexes = [phone_index(number, key) for key in index_keys()]
    same = Submission.objects.still_open().filter(phone_index__in=indexes)
    others = same.exclude(pk__in={submission.pk, *linked_with(submission.pk)})
    return list(others.defer("sealed", "outcome_text").order_by("-received_at")[:MOST])


def others_of(submissions: Sequence[Submission]) -> dict[uuid.UUID, int]:
    """Return how many other requests have the phone number or email address of each, in one query.

    It counts at most a thousand combinations of number and address.
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
    """Link two requests: each keeps its text; the earliest deadline and strictest card apply to both.

    Linking again has no effect. Raises Refused for a request and itself.
    """
    if submission.pk == other.pk:
        raise Refused(_("A request can’t be linked to itself."))
    with _both(submission, other) as (one, two):
        SubmissionLink.objects.get_or_create(
            one=one, other=two, unlinked_at=None, defaults={"linked_at": now, "linked_by": actor}
        )
        recompute_queue_time(one)
        recompute_queue_time(two)
        trail.record(AuditKind.LINKED, actor=actor, submission=submission, now=now, other=other.reference)


def unlink(submission: Submission, other: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Undo a link: each request has its own deadline and card again. Raises Refused if there is none."""
    with _both(submission, other) as (one, two):
        links = SubmissionLink.objects.filter(one=one, other=two, unlinked_at=None)
        if not links.update(unlinked_at=now, unlinked_by=actor):
            raise Refused(_("These two are linked through a third request. Undo that link."))
        recompute_queue_time(one)
        recompute_queue_time(two)
        trail.record(AuditKind.UNLINKED, actor=actor, submission=submission, now=now, other=other.reference)


@contextmanager
def _both(submission: Submission, other: Submission) -> Iterator[tuple[Submission, Submission]]:
    first, second = sorted((submission, other), key=lambda each: each.pk)
    with transaction.atomic():
        lock_each_with_linked({first.pk, second.pk})
        with locked_for_update(first) as one, locked_for_update(second) as two:
            yield one, two
