"""Actions of patients on requests they sent, as append-only rows."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.enums import ActionResult, PatientActionKind
from intake.models.submission import Submission


class PatientAction(models.Model):
    """One action of a patient, written by the public side and applied by the staff side.

    `sealed` contains the secret of the request as proof and, for a change, the new answers. It is
    emptied once the action was processed, at `applied_at` with `result`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="patient_actions")
    kind = models.CharField(max_length=20, choices=PatientActionKind, editable=False)
    received_at = models.DateTimeField(_("received"), editable=False)
    sealed = models.TextField(blank=True, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    result = models.CharField(
        max_length=20, choices=ActionResult, default=ActionResult.PENDING, editable=False
    )

    class Meta:
        verbose_name = _("action of a patient")
        verbose_name_plural = _("actions of patients")
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(applied_at=None), name="patient_action_pending")
        ]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.get_kind_display()}"

    @property
    def sealed_context(self) -> str:
        """The context that `sealed` is bound to."""
        return f"intake.patientaction|{self.id}|sealed"
