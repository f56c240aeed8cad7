"""How often the promised time was kept recently, counted by the worker for public display."""

from __future__ import annotations

from django.db import models


class PromiseKept(models.Model):
    """A single row: as of `at`, `kept` of the `of` people who were due recently were contacted in time."""

    at = models.DateTimeField()
    kept = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kept} of {self.of}"
