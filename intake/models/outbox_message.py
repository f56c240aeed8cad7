"""The outbox: messages to send, stored in the same transaction as the submission."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import OutboxKind, OutboxState
from intake.models.submission import Submission


class OutboxMessage(models.Model):
    """One message to deliver at least once. Its stable Message-ID is derived from `id`.

    A worker owns it until `lease_until`; the lease of a worker that died expires. Only the class name
    of the last error is stored, because its text could quote an address. A digest belongs to a `day`
    instead of a submission; an alert about someone who opened many requests belongs to their `account`.
    With both a submission and an `account`, it is addressed to that colleague.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=OutboxKind)
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        related_name="outbox_messages",
        verbose_name=_("request"),
    )
    day = models.DateField(null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=OutboxState, default=OutboxState.WAITING)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    first_failed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=36, blank=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "submission"], condition=models.Q(account=None), name="one_message_per_kind"
            ),
            models.UniqueConstraint(fields=["kind", "submission", "account"], name="one_message_per_account"),
            models.UniqueConstraint(fields=["kind", "day"], name="one_message_per_day"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(state=OutboxState.WAITING),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"
