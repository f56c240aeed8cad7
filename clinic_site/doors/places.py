"""Which addresses belong to the staff side."""

from __future__ import annotations

_PREFIXES = ("/admin/", "/staff/")


def is_staff_side(path: str) -> bool:
    """Return whether the path of a request belongs to the admin or to the pages of its doors."""
    return path.startswith(_PREFIXES)
