"""Reading days by name from one environment variable."""

from __future__ import annotations

from marshmallow import ValidationError


def day_counts(value: str, **_: object) -> dict[str, int]:
    """Return `spam=30,other=60` as a dictionary. Raises ValidationError that shows an example."""
    try:
        pairs = [pair.split("=") for pair in value.split(",") if pair.strip()]
        return {name.strip(): int(days) for name, days in pairs}
    except ValueError:
        raise ValidationError("Write days like spam=30,withdrawn=30.") from None
