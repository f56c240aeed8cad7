"""Parse whole numbers that a browser sends."""

from __future__ import annotations


def whole_number(text: str) -> int | None:
    """Return the number in `text`, or None unless it consists of 1 to 15 ASCII digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
