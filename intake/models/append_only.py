"""Append-only rows: a correction is a new row."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnly(models.Model):
    """A row that can't be changed or deleted. Only the purge deletes some of them, in bulk."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row. Raises TypeError if it is already stored."""
        if not self._state.adding:
            raise TypeError(f"{self._meta.verbose_name}: never changed")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise TypeError."""
        raise TypeError(f"{self._meta.verbose_name}: never deleted")
