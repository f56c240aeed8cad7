"""Going through many rows, in the order of their keys, while they are being changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

_BATCH = 200


def in_batches(rows: QuerySet) -> Iterator[Any]:
    """Yield each row, with a separate query for every batch."""
    # Not with an open cursor: on SQLite a connection that still reads an older snapshot may not
    # write; it fails at once (SQLITE_BUSY_SNAPSHOT) instead of waiting.
    last = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:_BATCH]):
        yield from batch
        last = batch[-1].pk
