"""Whole numbers in what a browser sends."""

from __future__ import annotations


def whole_number(text: str) -> int | None:
    """Return the number written in `text`; None unless it is 1 to 15 plain digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
