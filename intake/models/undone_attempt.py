"""Corrections: attempts that were recorded by mistake and undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.append_only import AppendOnly
from intake.models.contact_attempt import ContactAttempt


class UndoneAttempt(AppendOnly):
    """The correction of one attempt, which stays on record but no longer counts."""

    attempt = models.OneToOneField(
        ContactAttempt, on_delete=models.CASCADE, primary_key=True, related_name="undone"
    )
    undone_at = models.DateTimeField(_("undone"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("undone attempt")
        verbose_name_plural = _("undone attempts")

    def __str__(self) -> str:
        return str(self.attempt)
