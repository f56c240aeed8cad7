"""HTML as tests compare it, however its template is laid out."""

from __future__ import annotations

import re


def compact(html: str) -> str:
    """Return `html` without line breaks: none beside a tag, and a blank between words."""
    return re.sub(r"\s*\n\s*", " ", re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)", "", html))
