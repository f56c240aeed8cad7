"""Figures about many requests, which the worker counts in advance for the dashboard."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountedFigures(models.Model):
    """The figures called `name`, as of `at`: counts and durations, nothing about any one request.

    `seconds` is how long counting took.
    """

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("time"))
    seconds = models.FloatField(default=0)
    figures = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("counted figures")
        verbose_name_plural = _("counted figures")

    def __str__(self) -> str:
        return self.name
