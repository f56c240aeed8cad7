"""Drafts of consultation forms. Only the patient's code opens one."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

LIFETIME = dt.timedelta(hours=24)


class Draft(models.Model):
    """An unfinished form, looked up by the hash of its code and encrypted under the code itself."""

    code_hash = models.CharField(primary_key=True, max_length=64)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(_("draft"))

    def is_expired(self, now: dt.datetime) -> bool:
        """Return whether it has expired, even if it hasn't been deleted yet."""
        return now >= self.changed_at + LIFETIME
