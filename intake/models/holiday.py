"""Days on which nobody reads requests, beside those of the clinic file."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """One date. With `closed` unticked it is a day like others, even if the clinic file says else."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(
        _("name"), max_length=60, help_text=_("Shown to readers on that day, like Thanksgiving.")
    )
    closed = models.BooleanField(
        _("closed"), default=True, help_text=_("Unticked: open as on any such weekday.")
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"
