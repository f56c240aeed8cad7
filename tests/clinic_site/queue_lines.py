"""What tests ask of a line of writers."""

from __future__ import annotations

from clinic_site.queued_sqlite3.line import Line, LineTimeoutError


def is_held(line: Line) -> bool:
    """Return whether somebody has their turn."""
    try:
        line.enter(0.01, 1).end()
    except LineTimeoutError:
        return True
    return False
