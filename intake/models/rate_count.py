"""Counts for rate limits, which don't reveal who is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection, models


class RateCountManager(models.Manager):
    """Counts in the database, so that all processes share the counts."""

    def add(self, until: Mapping[str, dt.datetime]) -> dict[str, int]:
        """Add one to the count of each key and return the new counts.

        `until` has the keys, and when their rows may be deleted.
        """
        # One statement, so that two processes can't both be the first; sorted, so that two that count the
        # same keys can't wait for each other. SQLite and PostgreSQL both support it.
        adapted = connection.ops.adapt_datetimefield_value
        rows = [value for key in sorted(until) for value in (key, adapted(until[key]))]
        places = ", ".join(["(%s, %s, 1)"] * len(until))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO intake_ratecount (key, until, count) VALUES {places} "  # noqa: S608 (places only)
                "ON CONFLICT (key) DO UPDATE SET count = intake_ratecount.count + 1 RETURNING key, count",
                rows,
            )
            return dict(cursor.fetchall())

    def counts(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the counts of the keys that have one. It doesn't wait for writers."""
        if not keys:
            return {}
        places = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:  # without models, which cost several times as much here
            cursor.execute(f"SELECT key, count FROM intake_ratecount WHERE key IN ({places})", list(keys))  # noqa: S608 (places only)
            return dict(cursor.fetchall())


class RateCount(models.Model):
    """One count. `key` is a hash of purpose, subject, and window, under a key that changes daily."""

    key = models.CharField(primary_key=True, max_length=64)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects = RateCountManager()

    def __str__(self) -> str:
        return f"{self.count}"
