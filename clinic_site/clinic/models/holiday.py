"""Single days: closed in addition to the holidays that the clinic keeps, or open after all."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """One date. If `closed` is False, it is a regular day, even if the clinic file says otherwise."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(
        _("name"), max_length=60, help_text=_("Shown to readers on that day, like Thanksgiving.")
    )
    closed = models.BooleanField(
        _("closed"), default=True, help_text=_("If unchecked, the regular hours for that weekday apply.")
    )

    class Meta:
        db_table = "intake_holiday"  # its name before this app existed
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"
