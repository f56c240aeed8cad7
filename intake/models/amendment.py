"""What a patient changed after sending: further sealed entries, nothing is overwritten."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.submission import Submission


class Amendment(models.Model):
    """New answers to some of a submission's questions. The latest answer to each one counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="amendments")
    received_at = models.DateTimeField(_("received"), editable=False)
    sealed = models.TextField(editable=False)
    content_key = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission.reference} ({self.received_at:%Y-%m-%d %H:%M})"

    @property
    def sealed_place(self) -> str:
        """The place that `sealed` is bound to."""
        return f"intake.amendment|{self.id}|sealed"
