"""One request of one person: plain columns for the queue, everything they wrote sealed."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import OPEN_STATUSES, Kind, Status


class SubmissionQuerySet(models.QuerySet):
    """Questions that more than one place asks of submissions."""

    def still_open(self) -> SubmissionQuerySet:
        """Return those that nobody has closed."""
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, now: dt.datetime) -> SubmissionQuerySet:
        """Return open ones whose promised time has passed."""
        return self.still_open().filter(due_at__lt=now)

    def in_queue_order(self) -> SubmissionQuerySet:
        """Return open ones first, the most overdue at the top, then by time of receipt."""
        closed = models.Case(models.When(status__in=OPEN_STATUSES, then=0), default=1)
        return self.annotate(is_closed=closed).order_by(
            "is_closed", "-read_first", models.F("due_at").asc(nulls_last=True), "received_at"
        )

    def waiting_to_be_purged(self, now: dt.datetime) -> SubmissionQuerySet:
        """Return those whose answers were to be destroyed by `now` and are still there."""
        return self.filter(purge_after__lte=now, purged_at=None)


class PeoplesManager(models.Manager.from_queryset(SubmissionQuerySet)):
    """Leaves canaries out, so that no list, count, export or search has to think of them."""

    def get_queryset(self) -> SubmissionQuerySet:
        """Return the requests of people."""
        return super().get_queryset().filter(canary=False)


class Submission(models.Model):
    """A callback or consultation request.

    `sealed` holds every answer, bound to this row's id. `idempotency_key` is a keyed hash of
    the kind and the answers: among open submissions it is unique, so the same words sent
    twice are one request. The two index columns are filled on the staff side after receipt.
    A quarantined one waits like any other, with its deadline; `suspect_reasons` are codes of
    SuspectReason with spaces between. After `purge_after` its answers are destroyed. A canary is
    a made-up one that tries the way; `objects` does not know it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=9, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    received_at = models.DateTimeField(_("received"), editable=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True, editable=False)
    asked_again_at = models.DateTimeField(_("asked again"), null=True, blank=True, editable=False)
    amended_at = models.DateTimeField(_("changed by the patient"), null=True, blank=True, editable=False)
    quarantined = models.BooleanField(_("possible spam"), default=False, db_default=False)
    suspect_reasons = models.CharField(
        _("reasons"), max_length=80, blank=True, default="", db_default="", editable=False
    )
    read_first = models.BooleanField(_("read first"), default=False, db_default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    status_before = models.CharField(
        max_length=20, choices=Status, blank=True, default="", db_default="", editable=False
    )
    purge_after = models.DateTimeField(_("to be purged after"), null=True, blank=True, editable=False)
    purged_at = models.DateTimeField(_("purged"), null=True, blank=True, editable=False)
    sealed = models.TextField(editable=False)
    idempotency_key = models.CharField(max_length=64, editable=False)
    phone_index = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    email_index = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    indexed_at = models.DateTimeField(null=True, editable=False)
    canary = models.BooleanField(default=False, db_default=False, editable=False)

    objects = PeoplesManager()
    with_canaries = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=models.Q(status__in=OPEN_STATUSES),
                name="one_open_submission_per_content",
            )
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="submission_queue"),
            models.Index(
                fields=["received_at"],
                condition=models.Q(indexed_at=None),
                name="submission_not_indexed",
            ),
            models.Index(
                fields=["purge_after"],
                condition=models.Q(purge_after__isnull=False, purged_at=None),
                name="submission_to_purge",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.status in OPEN_STATUSES

    def is_overdue(self, now: dt.datetime) -> bool:
        """Whether the promised time has passed while somebody still has to act."""
        return self.is_open and self.due_at is not None and self.due_at < now

    @property
    def sealed_place(self) -> str:
        """The place that `sealed` is bound to."""
        return f"intake.submission|{self.id}|sealed"
