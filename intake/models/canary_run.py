"""Results of the canary: an artificial request that passes through the whole system once an hour."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CanaryRun(models.Model):
    """One canary run. `failed_at` names the step that failed; empty if all succeeded."""

    at = models.DateTimeField(db_index=True)
    failed_at = models.CharField(max_length=20, blank=True)
    seconds = models.FloatField()

    class Meta:
        verbose_name = _("canary run")
        verbose_name_plural = _("canary runs")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.failed_at or 'ok'}"
