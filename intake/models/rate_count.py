"""How often something was done within an hour or so, by whom nobody can tell from the row."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models


class RateCountManager(models.Manager):
    """Counts in the database, so that all processes count together."""

    def add(self, key: str, until: dt.datetime) -> int:
        """Count one more for `key` and return how many there are. `until` is when the row may go."""
        # One statement, so that two processes cannot both be the first. Both databases know it.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO intake_ratecount (key, until, count) VALUES (%s, %s, 1) "
                "ON CONFLICT (key) DO UPDATE SET count = intake_ratecount.count + 1 RETURNING count",
                [key, connection.ops.adapt_datetimefield_value(until)],
            )
            return cursor.fetchone()[0]


class RateCount(models.Model):
    """One count. `key` is a keyed hash, under a key of its day, of a purpose, a subject and a window."""

    key = models.CharField(primary_key=True, max_length=64)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects = RateCountManager()

    def __str__(self) -> str:
        return f"{self.count}"
