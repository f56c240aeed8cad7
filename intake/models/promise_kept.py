"""How often the promised time was kept lately, counted by the worker for all to read."""

from __future__ import annotations

from django.db import models


class PromiseKept(models.Model):
    """One row: of `of` people who were to be tried within the last days, `kept` were, counted `at`."""

    at = models.DateTimeField()
    kept = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kept} of {self.of}"
