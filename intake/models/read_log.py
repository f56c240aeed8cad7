"""The read log: who opened which submission, and when. Entries are never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.submission import Submission


class ReadLogEntry(models.Model):
    """One opening of one submission by one member of staff."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="read_log")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("read log entry")
        verbose_name_plural = _("read log")
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.reader}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new entry. Raises TypeError for one that is stored already."""
        if self.pk is not None:
            raise TypeError("a read log entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError always."""
        raise TypeError("a read log entry is never deleted")
