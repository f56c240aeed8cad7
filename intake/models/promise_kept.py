"""How often the promised time was kept recently, counted by the worker for public display."""

from __future__ import annotations

from django.db import models


class PromiseKept(models.Model):
    """The only row: of `of` people to be contacted recently, `kept` were contacted in time, as of `at`."""

    at = models.DateTimeField()
    kept = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kept} of {self.of}"
