"""Requests by staff to delete answers, which wait until a second person decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import DeletionReason
from intake.models.submission import Submission


class Deletion(models.Model):
    """Who asked to delete the answers of a request, and why. The audit trail keeps this for good."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="deletion")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=DeletionReason)

    class Meta:
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")

    def __str__(self) -> str:
        return self.submission.reference
