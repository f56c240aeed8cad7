"""Base64 for URLs (RFC 4648, section 5), without padding."""

from __future__ import annotations

import base64


def encode(data: bytes) -> str:
    """Return `data` as text."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return the data in `text`. Raises ValueError for any other text."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
