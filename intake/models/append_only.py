"""Rows that are written once: what was said stays said, and a correction is a further row."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnly(models.Model):
    """Refuses to change or go. Only the purge removes some of them, in bulk."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError(f"a {self._meta.verbose_name} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError always."""
        raise TypeError(f"a {self._meta.verbose_name} is never deleted")
