"""Opening hours as set by managers. Until they set them, those in the clinic file apply."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.facts import WEEKDAYS, Span
from clinic_site.clinic.spans import parse_spans, refuse_too_many, spans_in_words


def _day(name: str | Promise) -> models.CharField:
    return models.CharField(name, max_length=80, blank=True, default="", validators=[parse_spans])


class OpeningHours(models.Model):
    """The only row: the spans of each weekday, like `09:00-12:30, 13:30-17:00`; empty if closed.

    `kept_holidays` has the names of the clinic's yearly holidays, one per line. Saving the row computes
    `kept_days`, their dates in the coming years.
    """

    monday = _day(_("Monday"))
    tuesday = _day(_("Tuesday"))
    wednesday = _day(_("Wednesday"))
    thursday = _day(_("Thursday"))
    friday = _day(_("Friday"))
    saturday = _day(_("Saturday"))
    sunday = _day(_("Sunday"))
    kept_holidays = models.TextField(_("holidays"), blank=True, default="", db_default="")
    kept_days = models.JSONField(
        editable=False, default=dict, db_default=models.Value({}, models.JSONField())
    )

    class Meta:
        db_table = "intake_openinghours"  # its name before this app existed
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")

    def __str__(self) -> str:
        return str(_("Opening hours"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the only row, with normalized spans and the dates of the holidays."""
        self.pk = 1
        self.kept_days = self._compute_days() if self.kept_holidays else {}
        for day in WEEKDAYS:
            setattr(self, day, spans_in_words(parse_spans(getattr(self, day))))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError if no day has opening hours, surely a mistake, or if one has too many."""
        refuse_too_many(**{day: getattr(self, day) for day in WEEKDAYS})
        if not any(getattr(self, day) for day in WEEKDAYS):
            raise ValidationError(_("Enter opening hours for at least one day"), code="hours")

    def days_off(self) -> dict[dt.date, str]:
        """Return the dates of the clinic's yearly holidays, with their names."""
        return {dt.date.fromisoformat(day): name for day, name in self.kept_days.items()}

    def _compute_days(self) -> dict[str, str]:
        from clinic_site.clinic.models.clinic_facts import ClinicFacts
        from clinic_site.clinic.public_holidays import kept_days  # takes memory

        facts = ClinicFacts.objects.first()
        found = kept_days(self.kept_holidays.splitlines(), facts.state if facts else "", localdate())
        return {day.isoformat(): name for day, name in found.items()}

    def by_day(self) -> dict[str, tuple[Span, ...]]:
        """Return the spans of each weekday."""
        return {day: parse_spans(getattr(self, day)) for day in WEEKDAYS}
