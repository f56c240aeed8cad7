"""Requests: plain columns for the queue, and everything the patient wrote sealed."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from intake.crypto.row_mac import time_text
from intake.enums import OPEN_STATUSES, Channel, EnteredAs, Kind, Language, Outcome, Place, Status
from intake.rules.states import CLOSED, TO_CALL

# Sorts requests without a promised time after all others.
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
_OPEN, _TO_CALL = [str(each) for each in OPEN_STATUSES], [str(each) for each in TO_CALL]


class SubmissionQuerySet(models.QuerySet):
    """Queries on submissions that are used in more than one module."""

    def still_open(self) -> SubmissionQuerySet:
        """Return the submissions that aren't closed."""
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, now: dt.datetime) -> SubmissionQuerySet:
        """Return the submissions not yet reached whose promised time has passed."""
        return self.filter(to_call=True, queue_at__lt=now)

    def due_now(self, now: dt.datetime) -> SubmissionQuerySet:
        """Return the submissions with a call-back that was promised for `now` or earlier.

        Left out are those for which the person later agreed on something else about a linked request:
        their promised call is no longer a deadline.
        """
        due = self.filter(promised_call_at__lte=now, status__in=TO_CALL)
        return due.filter(queue_at__lte=F("promised_call_at"))

    def handed_over(self, account_id: int, at: dt.datetime) -> SubmissionQuerySet:
        """Return the open submissions that someone was given at a certain time, and still has."""
        return self.still_open().filter(claimed_by=account_id, claimed_at=at)

    def in_queue_order(self) -> SubmissionQuerySet:
        """Return open submissions first, most overdue at the top, then by time of receipt."""
        closed = models.Case(models.When(status__in=OPEN_STATUSES, then=0), default=1)
        return self.annotate(is_closed=closed).order_by("is_closed", "-read_first", "queue_at", "received_at")

    def waiting_to_be_purged(self, now: dt.datetime) -> SubmissionQuerySet:
        """Return the submissions whose answers were to be destroyed by `now` and still exist."""
        due = self.filter(purge_after__lte=now, purged_at=None, legal_hold=False)
        return due.exclude(status__in=OPEN_STATUSES)


class PeoplesManager(models.Manager.from_queryset(SubmissionQuerySet)):
    """Excludes canaries, so that no list, count, export, or search has to consider them."""

    def get_queryset(self) -> SubmissionQuerySet:
        """Return the requests of real people."""
        return super().get_queryset().filter(canary=False)


