"""HTML as tests compare it, however its template is laid out."""

from __future__ import annotations

import re


def compact(html: str) -> str:
    """Return `html` without its line breaks and the blanks around them."""
    return re.sub(r"\s*\n\s*", "", html)
