"""Colleagues on the page of the same request: who has it open, or had, and who has saved something."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from intake.enums import AuditKind, Status
from intake.models import Submission, Viewer

SEEN_WITHIN = dt.timedelta(minutes=1)
_LATELY = dt.timedelta(minutes=5)
# Events after which a page that is already open shows something outdated.
SAVING = (
    *(AuditKind.STATUS, AuditKind.ATTEMPT, AuditKind.NOTE, AuditKind.CLAIMED, AuditKind.ASSIGNED),
    *(AuditKind.RELEASED, AuditKind.LINKED, AuditKind.UNLINKED, AuditKind.HOLD, AuditKind.UNDONE),
    *(AuditKind.APPOINTMENT, AuditKind.DELETION_ASKED, AuditKind.DELETION_REFUSED, AuditKind.DELETED),
)


def record_viewer(submission: Submission, viewer: AbstractBaseUser, now: dt.datetime) -> None:
    """Record that `viewer` has the page of a request open."""
    Viewer.objects.bulk_create(
        [Viewer(submission=submission, account=viewer, seen_at=now)],
        update_conflicts=True,
        unique_fields=["account", "submission"],
        update_fields=["seen_at"],
    )


def others_here(submission: Submission, viewer: AbstractBaseUser, now: dt.datetime) -> list[str]:
    """Return the names of colleagues who have the page of a request open."""
    here = submission.viewers.filter(seen_at__gt=now - SEEN_WITHIN).exclude(account=viewer)
    return sorted(here.values_list(f"account__{viewer.USERNAME_FIELD}", flat=True))


def opened_lately(submission: Submission, viewer: AbstractBaseUser, now: dt.datetime) -> list[str]:
    """Return the names of colleagues who opened a request within the last five minutes."""
    openings = submission.audit_events.readings().filter(at__gt=now - _LATELY).exclude(actor=viewer)
    names = openings.order_by().values_list(f"actor__{viewer.USERNAME_FIELD}", flat=True)
    return sorted(names.distinct())


def seen_by_owner(now: dt.datetime) -> Exists:
    """Return the condition that the owner of a request has its page open."""
    return Exists(
        Viewer.objects.filter(
            submission=OuterRef("pk"), account=OuterRef("claimed_by"), seen_at__gt=now - SEEN_WITHIN
        )
    )


def last_event(submission: Submission) -> int:
    """Return the number of the newest event of a request in the audit trail; 0 if there is none."""
    return submission.audit_events.order_by("-pk").values_list("pk", flat=True).first() or 0


def saved_since(submission: Submission, viewer: AbstractBaseUser, event: int) -> list[str]:
    """Return the names of colleagues who saved something about a request after an event."""
    later = submission.audit_events.filter(pk__gt=event, kind__in=SAVING, actor__isnull=False)
    names = later.exclude(actor=viewer).order_by().values_list(f"actor__{viewer.USERNAME_FIELD}", flat=True)
    return sorted(names.distinct())


def changed_by_patient_since(submission: Submission, event: int) -> bool:
    """Return whether the patient changed, withdrew or reopened a request after an event."""
    withdrawal = Q(detail__after=Status.WITHDRAWN.value) | Q(detail__before=Status.WITHDRAWN.value)
    by_patient = Q(kind=AuditKind.CHANGED) | Q(withdrawal, kind=AuditKind.STATUS)
    return submission.audit_events.filter(by_patient, pk__gt=event, actor=None).exists()


def expired(now: dt.datetime) -> QuerySet[Viewer]:
    """Return the viewers who closed their page long ago."""
    return Viewer.objects.filter(seen_at__lt=now - dt.timedelta(hours=1))