class Submission(models.Model):
    """A callback or consultation request.

    `sealed` contains all answers, bound to this row's id. `idempotency_key` is a keyed hash of the
    kind and the answers. It is unique among open submissions, so identical content sent twice is one
    request. `secret_hash` is the hash of the receipt's secret; it is empty for requests from before
    forms carried a nonce. The two index columns are filled on the staff side after receipt, using the
    key whose id is `index_key`; `seal_mac` then authenticates the row (see intake.crypto.row_mac).

    A quarantined request waits like any other, with its deadline; `suspect_reasons` contains codes of
    SuspectReason, separated by spaces. After `purge_after` its answers are destroyed. A canary is an
    artificial request that tests the system; `objects` excludes it.

    There are three deadlines. `due_at` is what was promised and never changes. `act_by` is `due_at`
    plus the opening time spent waiting for the patient, or counted again from other times that they
    gave. `queue_at` sorts the queue: it is the earliest deadline (see intake.rules.next_step) of this
    request and the open requests linked with it.

    `promised_call_at` is the time for which staff promised a call-back, and `appointment_at` that of an
    appointment. `way`, `call_times` and `language` are filled with the index columns, so that the queue
    can show and filter them. `version` counts changes, for optimistic locking. The database computes
    `place` (the tab of the queue) and `to_call` from the other columns.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=9, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    entered_as = models.CharField(
        _("came in by"),
        max_length=10,
        choices=EnteredAs,
        default=EnteredAs.WEB,
        db_default=EnteredAs.WEB,
        editable=False,
    )
    received_at = models.DateTimeField(_("received"), editable=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True, editable=False)
    act_by = models.DateTimeField(null=True, blank=True, editable=False)
    queue_at = models.DateTimeField(default=NEVER, db_default=NEVER, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("claimed by"),
        editable=False,
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True, editable=False)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True, editable=False)
    waiting_until = models.DateTimeField(_("waiting until"), null=True, blank=True, editable=False)
    paused_seconds = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    next_call_at = models.DateTimeField(_("next attempt from"), null=True, blank=True, editable=False)
    promised_call_at = models.DateTimeField(_("call-back promised"), null=True, blank=True, editable=False)
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True, editable=False)
    way = models.CharField(
        max_length=10, choices=Channel, blank=True, default="", db_default="", editable=False
    )
    call_times = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    language = models.CharField(
        max_length=12, choices=Language, blank=True, default="", db_default="", editable=False
    )
    #: The language of receipts, status pages and mail: that of the form, or the one that staff entered.
    page_language = models.CharField(max_length=7, default="en", db_default="en", editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome, blank=True, default="", db_default="", editable=False
    )
    outcome_text = models.TextField(blank=True, default="", db_default="", editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    legal_hold = models.BooleanField(_("legal hold"), default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
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
    secret_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    phone_index = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    email_index = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    indexed_at = models.DateTimeField(null=True, editable=False)
    index_key = models.CharField(max_length=8, blank=True, default="", db_default="", editable=False)
    seal_mac = models.CharField(max_length=80, null=True, editable=False)  # noqa: DJ001 (not yet is not empty)
    canary = models.BooleanField(default=False, db_default=False, editable=False)

    place = models.GeneratedField(
        expression=Case(
            When(Q(quarantined=True, status__in=_OPEN), then=Value(Place.SPAM.value)),
            When(status__in=[str(each) for each in CLOSED if each != Status.SCHEDULED], then=Value("closed")),
            When(status__in=["reached", "scheduled"], then=Value(Place.ARRANGED.value)),
            When(waiting_since__isnull=False, then=Value(Place.WAITING.value)),
            When(status="new", then=Value(Place.NEW.value)),
            default=Value(Place.IN_HAND.value),
        ),
        output_field=models.CharField(max_length=10, choices=Place),
        db_persist=True,
    )
    to_call = models.GeneratedField(
        expression=Case(
            When(
                Q(quarantined=False, waiting_since__isnull=True, status__in=_TO_CALL), then=Value(value=True)
            ),
            default=Value(value=False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = PeoplesManager()
    with_canaries = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = [
            ("open_answers", _("Can reveal what a patient wrote beyond how to be reached")),
            ("override_safety", _("Can override a rule of the safety card, with a reason")),
            ("export_submission", _("Can export submissions")),
            ("erase_submission", _("Can confirm the deletion of answers that a colleague asked for")),
            ("hold_submission", _("Can set and lift a legal hold")),
            ("view_dashboard", _("Can see the dashboard")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=models.Q(status__in=OPEN_STATUSES),
                name="one_open_submission_per_content",
            )
        ]
        indexes = [
            models.Index("place", F("read_first").desc(), "queue_at", "received_at", name="submission_place"),
            models.Index(
                F("read_first").desc(),
                "queue_at",
                "received_at",
                condition=Q(to_call=True),
                name="submission_calls",
            ),
            models.Index("place", "status", F("received_at").desc(), name="submission_arranged"),
            models.Index("place", F("received_at").desc(), name="submission_closed"),
            models.Index("place", "language", F("received_at").desc(), name="submission_language"),
            models.Index("place", "kind", F("received_at").desc(), name="submission_kind"),
            models.Index("place", "claimed_by", F("received_at").desc(), name="submission_person"),
            models.Index(
                fields=["claimed_by"], condition=Q(read_first=True), name="submission_read_first_person"
            ),
            models.Index(
                fields=["queue_at", "received_at"], condition=Q(read_first=True), name="submission_read_first"
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(claimed_by__isnull=False, status__in=["claimed", "attempting"]),
                name="submission_in_hand",
            ),
            models.Index(
                fields=["waiting_until"],
                condition=Q(waiting_until__isnull=False),
                name="submission_waiting",
            ),
            models.Index(
                fields=["promised_call_at"],
                condition=Q(promised_call_at__isnull=False),
                name="submission_promised",
            ),
            models.Index(
                fields=["appointment_at"],
                condition=Q(appointment_at__isnull=False),
                name="submission_appointment",
            ),
            models.Index(
                fields=["received_at"],
                condition=models.Q(indexed_at=None),
                name="submission_not_indexed",
            ),
            models.Index(
                fields=["received_at"],
                condition=models.Q(seal_mac=None, purged_at=None),
                name="submission_unauthenticated",
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
        """Whether staff still have to act on it."""
        return self.status in OPEN_STATUSES

    def save_changes(self) -> None:
        """Save a locked row without its reference, which never changes.

        On a table with an update trigger, an UPDATE that names a unique column makes PostgreSQL lock the
        key of the row, and then adding a row that refers to the request would wait.
        """
        columns = [each for each in self._meta.concrete_fields if not (each.primary_key or each.generated)]
        self.save(update_fields=[each.name for each in columns if each.name != "reference"])

    def is_overdue(self, now: dt.datetime) -> bool:
        """Return whether the promised time has passed before anyone reached the person."""
        return self.status in TO_CALL and self.waiting_since is None and self.queue_at < now

    @property
    def authenticated(self) -> tuple[str, ...]:
        """The values covered by `seal_mac`: table, id, sealed text, and columns that never change."""
        also = (self.reference, self.kind, self.entered_as, str(self.canary), time_text(self.received_at))
        return ("intake.submission", self.id.hex, self.sealed, *also)

    @property
    def outcome_context(self) -> str:
        """The context that `outcome_text` is bound to."""
        return f"intake.submission|{self.id}|outcome"

    @property
    def sealed_context(self) -> str:
        """The context that `sealed` is bound to."""
        return f"intake.submission|{self.id}|sealed"
