"""Paths of the staff side."""

from __future__ import annotations

_PREFIXES = ("/admin/", "/staff/")


def is_staff_side(path: str) -> bool:
    """Return whether a path belongs to the admin or the account pages."""
    return path.startswith(_PREFIXES)
