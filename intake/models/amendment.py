"""Amendments: what a patient changed after sending, as additional sealed rows."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.crypto.row_mac import time_text
from intake.models.submission import Submission


class Amendment(models.Model):
    """New answers to some of a submission's questions. The latest answer to each question counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="amendments")
    received_at = models.DateTimeField(_("received"), editable=False)
    sealed = models.TextField(editable=False)
    content_key = models.CharField(max_length=64, editable=False)
    seal_mac = models.CharField(max_length=80, null=True, editable=False)  # noqa: DJ001 (not yet is not empty)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(
                fields=["submission"], condition=models.Q(seal_mac=None), name="amendment_unauthenticated"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission.reference} ({self.received_at:%Y-%m-%d %H:%M})"

    @property
    def authenticated(self) -> tuple[str, ...]:
        """The values covered by `seal_mac`: table, id, sealed text, request, and time of receipt."""
        also = (self.submission_id.hex, time_text(self.received_at))
        return ("intake.amendment", self.id.hex, self.sealed, *also)

    @property
    def sealed_context(self) -> str:
        """The context that `sealed` is bound to."""
        return f"intake.amendment|{self.id}|sealed"
