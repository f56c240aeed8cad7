"""Parse numbers of days by name from an environment variable."""

from __future__ import annotations

from marshmallow import ValidationError


def day_counts(value: str, **_: object) -> dict[str, int]:
    """Return a dictionary for a value like `spam=30,other=60`. Raises ValidationError."""
    try:
        pairs = [pair.split("=") for pair in value.split(",") if pair.strip()]
        return {name.strip(): int(days) for name, days in pairs}
    except ValueError:
        raise ValidationError("Write numbers of days like spam=30,withdrawn=30.") from None
