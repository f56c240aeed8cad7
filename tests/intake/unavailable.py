"""A database that is away, for tests that put it in the place of a call."""

from __future__ import annotations

from django.db import OperationalError


def unavailable(*_: object, **__: object) -> None:
    """Raise what Django raises while the database is away. Its message stands for answers of a person."""
    raise OperationalError("canary: Rosalind")
