"""Single days on which the clinic is closed, open on a yearly holiday, or open at other hours."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import store
from clinic_site.clinic.facts import WEEKDAYS
from clinic_site.clinic.spans import parse_spans, refuse_too_many, spans_in_words


class Holiday(models.Model):
    """One date. If `closed` is False, the clinic is open at `hours`, or else at those of the weekday.

    It takes precedence over the clinic file and over the clinic's yearly holidays.
    """

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(
        _("name"), max_length=60, help_text=_("Shown to readers on that day, like Thanksgiving.")
    )
    closed = models.BooleanField(
        _("closed"), default=True, help_text=_("Uncheck it if you’re open that day.")
    )
    hours = models.CharField(
        _("hours on that day"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        validators=[parse_spans],
        help_text=_("If you’re open: like 9am-noon, or empty for the regular hours of that weekday."),
    )

    class Meta:
        db_table = "intake_holiday"  # its name before this app existed
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the day, with normalized hours."""
        self.hours = spans_in_words(parse_spans(self.hours))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError for hours that have no effect, for missing hours, and for too many.

        An open day needs hours of its own if the clinic is usually closed on that weekday.
        """
        refuse_too_many(hours=self.hours)
        if self.closed and self.hours:
            raise ValidationError({"closed": _("Uncheck this to be open at these hours.")}, code="hours")
        if self.date and not self.closed and not self.hours and not self._has_regular_hours():
            message = _("You have no regular hours on {weekday}s. Enter hours to be open.")
            raise ValidationError(
                {"hours": message.format(weekday=date_format(self.date, "l"))}, code="hours"
            )

    def _has_regular_hours(self) -> bool:
        return bool(store.read().opening_hours.get(WEEKDAYS[self.date.weekday()]))
